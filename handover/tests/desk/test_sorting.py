"""Conversations that an agent puts aside, and the bank's labels, over the desk's own socket."""

from datetime import datetime, timedelta

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from aicc.audit.models import AuditEvent
from chat.models import Message
from handover.desk import actions, board, visibility
from handover.models import Handover, Label, Note
from handover.queue import queue
from handover.tests.conftest import asks, asks_for_a_person
from handover.tests.desks import sits_down

pytestmark = pytest.mark.django_db(transaction=True)
in_thread = sync_to_async


@pytest.fixture
def talk(at_work, mei):
    """A conversation of Mei's, in which she has said something."""
    row = queue.claim(asks_for_a_person().pk, mei)
    actions.say(row.conversation_id, mei, "안녕하세요", "a1")
    return row


async def follows(desks, agent, row):
    seat = await desks(agent)
    await seat.sends("resume", handover=row.pk, last_seq=0)
    await seat.hears("handover")
    return seat


async def test_a_snoozed_conversation_says_when_its_agent_is_reminded_of_what(desks, talk, mei):
    seat = await follows(desks, mei, talk)
    before = timezone.now()

    await seat.sends("snooze", handover=talk.pk, minutes=20, reminder="지점에 010-1234-5678 확인")
    shown = await seat.hears("handover", is_snoozed=True)
    board = [frame for frame in await seat.is_answered() if frame["type"] == "queue"][-1]

    due = datetime.fromisoformat(shown["remind_at"]) - before
    assert timedelta(minutes=20) <= due < timedelta(minutes=21)
    assert "1234" not in shown["reminder"]
    assert shown["reminder"].startswith("지점에")
    assert board["mine"][0]["is_snoozed"] is True
    assert board["mine"][0]["remind_at"] == shown["remind_at"]


async def test_the_customers_word_brings_it_back_and_keeps_the_reminder(desks, lin, at_work, mei):
    socket = await lin.connects()
    await socket.sends({"type": "request_handover"})
    await socket.hears("status")
    row = await Handover.objects.aget()
    await in_thread(queue.claim)(row.pk, mei)
    await in_thread(actions.say)(row.conversation_id, mei, "확인해 보겠습니다", "a1")
    seat = await follows(desks, mei, row)
    await seat.sends("snooze", handover=row.pk, minutes=60, reminder="한도 확인")
    snoozed = await seat.hears("handover", is_snoozed=True)

    await socket.sends({"type": "message", "user_message": "아직인가요?"})
    back = await seat.hears("handover", is_snoozed=False)

    assert (back["remind_at"], back["reminder"]) == (snoozed["remind_at"], "한도 확인")


async def test_woken_by_its_agent_nobody_is_reminded(desks, talk, mei):
    seat = await follows(desks, mei, talk)
    await seat.sends("snooze", handover=talk.pk, minutes=5)
    await seat.hears("handover", is_snoozed=True)

    await seat.sends("wake", handover=talk.pk)
    woken = await seat.hears("handover", is_snoozed=False)

    assert (woken["remind_at"], woken["reminder"]) == (None, "")


async def test_who_never_said_a_word_puts_nothing_aside(desks, at_work, mei):
    row = await asks()
    await in_thread(queue.claim)(row.pk, mei)
    seat = await follows(desks, mei, row)

    await seat.sends("snooze", handover=row.pk, minutes=5)

    assert (await seat.hears("error"))["code"] == "invalid"
    assert not (await Handover.objects.aget(pk=row.pk)).is_snoozed


@pytest.mark.parametrize("minutes", [0, -5, 721, 1.5, "20", None])
async def test_nobody_is_reminded_in_the_past_or_after_work(desks, talk, mei, minutes):
    seat = await follows(desks, mei, talk)

    await seat.sends("snooze", handover=talk.pk, minutes=minutes)

    assert (await seat.hears("error"))["code"] == "invalid"


@pytest.mark.parametrize("ends", ["transfer", "release", "close", "take_over"])
def test_nobody_inherits_what_another_put_aside(talk, mei, raj, sam, ends):
    Handover.objects.update(is_snoozed=True, remind_at=timezone.now(), reminder="한도 확인")

    {
        "transfer": lambda: actions.transfer(talk.conversation_id, mei, to=raj),
        "release": lambda: actions.release(talk.conversation_id, mei),
        "close": lambda: actions.close(talk.conversation_id, mei),
        "take_over": lambda: actions.take_over(talk.pk, sam),
    }[ends]()

    row = Handover.objects.get()
    assert (row.is_snoozed, row.remind_at, row.reminder) == (False, None, "")


