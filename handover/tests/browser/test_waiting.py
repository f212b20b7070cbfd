"""What a customer's page offers while they wait for a person, and what the desk sees of it."""

import re

import pytest
from playwright.sync_api import expect

from chat.tests.browser.axe import violations
from handover.tests.browser.test_desk import wants_a_person

pytestmark = pytest.mark.browser

REVEALED = "SELECT reason FROM audit_auditevent WHERE action = 'reveal'"


def test_whoever_waits_answers_a_few_questions_and_the_desk_sees_them(lin, own_bank, sits_at):
    own_bank.manage("sample_questions")
    mei = sits_at(own_bank, "mei").opens_the_desk()
    mei.comes_online()
    wants_a_person(lin)
    page = lin.page
    mei.waiting.locator(".card-open").click()

    # One at a time; what is asked meanwhile is answered, and the question stays.
    expect(page.locator("#intake-field")).to_be_in_viewport()
    expect(page.locator("#intake-text")).to_be_hidden()
    lin.asks("이체 한도는 얼마인가요?")
    expect(page.locator("#log .source").last).to_be_visible()
    expect(page.locator("#intake-text")).to_have_text(
        "언제 있었던 일인지, 또는 언제까지 필요하신지 알려 주세요."
    )
    assert violations(page) == []
    page.fill("#intake-field", "지난주 금요일부터요")
    page.reload()  # half an answer is not lost
    expect(page.locator("#intake-field")).to_be_in_viewport()
    expect(page.locator("#intake-field")).to_have_value("지난주 금요일부터요")
    page.press("#intake-field", "Enter")
    expect(page.locator("#intake-chips .chip")).to_have_count(7)
    expect(mei.page.locator("#collected dd").first).to_have_text("지난주 금요일부터요")
    page.reload()  # the question is still open for whoever comes back
    expect(page.locator("#intake-chips .chip")).to_have_count(7)
    page.locator("#intake-chips .chip", has_text="대출").click()
    expect(page.locator("#intake-field")).to_be_focused()
    page.get_by_role("button", name="모르겠어요").click()
    expect(page.locator("#intake")).to_be_hidden()
    expect(page.locator("#say")).to_be_focused()

    expect(mei.page.locator("#collected dd").nth(1)).to_have_text("대출")
    expect(mei.page.locator("#collected dd").nth(2)).to_have_text("모른다고 함")
    assert violations(mei.page) == []


def test_a_call_that_cannot_be_asked_for_now_is_refused_in_words(lin, own_bank, sits_at):
    sits_at(own_bank, "mei").opens_the_desk().comes_online()
    wants_a_person(lin)
    page = lin.page
    page.route("**/call-back", lambda route: route.abort())
    page.click("#call-me-instead")
    page.fill("#call-back-phone", "010-1234-5678")
    page.check("#call-back-consent")

    page.click("#call-back-form .primary")

    expect(page.locator("#call-back-said")).to_contain_text(re.compile("[가-힣]"))


def test_whoever_would_rather_be_called_says_when_and_an_agent_calls(lin, own_bank, sits_at):
    mei = sits_at(own_bank, "mei").opens_the_desk()
    mei.comes_online()
    wants_a_person(lin)
    page = lin.page
    page.click("#call-me-instead")

    # What is wrong is said where it is wrong, and the keyboard is there.
    expect(page.locator("#call-back-phone")).to_be_focused()
    page.press("#call-back-phone", "Enter")
    expect(page.locator("#call-back-phone-error")).to_contain_text("010-0000-0000")
    page.fill("#call-back-phone", "1588-0000")
    page.check("#call-back-consent")
    page.click("#call-back-form .primary")
    expect(page.locator("#call-back-phone-error")).not_to_be_empty()
    expect(page.locator("#call-back-phone")).to_be_focused()
    assert violations(page) == []
    page.fill("#call-back-phone", "010-1234-5678")
    page.click("#call-back-form .primary")
    expect(page.locator("#call-back")).to_be_hidden()
    expect(page.locator("#log .from-system").last).to_contain_text("전화드립니다")
    expect(page.locator("#banner")).to_be_hidden()
    assert "5678" not in page.content()

    # The desk has the request at once, and the number when it is asked for.
    card = mei.page.locator("#call-backs .card")
    expect(card).to_have_count(1)
    expect(mei.waiting).to_have_count(0)
    card.locator("[data-action=call]").click()
    expect(card.locator(".summary")).to_contain_text("전세자금대출")
    assert "01012345678" not in mei.page.content()
    # What it is looked at for is asked, and kept with the look.
    reason = card.locator(".call-number input")
    expect(reason).not_to_have_value("")
    reason.fill("")
    card.locator("[data-action=show-number]").click()
    expect(card.locator(".phone")).to_have_count(0)
    assert own_bank.ask(REVEALED) == []
    reason.fill("콜백 약속")
    card.locator("[data-action=show-number]").click()
    expect(card.locator(".phone")).to_have_attribute("href", "tel:01012345678")
    assert own_bank.ask(REVEALED) == ["콜백 약속"]
    assert violations(mei.page) == []
    card.locator("textarea").fill("금리 안내함")
    card.locator("[data-action=call-reached]").click()
    expect(card).to_have_count(0)
