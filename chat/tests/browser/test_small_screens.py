"""What a small screen, or a large script, leaves of the conversation; and whom to call at once."""

import pytest
from playwright.sync_api import expect

from chat.tests.browser.axe import violations
from chat.tests.browser.conftest import Lin
from chat.tests.browser.wire import Wire

pytestmark = pytest.mark.browser

AT_400_PERCENT = {"width": 320, "height": 256}  # of 1280 by 1024


def room_for_the_conversation(lin: Lin) -> float:
    return float(lin.page.locator("#scroll").bounding_box()["height"])


@pytest.mark.parametrize("stands", ["assistant", "queue", "agent"])
def test_at_400_percent_most_of_the_screen_is_the_conversations(lin: Lin, stands: str) -> None:
    lin.page.set_viewport_size(AT_400_PERCENT)
    wire = Wire(lin.page)
    lin.opens_the_chat().asks("정기예금 금리가 얼마인가요?")
    expect(lin.answers).to_have_count(1)
    if stands == "queue":
        wire.stands("waiting", "queue", position=1)
        expect(lin.page.locator("#banner")).to_be_attached()
    if stands == "agent":
        wire.agent_joins()
        wire.agent_says("안녕하세요, Mei입니다.")
        expect(lin.page.locator(".from-agent")).to_be_in_viewport()

    assert room_for_the_conversation(lin) > AT_400_PERCENT["height"] / 2
    for name in ("#human", "#menu-button", "#leave-queue", "#badge"):
        element = lin.page.locator(name)
        if element.is_visible():
            element.scroll_into_view_if_needed()
            expect(element).to_be_in_viewport(ratio=1)
    expect(lin.page.locator("#say")).to_be_in_viewport(ratio=1)
    assert violations(lin.page) == []
    assert lin.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_screen_that_grows_again_has_its_head_and_foot_in_sight(lin: Lin) -> None:
    lin.page.set_viewport_size(AT_400_PERCENT)
    lin.opens_the_chat().asks("정기예금 금리가 얼마인가요?")
    expect(lin.answers).to_have_count(1)

    lin.page.set_viewport_size({"width": 390, "height": 844})

    for name in ("#human", "#menu-button", "#say", "#badge"):
        expect(lin.page.locator(name)).to_be_in_viewport(ratio=1)
    expect(lin.answers.first.locator(".bubble")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(("width", "height"), [(390, 844), (360, 640), (1440, 900)])
def test_after_a_lost_card_the_number_and_the_reply_are_whole_buttons(
    lin: Lin, width: int, height: int
) -> None:
    lin.page.set_viewport_size({"width": width, "height": height})
    lin.opens_the_chat()
    lin.asks("카드를 잃어버렸어요")

    call = lin.page.locator(".call").first
    expect(call).to_have_attribute("href", "tel:1500-0001")
    assert call.bounding_box()["height"] >= 44
    yes = lin.page.locator("#quick-replies .chip", has_text="네, 연결해 주세요")
    expect(yes).to_be_in_viewport(ratio=1)
    assert violations(lin.page) == []


def test_in_phishing_the_police_and_the_authority_are_called_by_a_tap_too(lin: Lin) -> None:
    lin.opens_the_chat()
    lin.asks("보이스피싱을 당했어요. 방금 돈을 보냈어요")

    expect(lin.page.locator(".call").nth(1)).to_be_visible()
    numbers = lin.page.locator(".call").evaluate_all("all => all.map((it) => it.href)")
    assert {"tel:112", "tel:1332"} <= set(numbers)


def test_an_ordinary_answer_makes_no_button_of_its_numbers(lin: Lin) -> None:
    lin.opens_the_chat()
    lin.asks("고객센터 전화번호가 뭐예요?")

    expect(lin.answers).to_have_count(1)
    expect(lin.page.locator(".call")).to_have_count(0)


def test_where_the_chat_cannot_be_had_the_number_is_called_by_a_tap(lin: Lin) -> None:
    lin.page.route("**/api/v1/chat/sessions", lambda route: route.fulfill(status=503, json={}))
    lin.opens_the_chat()

    call = lin.page.locator("#trouble a")
    expect(call).to_have_attribute("href", "tel:1500-0000")
    expect(call).to_have_text("1500-0000")
    assert violations(lin.page) == []
