"""What the customer sees when lines and servers fail: nothing is lost, nothing comes twice."""

import pytest
from playwright.sync_api import WebSocketRoute, expect

from aicc.testing.servers import AiccServer
from chat.tests.browser.conftest import Lin

pytestmark = pytest.mark.browser

OLD_TOKEN = """
import time
from chat.sessions.sessions import signer
print(signer.sign("{session_id}~1~" + str(int(time.time()) - 60)))
"""


def refuse(socket: WebSocketRoute) -> None:
    socket.close(code=1011, reason="blocked")


def test_without_a_socket_answers_come_over_http_at_once(lin: Lin) -> None:
    lin.page.route_web_socket("**/ws/**", refuse)
    lin.opens_the_chat()

    lin.asks("정기예금 금리가 얼마인가요?")

    expect(lin.answers).to_have_count(1)
    expect(lin.said).to_have_count(1)
    lin.sees_badge("http")


def test_several_failed_attempts_turn_the_page_to_http(lin: Lin) -> None:
    attempts = []
    lin.page.route_web_socket("**/ws/**", lambda it: (attempts.append(it.url), refuse(it)))

    lin.opens_the_chat()

    lin.sees_badge("http")
    assert len(attempts) >= 5


def test_the_socket_is_taken_again_when_it_is_there(lin: Lin) -> None:
    lin.page.route_web_socket("**/ws/**", refuse)
    lin.opens_the_chat()
    lin.asks("안녕하세요")
    lin.sees_badge("http")

    lin.page.route_web_socket("**/ws/**", lambda socket: socket.connect_to_server())
    lin.looks_again()

    lin.sees_badge("connected")


def test_a_message_survives_the_death_of_the_server(page, own_bank, sits_down) -> None:
    lin = sits_down(page, own_bank).opens_the_chat()
    lin.asks("안녕하세요")
    expect(lin.answers).to_have_count(1)
    lin.types("정기예금 금리가 얼마인가요?")

    own_bank.kill()
    page.press("#say", "Enter")

    expect(lin.said.last).to_contain_text("보내는 중")
    lin.sees_badge("disconnected")
    expect(page.locator("#trouble")).to_contain_text("자동으로 보냅니다")
    own_bank.start()
    lin.sees_badge("connected")
    expect(lin.answers).to_have_count(2)
    expect(lin.said).to_have_count(2)
    expect(lin.said.last).to_have_attribute("data-state", "sent")
    expect(page.locator("#trouble")).to_be_hidden()


def test_what_was_not_sent_is_sent_after_a_reload(page, own_bank, sits_down) -> None:
    lin = sits_down(page, own_bank).opens_the_chat()
    lin.sees_badge("connected")
    page.context.set_offline(True)
    lin.asks("정기예금 금리가 얼마인가요?")
    expect(lin.said.last).to_contain_text("보내는 중")

    page.context.set_offline(False)
    page.reload()

    expect(lin.answers).to_have_count(1)
    expect(lin.said).to_have_count(1)


def test_an_ack_that_never_comes_sends_the_message_over_http(lin: Lin) -> None:
    def swallow_messages(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(lambda text: None if '"message"' in str(text) else server.send(text))

    lin.page.clock.install()
    lin.page.route_web_socket("**/ws/**", swallow_messages)
    lin.opens_the_chat()
    lin.sees_badge("connected")

    lin.asks("정기예금 금리가 얼마인가요?")
    expect(lin.said.first).to_contain_text("보내는 중")
    lin.page.clock.run_for(8_100)

    expect(lin.answers).to_have_count(1)
    expect(lin.said).to_have_count(1)


def test_an_expired_token_is_renewed_unnoticed(lin: Lin, bank: AiccServer) -> None:
    lin.opens_the_chat()
    lin.asks("정기예금 금리가 얼마인가요?")
    expect(lin.answers).to_have_count(1)
    session_id = lin.session_id
    [cookie] = [
        it for it in lin.page.context.cookies(bank.url + "/api/") if session_id in it["name"]
    ]
    token = bank.manage("shell", "-c", OLD_TOKEN.format(session_id=session_id)).split()[-1]
    lin.page.context.add_cookies([{**cookie, "value": token}])

    lin.page.reload()

    expect(lin.answers).to_have_count(1)
    lin.sees_badge("connected")
    assert lin.session_id == session_id


def test_a_lost_session_gives_way_to_a_new_one_that_says_so(lin: Lin) -> None:
    lin.opens_the_chat()
    lin.asks("안녕하세요")
    expect(lin.answers).to_have_count(1)
    before = lin.session_id
    lin.page.context.clear_cookies()

    lin.page.reload()

    expect(lin.page.locator("#log")).to_contain_text("새 상담을 시작했습니다")
    lin.sees_badge("connected")
    assert lin.session_id != before
    lin.asks("정기예금 금리가 얼마인가요?")
    expect(lin.answers).to_have_count(1)


def test_what_was_said_to_a_revoked_session_is_answered_in_a_new_one(lin: Lin, bank) -> None:
    lin.opens_the_chat()
    lin.sees_badge("connected")
    before = lin.session_id
    lin.page.context.set_offline(True)
    lin.asks("정기예금 금리가 얼마인가요?")
    bank.manage("shell", "-c", f"from chat.sessions.sessions import revoke; revoke('{before}')")

    lin.page.context.set_offline(False)

    expect(lin.page.locator("#log")).to_contain_text("새 상담을 시작했습니다")
    expect(lin.answers).to_have_count(1)
    expect(lin.said).to_have_count(1)
    assert lin.session_id != before


def test_a_refused_message_can_be_sent_again_or_given_up(lin: Lin) -> None:
    refusals = ["refuse"]

    def answer(route) -> None:
        if refusals:
            body = {"detail": "안 됩니다.", "code": "invalid", "retryable": False}
            route.fulfill(status=400, json=body)
        else:
            route.continue_()

    lin.page.route_web_socket("**/ws/**", refuse)
    lin.page.route("**/api/v1/chat/message", answer)
    lin.opens_the_chat()
    lin.asks("정기예금 금리가 얼마인가요?")
    expect(lin.said.first).to_have_attribute("data-state", "failed")

    refusals.clear()
    lin.page.get_by_role("button", name="눌러서 다시 보내기").click()

    expect(lin.answers).to_have_count(1)
    expect(lin.said).to_have_count(1)


def test_a_page_that_cannot_begin_says_so_and_goes_on_trying(lin: Lin) -> None:
    lin.page.route("**/api/v1/chat/sessions", lambda route: route.fulfill(status=503, json={}))
    lin.opens_the_chat()
    expect(lin.page.locator("#trouble")).to_contain_text("지금은 상담을 시작할 수 없습니다")

    lin.asks("안녕하세요")
    expect(lin.said).to_contain_text("보내는 중")
    lin.page.unroute("**/api/v1/chat/sessions")
    # Its own next attempt may come first, and hide what is clicked.
    lin.page.locator("#trouble-action").dispatch_event("click")

    lin.sees_badge("connected")
    expect(lin.page.locator("#trouble")).to_be_hidden()
    expect(lin.answers).to_have_count(1)
    expect(lin.said).to_have_count(1)
