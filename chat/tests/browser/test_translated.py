"""A page that a browser translates says the server's words, and goes on working."""

import pytest
from playwright.sync_api import expect

from chat.tests.browser.conftest import Lin
from chat.tests.browser.test_order import stored
from chat.tests.browser.wire import Wire

pytestmark = pytest.mark.browser

# As the translator of Chrome does it: each text in two elements of its own, the language on the
# root, and whatever comes later as well; what says that it is not to be translated stays.
TRANSLATOR = """
document.documentElement.lang = "vi";
const swap = (node) => {
  if (!node.data.trim() || !node.parentElement) return;
  if (node.parentElement.closest("[translate=no], font, script, style, textarea")) return;
  const outer = document.createElement("font");
  const inner = document.createElement("font");
  inner.textContent = "~" + node.data;
  outer.append(inner);
  node.replaceWith(outer);
};
const swapAll = (root) => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  found.forEach(swap);
};
swapAll(document.body);
new MutationObserver((changes) => {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) {
      if (node.nodeType === Node.TEXT_NODE) swap(node);
      else if (node.nodeType === Node.ELEMENT_NODE) swapAll(node);
    }
  }
}).observe(document.body, { childList: true, subtree: true });
"""


def is_translated(lin: Lin) -> None:
    lin.page.evaluate(TRANSLATOR)


def test_a_translated_chip_says_the_servers_words(lin: Lin) -> None:
    lin.opens_the_chat().sees_badge("connected")
    is_translated(lin)
    chip = lin.page.locator("#starters .chip").first
    expect(chip).to_have_text("~카드를 잃어버렸어요")

    chip.click()
    expect(lin.answers).to_have_count(1)
    reply = lin.page.locator("#quick-replies .chip").last
    expect(reply).to_have_text("~아니요, 괜찮습니다")
    reply.click()

    expect(lin.answers).to_have_count(2)
    assert stored(lin) == ["카드를 잃어버렸어요", "아니요, 괜찮습니다"]


def test_a_translated_page_goes_on_with_a_person_and_back(lin: Lin) -> None:
    wire = Wire(lin.page)
    lin.opens_the_chat().asks("안녕하세요")
    expect(lin.answers).to_have_count(1)
    is_translated(lin)

    wire.stands("waiting", "queue", position=2)
    expect(lin.page.locator("#banner-words")).to_contain_text("대기 순서 2번째")
    wire.stands("waiting", "queue", position=1)
    expect(lin.page.locator("#banner-words")).to_contain_text("대기 순서 1번째")
    wire.agent_joins("Mei")
    wire.sends(type="typing", sender="agent", is_typing=True)
    expect(lin.page.locator("#thinking")).to_contain_text("Mei")
    name = lin.page.locator("#thinking [translate=no]:has-text('Mei')")
    expect(name).to_have_text("Mei")
    for place in ("#who-answers", "#banner-words"):
        expect(lin.page.locator(f"{place} [translate=no]")).to_have_text("Mei")
    wire.agent_says("안녕하세요, Mei입니다.")
    expect(lin.page.locator(".from-agent .bubble")).to_have_text("~안녕하세요, Mei입니다.")
    expect(lin.page.locator("#thinking")).to_be_hidden()
    wire.stands("assistant_back", "assistant")
    expect(lin.page.locator("#banner")).to_be_hidden()


def test_in_a_translated_page_a_reason_is_sent_as_the_bank_wrote_it(lin: Lin) -> None:
    lin.opens_the_chat().asks("정기예금 금리가 얼마인가요?")
    expect(lin.answers).to_have_count(1)
    is_translated(lin)
    lin.answers.first.locator("[data-rating=down]").click()
    lin.answers.first.locator(".reasons .chip").first.click()

    with lin.page.expect_request(
        lambda it: "예전" in (it.post_data or "") or "틀려" in (it.post_data or "")
    ) as request:
        lin.answers.first.locator(".reasons [type=submit]").click()

    assert request.value.post_data_json["comment"] == "내용이 틀려요"


def test_names_and_numbers_stay_as_they_are(lin: Lin) -> None:
    lin.page.set_viewport_size({"width": 1440, "height": 900})
    lin.opens_the_chat().asks("카드를 잃어버렸어요")
    expect(lin.answers).to_have_count(1)

    is_translated(lin)

    for name in ("#bank", ".about-bank", ".about-phone a", ".call >> nth=0"):
        assert "~" not in lin.page.locator(name).inner_text(), name
    expect(lin.page.locator("#badge .badge-mark")).to_have_text("🟢")
