"""A working day at the desk, as agents know it from other ones: states, snooze, labels, search."""

import re

import pytest
from playwright.sync_api import expect

from chat.tests.browser.axe import violations
from handover.tests.browser.test_desk import wants_a_person

pytestmark = pytest.mark.browser

LABELS = """
from handover.models import Label
for name in ("민원", "VIP"):
    Label.objects.get_or_create(name=name)
"""
DUE = """
from datetime import timedelta
from django.utils import timezone
from handover.models import Handover
from aicc.platform import events
Handover.objects.update(remind_at=timezone.now() - timedelta(seconds=5))
events.queue_moved()
"""


def takes(mei, lin):
    mei.comes_online()
    wants_a_person(lin)
    mei.waiting.locator("[data-action=claim]").click()
    expect(mei.page.locator("#say")).to_be_visible()


def test_an_agents_day(lin, desk_bank, sits_at):
    desk_bank.manage("shell", "-c", LABELS)
    mei = sits_at(desk_bank, "mei").opens_the_desk()
    raj = sits_at(desk_bank, "raj").opens_the_desk()
    takes(mei, lin)
    raj.comes_online()
    mei.writes("확인해 보겠습니다.")
    expect(mei.said("agent")).to_have_count(1)

    # A state with a reason; the switch brings back online.
    mei.page.select_option("#presence-state", "after_call")
    expect(mei.page.locator("#presence")).to_have_attribute("aria-checked", "false")
    expect(mei.page.locator("#presence-since")).not_to_be_empty()
    mei.comes_online()
    expect(mei.page.locator("#presence-state")).to_have_value("online")

    # A note at its place in the thread, and not at the customer's.
    mei.page.check("[name=kind][value=note]")
    mei.writes("한도 확인 중")
    note = mei.page.locator("#log .from-colleague")
    expect(note).to_contain_text("한도 확인 중")
    mei.page.check("[name=kind][value=say]")
    mei.writes("잠시만요.")
    expect(mei.said("agent")).to_have_count(2)
    places = mei.page.eval_on_selector_all(
        "#log article", "all => all.slice(-3).map((it) => it.className.split(' ').at(-1))"
    )
    assert places == ["from-agent", "from-colleague", "from-agent"]
    expect(lin.page.locator("#log")).not_to_contain_text("한도 확인 중")

    # Labels.
    mei.page.click("#labels")
    assert violations(mei.page) == []
    mei.page.get_by_label("민원").check()
    mei.page.locator("#labels-dialog .primary").click()
    expect(mei.mine.first).to_contain_text("#민원")
    expect(mei.page.locator("#customer")).to_contain_text("#민원")

    # Snoozed; the customer's word brings it back.
    mei.page.keyboard.press("Alt+KeyS")
    assert violations(mei.page) == []
    mei.page.fill("#snooze-reminder", "한도 답변")
    mei.page.locator("#snooze-dialog .primary").click()
    expect(mei.mine.first).to_have_attribute("data-aside", "")
    expect(mei.mine.first).to_contain_text("한도 답변")
    lin.asks("아직인가요?")
    expect(mei.mine.first).not_to_have_attribute("data-aside", "")

    # The reminder, once.
    desk_bank.manage("shell", "-c", DUE)
    expect(mei.page.locator("#toast")).to_contain_text("한도 답변")
    mei.act("wake")
    expect(mei.page.locator("#talk-actions [data-action=snooze]")).to_be_visible()

    # Passed on with its reason, which the receiver reads in the thread.
    mei.act("transfer")
    mei.page.get_by_label("Raj").check()
    mei.page.click("#transfer-yes")
    expect(mei.page.locator("#transfer-dialog")).to_be_visible()  # not without a reason
    mei.page.fill("#transfer-reason", "외환 담당에게")
    mei.page.click("#transfer-yes")
    expect(raj.mine).to_have_count(1)
    raj.mine.locator(".card-open").click()
    last = raj.page.locator("#log .from-colleague").last
    expect(last).to_contain_text("외환 담당에게")
    expect(last).to_contain_text("이관 사유")

    # Closed, and found again.
    raj.writes("처리했습니다.")
    expect(raj.said("agent")).to_have_count(3)
    raj.act("close")
    raj.page.click("#close-dialog .primary")
    expect(raj.mine).to_have_count(0)
    raj.page.click("#closed-section summary")
    expect(raj.page.locator("#closed .card")).to_have_count(1)
    raj.page.fill("#closed-query", "없는말")
    expect(raj.page.locator("#closed .card")).to_have_count(0)
    raj.page.fill("#closed-query", "민원")
    raj.page.locator("#closed .card-open").click()
    expect(raj.page.locator("#log .from-colleague")).to_have_count(2)
    expect(raj.page.locator("#composer")).to_be_hidden()
    assert violations(raj.page) == []


def test_a_warning_can_be_taken_back_for_a_moment(lin, desk_bank, sits_at):
    mei = sits_at(desk_bank, "mei").opens_the_desk()
    takes(mei, lin)

    mei.act("warn")
    mei.page.click("#warn-dialog .primary")
    expect(mei.page.locator("#undo-button")).to_be_focused()
    assert violations(mei.page) == []
    mei.page.keyboard.press("Enter")

    expect(mei.page.locator("#toast")).to_contain_text("보내지 않았습니다")
    mei.page.clock.install()
    mei.act("warn")
    mei.page.click("#warn-dialog .primary")
    mei.page.clock.fast_forward(10_000)
    expect(lin.page.locator("#log")).to_contain_text("존중")
    expect(lin.page.locator("#log .from-system", has_text="존중")).to_have_count(1)


