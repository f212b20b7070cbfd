"""What was typed first is stored first, by whichever road; a chip says the server's words."""

import json

import pytest
from playwright.sync_api import Route, WebSocketRoute, expect

from chat.tests.browser.conftest import Lin
from chat.tests.browser.test_roads import refuse

pytestmark = pytest.mark.browser

FIRST, SECOND, THIRD = "정기예금 금리가 얼마인가요?", "그거 중도해지하면요?", "이체 한도는요?"


def stored(lin: Lin) -> list[str]:
    """What the server holds of her words, in its order."""
    entries = lin.page.evaluate(
        """async (id) => {
          const answer = await fetch(`/api/v1/chat/sessions/${id}/messages`);
          return (await answer.json()).entries;
        }""",
        lin.session_id,
    )
    return [entry["text"] for entry in entries if entry["sender"] == "customer"]


def is_message(text: str) -> bool:
    return json.loads(text)["type"] == "message"


def test_a_socket_that_swallowed_the_first_does_not_let_the_second_overtake(lin: Lin) -> None:
    swallows = [True]

    def swallow_messages(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        is_first = bool(swallows and swallows.pop())
        socket.on_message(
            lambda text: None if is_first and is_message(str(text)) else server.send(text)
        )

    lin.page.route_web_socket("**/ws/**", swallow_messages)
    lin.opens_the_chat()
    lin.sees_badge("connected")
    lin.asks(FIRST)
    lin.page.context.set_offline(True)
    lin.sees_badge("disconnected")
    lin.asks(SECOND)
    lin.page.context.set_offline(False)

    expect(lin.answers).to_have_count(2)
    assert stored(lin) == [FIRST, SECOND]
    assert lin.said.locator(".bubble").all_inner_texts() == [FIRST, SECOND]


def test_what_is_typed_while_the_socket_comes_back_waits_for_what_was_lost_with_it(lin: Lin):
    held: list[WebSocketRoute] = []

    def swallow_then_wait(socket: WebSocketRoute) -> None:
        held.append(socket)
        if len(held) > 1:
            return  # the second one never opens
        server = socket.connect_to_server()
        socket.on_message(lambda text: None if is_message(str(text)) else server.send(text))

    lin.page.route_web_socket("**/ws/**", swallow_then_wait)
    lin.opens_the_chat()
    lin.sees_badge("connected")
    lin.asks(FIRST)
    held[0].close(code=1011, reason="cut")
    for text in (SECOND, THIRD):
        lin.asks(text)

    expect(lin.answers).to_have_count(3)
    assert stored(lin) == [FIRST, SECOND, THIRD]


def test_a_server_that_is_busy_for_the_first_does_not_get_the_second_before_it(lin: Lin) -> None:
    refusals = [1, 2]

    def busy(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def pass_on(text: str) -> None:
            if not is_message(text) or not refusals:
                server.send(text)
                return
            refusals.pop()
            name = json.loads(text)["client_message_id"]
            error = {"type": "error", "code": "busy", "message": "", "retryable": True}
            socket.send(json.dumps(error | {"client_message_id": name}))

        socket.on_message(pass_on)

    lin.page.route_web_socket("**/ws/**", busy)
    lin.opens_the_chat()
    lin.sees_badge("connected")
    for text in (FIRST, SECOND, THIRD):
        lin.asks(text)

    expect(lin.answers).to_have_count(3)
    assert stored(lin) == [FIRST, SECOND, THIRD]


def test_over_http_a_call_that_failed_is_repeated_before_the_next_one(lin: Lin) -> None:
    refusals = [503, 500]

    def answer(route: Route) -> None:
        if refusals:
            route.fulfill(status=refusals.pop(), json={"code": "unavailable"})
        else:
            route.continue_()

    lin.page.route_web_socket("**/ws/**", refuse)
    lin.page.route("**/api/v1/chat/message", answer)
    lin.opens_the_chat()
    for text in (FIRST, SECOND):
        lin.asks(text)

    expect(lin.answers).to_have_count(2)
    assert stored(lin) == [FIRST, SECOND]


def test_a_message_given_up_lets_the_next_one_go(lin: Lin) -> None:
    def refuse_first(route: Route) -> None:
        if FIRST in (route.request.post_data_json or {}).get("user_message", ""):
            route.fulfill(status=400, json={"code": "invalid", "detail": "안 됩니다."})
        else:
            route.continue_()

    lin.page.route_web_socket("**/ws/**", refuse)
    lin.page.route("**/api/v1/chat/message", refuse_first)
    lin.opens_the_chat()
    for text in (FIRST, SECOND):
        lin.asks(text)

    expect(lin.answers).to_have_count(1)
    assert stored(lin) == [SECOND]
    expect(lin.page.locator("#log [data-state=failed] .bubble")).to_have_text(FIRST)


def test_a_chip_says_what_the_server_wrote_though_a_translator_shows_something_else(lin: Lin):
    lin.opens_the_chat()
    lin.sees_badge("connected")
    chip = lin.page.locator("#starters .chip").nth(1)
    words = chip.inner_text()

    # As a browser's translator does it: the text node gives way to elements of its own.
    chip.evaluate("it => { it.innerHTML = '<font><font>How much is it?</font></font>'; }")
    chip.click()

    expect(lin.answers).to_have_count(1)
    assert stored(lin) == [words]
