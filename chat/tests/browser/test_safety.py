"""Nothing on the page runs but our own scripts, and everybody can use it."""

from typing import Any

import pytest
from playwright.sync_api import expect

from chat.tests.browser.axe import violations
from chat.tests.browser.conftest import Lin
from chat.tests.browser.test_roads import refuse

pytestmark = pytest.mark.browser

HTML = '<img src=x onerror="document.title=1"><script>document.title=1</script><b>굵게</b>'


def entry(seq: int, sender: str, **fields: Any) -> dict[str, Any]:
    moment = "2026-11-24T09:00:00+09:00"
    return {"seq": seq, "sender": sender, "text": HTML, "created_at": moment, **fields}


def answer_of_html() -> dict[str, Any]:
    source = {"source": HTML, "page": HTML, "quote": HTML, "url": "javascript:document.title=1"}
    other = {"article_id": "other", "url": f"/articles/{HTML}"}
    return {
        "ai_message": HTML,
        "ai_generated": True,
        "quick_replies": [HTML],
        "source_documents": [source, {**source, **other}],
    }


def test_html_is_shown_as_text_in_every_field(lin: Lin) -> None:
    entries = [
        entry(1, "customer", client_message_id=HTML),
        entry(2, "agent", agent_name=HTML),
        entry(3, "system"),
        entry(4, "assistant", data=answer_of_html()),
    ]
    page = {"entries": entries, "head_seq": 4, "epoch": "e", "owner": "assistant"}
    lin.page.route_web_socket("**/ws/**", refuse)
    lin.page.route("**/messages?*", lambda route: route.fulfill(json=page))

    lin.opens_the_chat()

    expect(lin.page.locator("#log .message")).to_have_count(4)
    expect(lin.page.locator("#quick-replies .chip")).to_have_text(HTML)
    expect(lin.page.locator("#log img, #log script, #log b")).to_have_count(0)
    expect(lin.page.locator("#log a")).to_have_count(1)
    expect(lin.page).to_have_title("AI 상담 · 가온은행")


def test_the_policy_lets_nothing_in_from_elsewhere(lin: Lin) -> None:
    policy = lin.page.goto(lin.address).headers["content-security-policy"]

    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))

    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert "unsafe" not in policy


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(lin: Lin, scheme: str) -> None:
    lin.page.emulate_media(color_scheme=scheme)
    lin.opens_the_chat()
    lin.sees_badge("connected")
    assert violations(lin.page) == []

    lin.asks("정기예금 금리가 얼마인가요?")
    expect(lin.answers).to_have_count(1)
    lin.page.click("#human")
    expect(lin.page.locator("#banner")).to_be_visible()
    lin.page.click("#menu-button")
    assert violations(lin.page) == []

    lin.page.click("#end-conversation")
    assert violations(lin.page) == []
    lin.page.click("#question-yes")
    expect(lin.page.locator("#rating")).to_be_visible()
    assert violations(lin.page) == []


def test_axe_finds_nothing_serious_on_an_article(lin: Lin) -> None:
    lin.page.goto(lin.address + "articles/card-loss-report/ko/1#p2")

    assert violations(lin.page) == []


def test_the_keyboard_reaches_everything(lin: Lin) -> None:
    lin.opens_the_chat()
    lin.sees_badge("connected")
    reached = set()
    for _ in range(14):
        lin.page.keyboard.press("Tab")
        reached.add(lin.page.evaluate("document.activeElement.id"))

    assert {"human", "menu-button", "scroll", "say"} <= reached
