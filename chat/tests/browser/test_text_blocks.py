"""A message's text as the customer's page shows it: as an article's page shows the same."""

import pytest
from playwright.sync_api import expect

from aicc.testing.servers import AiccServer
from chat.tests.browser.conftest import Lin
from chat.tests.browser.test_conversation import AGENT_ANSWERS
from chat.tests.shown_texts import OWN, SHOWN, tight

pytestmark = pytest.mark.browser

SHOW = """async texts => {
  const address = [...document.querySelectorAll("link[rel=modulepreload]")]
    .map(link => link.href).find(each => each.includes("text-blocks"));
  const { blocksOf } = await import(address);
  return texts.map(text => blocksOf(text).map(block => block.outerHTML).join(""));
}"""
SAID = "안녕하세요, 무엇을 도와드릴까요?"


def shown(lin: Lin, texts: list[str]) -> list[str]:
    lin.opens_the_chat()
    return list(lin.page.evaluate(SHOW, texts))


def test_a_message_shows_what_an_articles_page_shows(lin: Lin) -> None:
    found = shown(lin, [text for text, _ in SHOWN.values()])

    assert dict(zip(SHOWN, map(tight, found), strict=True)) == {
        name: html for name, (_, html) in SHOWN.items()
    }


def test_a_message_keeps_its_lines_and_what_stands_right_below_a_table(lin: Lin) -> None:
    lines, table = shown(lin, ["첫 줄\n둘째 줄", "| a | b |\n|---|---|\n| 1 | 2 |\n2026년 기준"])

    assert lines == '<p>첫 줄</p><p class="next-line">둘째 줄</p>'
    assert table.endswith("</table></div><p>2026년 기준</p>")


def test_half_a_table_that_is_still_being_written_is_text(lin: Lin) -> None:
    head, begun = shown(lin, ["| 기간 | 금리 |", "| 기간 | 금리 |\n|--"])

    assert (head.count("<p"), begun.count("<table")) == (1, 0)


@pytest.mark.timeout(60)
def test_a_text_made_to_take_long_takes_no_longer(lin: Lin) -> None:
    hostile = ["|" + "-|" * 4000 + "x", "[" * 8000, "**" * 4000, "(" * 4000 + ")" * 4000]
    hostile += ["https://www.fss.or.kr/" + ")" * 4000, "> " * 3000, "<br" * 3000]
    hostile += ["*a" * 4000, "*a *" * 3000, "***a" * 3000, "a**b*" * 3000]

    assert len(shown(lin, hostile)) == len(hostile)


def test_what_an_agent_inserts_is_a_link_to_the_article(lin: Lin, bank: AiccServer) -> None:
    lin.opens_the_chat()
    lin.sees_badge("connected")
    lin.page.click("#human")
    expect(lin.page.locator("#banner")).to_be_visible()
    address = f"{bank.url}/articles/transfer-limits/ko/1#p2"
    script = AGENT_ANSWERS.format(session_id=lin.session_id)
    assert SAID in script

    bank.manage("shell", "-c", script.replace(SAID, f"출처: 이체 한도 {address}에서"))
    lin.looks_again()

    link = lin.page.locator("#log .from-agent .bubble a")
    expect(link).to_have_text(address)
    html = link.evaluate("link => link.outerHTML")
    assert html.startswith(f'<a href="/articles/transfer-limits/ko/1#p2" {OWN}>')
    with lin.page.expect_popup() as popup:
        link.click()
    expect(popup.value.locator(".passage:target")).to_be_visible()
