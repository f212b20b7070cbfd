"""While the page is refused it asks ever seldomer, stops, and names the telephone."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserType, Page, WebSocketRoute, expect

from aicc.testing.servers import AiccServer, program
from chat.tests.browser.conftest import CUT_LINE, Lin
from conftest import require

pytestmark = pytest.mark.browser

PHONE = "1500-0000"
NO_COOKIE = """
Object.defineProperty(navigator, "cookieEnabled", { get: () => false });
"""


@pytest.fixture
def without_cookies(
    browser_type: BrowserType, browser_type_launch_args: dict, tmp_path: Path, bank: AiccServer
) -> Iterator[Lin]:
    """Lin at a Chromium whose settings block all cookies, and with them all storage. The one
    without windows has no such settings.
    """
    require("chromium")
    profile = tmp_path / "profile"
    (profile / "Default").mkdir(parents=True)
    blocked = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (profile / "Default" / "Preferences").write_text(json.dumps(blocked))
    options = {"locale": "ko-KR", "viewport": {"width": 390, "height": 844}}
    context = browser_type.launch_persistent_context(
        profile,
        **(browser_type_launch_args | {"executable_path": program("chromium")}),
        **options,
    )
    lin = Lin(context.pages[0], bank.url + "/")
    yield lin
    context.close()
    assert [words for words in lin.complaints if not CUT_LINE.search(words)] == []


def calls_of(page: Page) -> Counter[str]:
    """Counts what the page asks the server for from now on, and its sockets."""
    counts: Counter[str] = Counter()

    def count(request) -> None:
        if "/api/" in request.url:
            counts[f"{request.method} {request.url.split('?')[0].rsplit('/', 1)[-1]}"] += 1

    page.on("request", count)
    page.on("websocket", lambda _socket: counts.update(["socket"]))
    return counts


def refusing(status: int, **headers: str):
    body = {"detail": "안 됩니다.", "code": "unavailable", "retryable": True}
    return lambda route: route.fulfill(status=status, json=body, headers=headers)


def passes(page: Page, seconds: float) -> None:
    """Time on the page's clock, a little at a time: what it asks for is answered in between."""
    for _ in range(int(seconds / 5)):
        page.clock.run_for(5000)
        page.wait_for_load_state("networkidle")


def sees_the_telephone(lin: Lin) -> None:
    expect(lin.page.locator("#trouble")).to_contain_text(PHONE)
    expect(lin.page.locator("#trouble-action")).to_be_visible()


# --- Cookies ------------------------------------------------------------------------


def test_with_all_cookies_blocked_one_session_is_begun_and_answered(without_cookies: Lin) -> None:
    lin = without_cookies
    calls = calls_of(lin.page)
    frames: list[str] = []
    lin.page.on("websocket", lambda it: it.on("framesent", lambda sent: frames.append(str(sent))))
    addresses: list[str] = []
    lin.page.on("request", lambda request: addresses.append(request.url))

    lin.opens_the_chat()
    lin.asks("정기예금 금리가 얼마인가요?")

    expect(lin.answers).to_have_count(1)
    lin.sees_badge("connected")
    lin.page.reload()
    lin.asks("이체 한도를 올리려면 어떻게 하나요?")
    expect(lin.answers).to_have_count(1)
    assert lin.page.context.cookies() == []
    assert calls["POST sessions"] == 2  # one of each load
    assert calls["POST token"] == 0
    assert sum(calls.values()) < 20
    assert not [it for it in addresses if "~" in it or "token=" in it]


def test_without_a_socket_the_token_goes_with_each_call(without_cookies: Lin) -> None:
    lin = without_cookies
    lin.page.route_web_socket("**/ws/**", lambda it: it.close(code=1011, reason="blocked"))
    calls = calls_of(lin.page)
    lin.opens_the_chat()

    lin.asks("정기예금 금리가 얼마인가요?")

    expect(lin.answers).to_have_count(1)
    lin.sees_badge("http")
    lin.page.click("#human")
    expect(lin.page.locator("#leave-queue")).to_be_visible()
    assert calls["POST sessions"] == 1


def test_the_key_of_a_session_is_nowhere_that_outlives_the_page(lin: Lin) -> None:
    tokens = []
    lin.page.on(
        "response",
        lambda it: it.url.endswith("/chat/sessions") and tokens.append(it.json()["token"]),
    )
    lin.opens_the_chat()
    lin.asks("안녕하세요")
    expect(lin.answers).to_have_count(1)

    kept = lin.page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, location.href, document.cookie])"
    )

    assert len(tokens) == 1
    assert tokens[0] not in kept