def test_each_of_two_warnings_has_a_moment_of_its_own(lin, desk_bank, sits_at):
    mei = sits_at(desk_bank, "mei").opens_the_desk()
    takes(mei, lin)
    mei.page.clock.install()

    for _ in range(2):
        mei.act("warn")
        mei.page.click("#warn-dialog .primary")
        expect(mei.page.locator("#undo-button")).to_be_focused()
        mei.page.clock.fast_forward(4_000)
    mei.page.click("#undo-button")  # the first one's moment is over, and not the second's

    expect(mei.page.locator("#toast")).to_contain_text("보내지 않았습니다")
    expect(lin.page.locator("#log .from-system", has_text="존중")).to_have_count(1)


def test_a_supervisor_looks_before_taking_over(lin, desk_bank, sits_at):
    sam = sits_at(desk_bank, "sam", "supervisor").opens_the_desk()
    lin.opens_the_chat()
    lin.sees_badge("connected")
    lin.asks("전세자금대출 금리가 얼마인가요?")
    expect(lin.answers).to_have_count(1)

    glance = sam.page.locator("#live-now .card-open")
    expect(glance).to_contain_text("전세자금대출")
    box = sam.page.locator("#live-section").bounding_box()
    assert box["y"] < 200  # above the fold
    glance.click()
    expect(sam.page.locator("#preview-log .from-customer")).to_contain_text("전세자금대출")
    assert violations(sam.page) == []
    sam.page.keyboard.press("Escape")
    expect(lin.page.locator("#log .from-system")).to_have_count(0)  # looking takes nothing
    glance.click()
    sam.page.locator("#preview-dialog [data-to=me]").click()
    expect(sam.mine).to_have_count(1)
    expect(lin.page.locator("#log")).to_contain_text("Sam")

    # What another agent has: looked at first, then taken.
    mei = sits_at(desk_bank, "mei").opens_the_desk()
    mei.comes_online()
    sam.act("transfer")
    sam.page.get_by_label("Mei").check()
    sam.page.fill("#transfer-reason", "이어서 부탁드립니다")
    sam.page.click("#transfer-yes")
    expect(mei.mine).to_have_count(1)
    sam.page.click("#live")
    sam.page.check("[name=live-kind][value=agents]")
    expect(sam.page.locator("#live-rows")).to_contain_text(re.compile("Mei.*상담 가능|Mei"))
    sam.page.check("[name=live-kind][value=in-hand]")
    sam.page.locator("#live-rows [data-key^=preview]").click()
    expect(sam.said("customer")).to_have_count(1)
    expect(sam.page.locator("#composer")).to_be_hidden()
    sam.act("take_over")
    expect(sam.page.locator("#composer")).to_be_visible()
    expect(mei.mine).to_have_count(0)


def test_one_follows_ones_own_message_after_a_long_one(lin, desk_bank, sits_at):
    mei = sits_at(desk_bank, "mei").opens_the_desk()
    takes(mei, lin)
    for number in range(6):
        mei.writes(f"안내 {number}")
        expect(mei.said("agent")).to_have_count(number + 1)

    mei.page.fill("#say", "\n".join(f"{number}번째 줄입니다" for number in range(8)))
    mei.page.press("#say", "Enter")
    expect(mei.said("agent")).to_have_count(7)

    def is_at_the_end():
        return mei.page.eval_on_selector(
            "#scroll", "it => it.scrollHeight - it.scrollTop - it.clientHeight < 4"
        )

    assert is_at_the_end()
    lin.asks("감사합니다")
    expect(mei.said("customer")).to_have_count(2)
    assert is_at_the_end()

    # Whoever reads further up is left there by others' words, and not by their own.
    mei.page.eval_on_selector("#scroll", "it => it.scrollTo(0, 0)")
    mei.page.wait_for_function("() => document.getElementById('scroll').scrollTop === 0")
    lin.asks("하나 더 있어요")
    expect(mei.said("customer")).to_have_count(3)
    assert mei.page.eval_on_selector("#scroll", "it => it.scrollTop") == 0
    mei.writes("말씀하세요")
    expect(mei.said("agent")).to_have_count(8)
    assert is_at_the_end()


def test_what_is_changed_at_the_desk_is_seen_in_the_office_whatever_its_replica_has(
    desk_bank, sits_at
):
    mei = sits_at(desk_bank, "mei").opens_the_desk()

    def marks():
        return [it for it in mei.page.context.cookies() if it["name"] == "aicc_wrote_at_desk"]

    mei.comes_online()
    assert marks() == [], "without a replica there is nothing to mark"

    mei.page.evaluate("document.getElementById('desk').dataset.replicaSeconds = 20")
    mei.page.select_option("#presence-state", "after_call")
    expect(mei.page.locator("#presence")).to_have_attribute("aria-checked", "false")
    assert [mark["path"] for mark in marks()] == ["/"]