async def test_labels_are_shown_on_every_desk_and_stay_with_the_conversation(
    desks, talk, mei, sam
):
    vip = await Label.objects.acreate(name="VIP")
    old = await Label.objects.acreate(name="이벤트", is_offered=False)
    seat, sams = await follows(desks, mei, talk), await follows(desks, sam, talk)
    known = seat.first["labels"]

    await seat.sends("labels", handover=talk.pk, labels=[vip.pk])

    assert [(each["name"], each["is_offered"]) for each in known] == [
        ("VIP", True),
        ("이벤트", False),
    ]
    for each in (seat, sams):
        assert (await each.hears("handover", labels=[vip.pk]))["handover"] == talk.pk
    entry = await AuditEvent.objects.filter(
        object_type="chat.conversation", action="change"
    ).aget()
    assert (entry.actor_id, entry.object_id) == (mei.pk, str(talk.conversation_id))
    await seat.sends("labels", handover=talk.pk, labels=[old.pk])
    assert (await seat.hears("error"))["code"] == "not_found"  # offered no more
    await in_thread(actions.close)(talk.conversation_id, mei)
    again, _place = await in_thread(queue.open_handover)(talk.conversation_id)
    await sams.sends("resume", handover=again.pk, last_seq=0)
    assert (await sams.hears("handover", handover=again.pk))["labels"] == [vip.pk]


async def test_a_label_that_is_offered_no_more_may_stay_where_it_is(desks, talk, mei):
    old = await Label.objects.acreate(name="이벤트", is_offered=False)
    await old.conversations.aadd(talk.conversation_id)
    vip = await Label.objects.acreate(name="VIP")
    seat = await follows(desks, mei, talk)

    await seat.sends("labels", handover=talk.pk, labels=[old.pk, vip.pk])

    assert sorted((await seat.hears("handover"))["labels"]) == sorted([old.pk, vip.pk])


@pytest.mark.parametrize("labels", [None, "VIP", [True], ["1"], [[1]], list(range(1, 30))])
async def test_what_are_no_labels_is_refused(desks, talk, mei, labels):
    seat = await follows(desks, mei, talk)

    await seat.sends("labels", handover=talk.pk, labels=labels)

    assert (await seat.hears("error"))["code"] == "invalid"


async def test_a_transfers_reason_waits_for_the_receiver_in_the_thread(desks, talk, lin, mei, raj):
    seat = await desks(mei)
    await seat.sends(
        "transfer",
        handover=talk.pk,
        to={"agent": raj.pk},
        reason="외환 문의라 이관합니다. 900101-1234567",
    )
    await seat.is_answered()

    rajs = await desks(raj)
    await rajs.sends("resume", handover=talk.pk, last_seq=0)
    (note,) = (await rajs.hears("handover"))["notes"]

    assert (note["kind"], note["author"]) == ("transfer", "Mei")
    assert note["text"].startswith("외환 문의라 이관합니다.")
    assert "1234567" not in note["text"]
    said = await Message.objects.aget(sender="agent")
    assert note["after_seq"] == said.seq  # between what was said before and what comes
    assert not await Message.objects.filter(text__contains="외환").aexists()


async def test_each_transfer_keeps_its_own_reason(desks, talk, mei, raj):
    await in_thread(actions.transfer)(talk.conversation_id, mei, to=raj, reason="외환")
    await in_thread(actions.transfer)(talk.conversation_id, raj, to=mei, reason="다시 대출")

    kept = [text async for text in Note.objects.order_by("pk").values_list("text", flat=True)]
    assert kept == ["외환", "다시 대출"]


async def test_a_note_has_its_place_in_the_thread(desks, talk, mei):
    seat = await follows(desks, mei, talk)
    head = (await Message.objects.order_by("-seq").afirst()).seq

    await seat.sends("note", handover=talk.pk, text="한도 확인 중", client_message_id="n1")
    shown = await seat.hears("handover")

    assert [(note["kind"], note["after_seq"]) for note in shown["notes"]] == [("note", head)]


def test_a_board_with_labels_costs_as_many_queries_as_one_without(
    at_work, mei, django_assert_num_queries
):
    viewer = visibility.viewer_of(sits_down(mei))
    label = Label.objects.create(name="VIP")
    for number in range(3):
        row = queue.claim(asks_for_a_person(f"lin{number}").pk, mei)
        label.conversations.add(row.conversation_id)
        asks_for_a_person(f"waits{number}")

    with django_assert_num_queries(9):
        (shown,) = board.boards([viewer])

    assert [card["labels"] for card in shown["mine"]] == [[label.pk]] * 3