def test_a_cookie_that_is_lost_costs_nothing_while_the_page_lives(lin: Lin) -> None:
    lin.opens_the_chat()
    lin.asks("안녕하세요")
    expect(lin.answers).to_have_count(1)
    before = lin.session_id

    lin.page.context.clear_cookies()
    lin.page.context.set_offline(True)
    lin.sees_badge("disconnected")
    lin.page.context.set_offline(False)
    lin.sees_badge("connected")
    lin.asks("정기예금 금리가 얼마인가요?")

    expect(lin.answers).to_have_count(2)
    assert lin.session_id == before


def test_two_tabs_without_cookies_do_not_take_each_others_conversation(lin: Lin, sits_down, bank):
    lin.page.context.add_init_script(NO_COOKIE)
    beside = sits_down(lin.page.context.new_page(), bank)
    calls = [calls_of(tab.page) for tab in (lin, beside)]

    for tab in (lin, beside):
        tab.opens_the_chat()
        tab.sees_badge("connected")
        lin.page.context.clear_cookies()  # as if they had been refused
    for tab in (lin, beside):
        tab.asks("안녕하세요")
    for tab in (lin, beside):
        expect(tab.answers).to_have_count(1)

    assert all(each["POST sessions"] <= 2 for each in calls)


# --- Storms -------------------------------------------------------------------------


def test_a_key_that_is_always_refused_begins_two_sessions_and_names_the_telephone(lin: Lin):
    lin.page.clock.install()
    calls = calls_of(lin.page)
    lin.page.route_web_socket("**/ws/**", lambda it: it.close(code=4401, reason="token"))
    lin.page.route(re.compile(r"/api/v1/chat/(sessions/|message)"), refusing(401))

    lin.opens_the_chat()
    lin.asks("정기예금 금리가 얼마인가요?")
    sees_the_telephone(lin)
    at_once = sum(calls.values())
    passes(lin.page, 600)

    assert calls["POST sessions"] == 2
    assert at_once < 30
    assert sum(calls.values()) == at_once
    # Whoever presses the button tries once more, and what was written is kept.
    lin.page.unroute(re.compile(r"/api/v1/chat/(sessions/|message)"))
    lin.page.route_web_socket("**/ws/**", lambda socket: socket.connect_to_server())
    lin.page.click("#trouble-action")
    expect(lin.answers).to_have_count(1)
    expect(lin.said).to_have_count(1)


@pytest.mark.parametrize(
    ("status", "headers"),
    [(429, {"Retry-After": "1"}), (429, {}), (500, {}), (503, {"Retry-After": "2"})],
)
def test_a_session_that_cannot_be_begun_is_tried_ten_times(lin: Lin, status: int, headers) -> None:
    lin.page.clock.install()
    calls = calls_of(lin.page)
    lin.page.route("**/api/v1/chat/sessions", refusing(status, **headers))
    lin.opens_the_chat()
    sees_the_telephone(lin)

    passes(lin.page, 600)

    assert calls["POST sessions"] == 10
    assert sum(calls.values()) == 10
    expect(lin.page.locator("#trouble")).to_contain_text("연결할 수 없습니다")
    sees_the_telephone(lin)


def test_a_session_that_is_refused_for_good_is_not_tried_again(lin: Lin) -> None:
    lin.page.clock.install()
    calls = calls_of(lin.page)
    lin.page.route("**/api/v1/chat/sessions", refusing(403))
    lin.opens_the_chat()
    sees_the_telephone(lin)

    passes(lin.page, 120)

    assert calls["POST sessions"] == 1


@pytest.mark.parametrize("status", [429, 500])
def test_a_server_that_answers_nothing_is_left_alone_in_the_end(lin: Lin, status: int) -> None:
    lin.page.clock.install()
    lin.opens_the_chat()
    lin.sees_badge("connected")
    calls = calls_of(lin.page)
    lin.page.route("**/api/v1/chat/**", refusing(status))
    lin.page.route_web_socket("**/ws/**", lambda it: it.close(code=1011, reason="away"))
    lin.page.evaluate("dispatchEvent(new Event('offline'))")
    lin.asks("정기예금 금리가 얼마인가요?")

    passes(lin.page, 300)
    first = sum(calls.values())
    passes(lin.page, 2700)
    sees_the_telephone(lin)
    late = sum(calls.values())
    passes(lin.page, 600)

    assert first < 90
    assert late < 300
    assert sum(calls.values()) == late
    expect(lin.said.last).to_have_attribute("data-state", "failed")


def test_a_socket_that_is_dropped_after_its_first_frame_is_opened_ever_seldomer(lin: Lin) -> None:
    opened: list[str] = []

    def greet_and_drop(socket: WebSocketRoute) -> None:
        opened.append(socket.url)
        status = {"type": "status", "message": "connected", "owner": "assistant", "head_seq": 0}
        socket.send(json.dumps(status))
        socket.close(code=1011, reason="dropped")

    lin.page.clock.install()
    lin.page.route_web_socket("**/ws/**", greet_and_drop)
    lin.opens_the_chat()

    passes(lin.page, 120)

    assert 5 <= len(opened) < 40
