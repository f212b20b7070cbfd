"""Three browsers: a customer, an agent and a rival agent, from the request to the end."""

import json
import re

import pytest
from playwright.sync_api import expect

from chat.tests.browser.axe import violations

pytestmark = pytest.mark.browser


def wants_a_person(lin, question="전세자금대출 금리가 얼마인가요?"):
    lin.opens_the_chat()
    lin.sees_badge("connected")
    lin.asks(question)
    expect(lin.answers).to_have_count(1)
    lin.page.click("#human")
    expect(lin.page.locator("#leave-queue")).to_be_visible()


def test_from_the_request_to_the_rating(lin, desk_bank, sits_at):
    mei = sits_at(desk_bank, "mei").opens_the_desk()
    raj = sits_at(desk_bank, "raj").opens_the_desk()
    mei.comes_online()
    raj.comes_online()
    wants_a_person(lin)
    expect(lin.page.locator("#banner-words")).to_contain_text("1번")

    # One claims, the rival sees it gone; a forced claim is refused.
    expect(raj.waiting).to_have_count(1)
    handover = int(raj.waiting.first.get_attribute("data-handover"))
    mei.waiting.locator("[data-action=claim]").click()
    expect(mei.mine).to_have_count(1)
    expect(raj.waiting).to_have_count(0)
    refused = raj.page.evaluate(
        """handover => new Promise((resolve) => {
          const address = location.origin.replace("http", "ws") + "/api/v1/handover/ws/desk/";
          const socket = new WebSocket(address);
          socket.onmessage = (event) => {
            const frame = JSON.parse(event.data);
            if (frame.type === "error") resolve(frame.code);
          };
          socket.onopen = () => socket.send(JSON.stringify({ type: "claim", handover }));
        })""",
        handover,
    )
    assert refused == "already_claimed"

    # Nothing has to be repeated: question, answer, sources and briefing are there.
    expect(mei.said("customer")).to_have_count(1)
    expect(mei.said("assistant").locator(".source").first).to_be_visible()
    expect(mei.page.locator("#briefing .summary")).to_contain_text("전세자금대출")
    expect(mei.page.locator("#briefing .recommended a").first).to_be_visible()

    # Typing, both ways; a canned reply by the keyboard.
    mei.page.type("#say", "/인")
    expect(lin.page.locator("#thinking-words")).to_contain_text("Mei")
    mei.page.press("#say", "Enter")
    expect(mei.page.locator("#say")).to_have_value(re.compile("가온은행 Mei입니다"))
    mei.page.press("#say", "Enter")
    expect(lin.page.locator("#log .from-agent")).to_contain_text("무엇을 도와드릴까요?")
    lin.page.type("#say", "연장도")
    expect(mei.page.locator("#typing")).not_to_be_empty()
    lin.asks("연장도 되나요?")
    expect(mei.said("customer")).to_have_count(2)

    # An article with its citation, a note that the customer does not see.
    mei.page.fill("#query", "전세자금대출")
    mei.page.locator("#articles button").first.click()
    expect(mei.page.locator("#say")).to_have_value(re.compile("출처: .*/articles/", re.S))
    mei.page.press("#say", "Enter")
    expect(lin.page.locator("#log .from-agent")).to_have_count(2)
    mei.page.check("[name=kind][value=note]")
    mei.writes("연장 서류 안내함")
    expect(mei.page.locator("#notes li")).to_contain_text("연장 서류 안내함")

    # To the rival, who hands back.
    mei.act("transfer")
    mei.page.get_by_label("Raj").check()
    mei.page.fill("#transfer-reason", "연장 담당")
    mei.page.click("#transfer-yes")
    expect(mei.mine).to_have_count(0)
    expect(raj.mine).to_have_count(1)
    raj.mine.locator(".card-open").click()
    expect(raj.page.locator("#notes li")).to_contain_text(["연장 서류 안내함", "연장 담당"])
    raj.writes("이어서 도와드리겠습니다.")
    expect(lin.page.locator("#log .from-agent")).to_have_count(3)
    raj.act("hand_back")
    raj.page.fill("#hand-back-agreed", "연장 가능하다고 안내")
    raj.page.click("#hand-back-dialog .primary")
    expect(raj.mine).to_have_count(0)
    expect(lin.page.locator("#banner")).to_be_hidden()
    lin.asks("아까 상담원이 뭐라고 했죠?")
    expect(lin.answers.last).to_contain_text("연장 가능하다고 안내")

    # After the end she is asked how it was.
    lin.page.click("#menu-button")
    lin.page.click("#end-conversation")
    lin.page.click("#question-yes")
    expect(lin.page.locator("#rating")).to_be_visible()
    assert "연장 서류" not in lin.page.inner_text("#log")


def test_a_supervisor_takes_the_assistants_conversation(lin, desk_bank, sits_at):
    sam = sits_at(desk_bank, "sam", "supervisor").opens_the_desk()
    lin.opens_the_chat()
    lin.sees_badge("connected")
    lin.asks("전세자금대출 금리가 얼마인가요?")
    expect(lin.answers).to_have_count(1)

    sam.page.click("#live")
    row = sam.page.locator(".live-row", has_text="전세자금대출")
    expect(row).to_have_count(1)
    assert violations(sam.page) == []
    row.locator(".primary").click()
    expect(sam.said("assistant")).to_have_count(1)
    sam.writes("안녕하세요, 제가 도와드리겠습니다.")

    expect(lin.page.locator("#log .from-agent")).to_have_count(1)
    expect(lin.page.locator("#log")).to_contain_text("Sam")


def test_a_desk_that_was_offline_shows_everything_once_and_counts_right(lin, desk_bank, sits_at):
    mei = sits_at(desk_bank, "mei").opens_the_desk()
    mei.comes_online()
    wants_a_person(lin)
    mei.waiting.locator("[data-action=claim]").click()
    mei.writes("안녕하세요")
    expect(lin.page.locator("#log .from-agent")).to_have_count(1)
    other = sits_at(desk_bank, "mei").opens_the_desk()  # another tab of hers answers
    other.mine.locator(".card-open").click()

    # She looks at another page of the desk's when the line is cut.
    mei.page.evaluate("document.querySelector('#back').click()")
    mei.page.context.set_offline(True)
    expect(mei.page.locator("#badge")).not_to_have_attribute("data-status", "connected")
    for n in range(3):
        lin.asks(f"질문 {n}")
    other.writes("다른 창에서 답합니다")
    expect(lin.page.locator("#log .from-agent")).to_have_count(2)
    lin.asks("마지막 질문")
    expect(other.said("customer")).to_have_count(5)
    other.page.evaluate("document.querySelector('#back').click()")
    lin.asks("하나 더")
    mei.page.context.set_offline(False)
    expect(mei.page.locator("#badge")).to_have_attribute("data-status", "connected")

    expect(mei.mine.locator(".unread")).to_have_text("1")
    mei.mine.locator(".card-open").click()
    expect(mei.said("customer")).to_have_count(6)
    seqs = mei.page.locator("#log [data-seq]").evaluate_all(
        "them => them.map((it) => Number(it.dataset.seq))"
    )
    assert seqs == list(range(1, len(seqs) + 1))
    assert mei.said("agent").all_inner_texts()[-1].endswith("다른 창에서 답합니다")


def test_a_server_that_is_killed_under_the_desk_loses_nothing(lin, own_bank, sits_at):
    mei = sits_at(own_bank, "mei").opens_the_desk()
    mei.comes_online()
    wants_a_person(lin)
    mei.waiting.locator("[data-action=claim]").click()
    mei.writes("안녕하세요")
    expect(lin.page.locator("#log .from-agent")).to_have_count(1)

    own_bank.kill()
    mei.writes("연결이 끊겨도 전달됩니다")
    lin.asks("저도 씁니다")
    expect(mei.page.locator("#log [data-state=sending]")).to_have_count(1)
    own_bank.start()

    expect(lin.page.locator("#log .from-agent")).to_have_count(2)
    expect(mei.said("customer")).to_have_count(2)
    expect(mei.page.locator("#log [data-state]")).to_have_count(0)


@pytest.mark.parametrize(("scheme", "locale"), [("light", "ko-KR"), ("dark", "en-GB")])
def test_axe_finds_nothing_serious_and_at_400_percent_words_and_field_are_in_sight(
    lin, desk_bank, sits_at, scheme, locale
):
    mei = sits_at(desk_bank, "mei", color_scheme=scheme, locale=locale).opens_the_desk()
    mei.comes_online()
    wants_a_person(lin)
    expect(mei.waiting).to_have_count(1)
    assert violations(mei.page) == []
    mei.waiting.locator("[data-action=claim]").click()
    mei.writes("안녕하세요")
    expect(mei.page.locator("#briefing .summary")).to_be_visible()
    mei.page.type("#say", "/")
    assert violations(mei.page) == []
    mei.page.keyboard.press("Escape")

    mei.page.keyboard.press("Alt+c")

    expect(mei.page.locator("#close-dialog")).to_be_visible()
    assert violations(mei.page) == []

    mei.page.keyboard.press("Escape")
    mei.page.set_viewport_size({"width": 320, "height": 256})
    mei.page.locator("#send").scroll_into_view_if_needed()
    for place in (mei.said("agent"), mei.page.locator("#say")):
        expect(place).to_be_in_viewport(ratio=0.5)
    assert mei.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_desk_that_no_login_helps_goes_there_once_and_says_so(desk_bank, sits_at):
    mei = sits_at(desk_bank, "mei")
    visits = []
    mei.page.on("framenavigated", lambda frame: visits.append(frame.url))
    mei.page.route_web_socket("**/ws/desk/**", lambda it: it.close(code=4401, reason="signed_out"))

    mei.page.goto(f"{desk_bank.url}/desk/")
    expect(mei.page).to_have_url(f"{desk_bank.url}/admin/")  # signed in, as the login finds
    mei.page.goto(f"{desk_bank.url}/desk/")

    expect(mei.page.locator("#toast")).to_contain_text("데스크에 연결할 수 없습니다")
    expect(mei.page.locator("#badge")).to_have_attribute("data-status", "disconnected")
    expect(mei.page.locator("#waiting-empty")).to_be_hidden()
    assert sum(url.endswith("/desk/") for url in visits) == 2


def test_what_an_agent_wrote_first_is_stored_first_though_the_server_was_busy(
    lin, desk_bank, sits_at
):
    mei = sits_at(desk_bank, "mei")
    refusals = [1, 2]

    def busy(socket):
        server = socket.connect_to_server()

        def pass_on(text):
            frame = json.loads(text)
            if frame["type"] != "say" or not refusals:
                server.send(text)
                return
            refusals.pop()
            about = {key: frame[key] for key in ("handover", "client_message_id")}
            error = {"type": "error", "code": "busy", "message": "바쁩니다", "retryable": True}
            socket.send(json.dumps(error | about))

        socket.on_message(pass_on)

    mei.page.route_web_socket("**/ws/desk/**", busy)
    mei.opens_the_desk()
    mei.comes_online()
    wants_a_person(lin)
    mei.waiting.locator("[data-action=claim]").click()
    expect(mei.mine).to_have_count(1)
    for text in ("첫째", "둘째", "셋째"):
        mei.writes(text)

    expect(lin.page.locator("#log .from-agent .bubble")).to_have_text(["첫째", "둘째", "셋째"])


def test_the_policy_of_the_desk_is_the_strict_one(desk_bank, sits_at):
    mei = sits_at(desk_bank, "mei")
    answer = mei.page.goto(f"{desk_bank.url}/desk/")

    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


def test_the_keyboard_does_all_of_it(lin, desk_bank, sits_at):
    mei = sits_at(desk_bank, "mei").opens_the_desk()
    mei.comes_online()
    wants_a_person(lin)
    expect(mei.waiting).to_have_count(1)

    mei.page.keyboard.press("Alt+n")
    expect(mei.page.locator("#say")).to_be_focused()
    mei.page.keyboard.type("안녕하세요")
    mei.page.keyboard.press("Enter")
    expect(lin.page.locator("#log .from-agent")).to_have_count(1)
    mei.page.keyboard.press("Alt+r")
    expect(mei.page.locator("#say")).to_have_value(re.compile("출처"))
    mei.page.keyboard.press("Alt+k")
    expect(mei.page.locator("#query")).to_be_focused()
    mei.page.keyboard.press("Alt+1")
    mei.page.keyboard.press("Alt+c")
    mei.page.keyboard.press("Tab")
    mei.page.locator("#close-dialog .primary").press("Enter")

    expect(mei.mine).to_have_count(0)
    expect(lin.page.locator("#rating")).to_be_visible()
