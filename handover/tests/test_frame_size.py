"""A desk at five thousand that wait, and the longest texts: each frame is small, none lost."""

import json
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from aicc.backoffice.roles import make_roles
from aicc.testing.cast import person
from chat.models import Conversation, Message
from handover.desk import board as boards
from handover.desk import visibility
from handover.desk.lookups import board_pages
from handover.models import AgentProfile, CallBack, CannedReply, Handover, Note, Team
from handover.queue import presence, queue
from handover.tests.conftest import asks, asks_for_a_person, sits_down
from handover.tests.desks import signs_in

pytestmark = pytest.mark.django_db(transaction=True)
in_thread = sync_to_async

MOST_BYTES = 64 * 1024
WIDE = "😀"
LONG_REASON = "상담 " * 166 + "끝"


def crowd(count, reason=LONG_REASON, **fields):
    """So many who wait, in the order of their keys; made without their transcripts."""
    begin = timezone.now() - timedelta(hours=3)
    names = [f"crowd-{number:05}" for number in range(count)]
    Conversation.objects.bulk_create(
        [Conversation(session_id=name, owner="queue", customer_name=name) for name in names]
    )
    rows = Conversation.objects.filter(session_id__startswith="crowd-").order_by("session_id")
    Handover.objects.bulk_create(
        [
            Handover(
                conversation_id=pk,
                trigger="asked",
                reason=reason,
                requested_at=begin + timedelta(seconds=number),
                rank_at=begin + timedelta(seconds=number),
                **fields,
            )
            for number, pk in enumerate(rows.values_list("pk", flat=True))
        ]
    )


async def frame_of(seat, kind):
    """The next frame of this kind, and its size in bytes."""
    while True:
        event = await seat.line.receive_output(timeout=5)
        frame = json.loads(event["text"])
        if frame["type"] == kind:
            return frame, len(event["text"].encode())


def looks_up(client, path, **query):
    answer = client.get(f"/api/v1/handover/{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.mark.long
async def test_every_desk_keeps_a_working_board_at_five_thousand_that_wait(
    desks, at_work, mei, raj, sam
):
    await in_thread(crowd)(5000)
    seats = [await desks(agent) for agent in (mei, raj, sam)]

    shown = [await frame_of(seat, "queue") for seat in seats]
    first = shown[0][0]["waiting"][0]["handover"]
    await seats[0].sends("claim", handover=first)
    after = [await seat.hears("queue", waiting_count=4999) for seat in seats[1:]]

    for board, size in shown:
        assert board["waiting_count"] == 5000
        assert len(board["waiting"]) >= 20
        assert size < MOST_BYTES
        assert all(len(card["reason"]) <= 120 for card in board["waiting"])
    assert first not in [card["handover"] for board in after for card in board["waiting"]]


@pytest.mark.long
def test_a_board_of_five_thousand_reads_as_many_rows_as_one_of_fifty(mei, raj):
    viewers = [visibility.viewer_of(sits_down(agent)) for agent in (mei, raj)]
    crowd(5000)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        line = boards.first_in_line()

    assert len(queries) == 1
    assert len(line) == boards.MOST_WAITING
    assert [board["waiting_count"] for board in boards.boards(viewers)] == [5000, 5000]


@pytest.mark.long
def test_a_place_among_five_thousand_is_counted_by_the_database(mei):
    crowd(5000)
    keys = list(Handover.objects.values_list("conversation_id", flat=True))

    places = presence.places_of([keys[0], keys[-1], keys[2500], 10**9])

    assert places == {keys[0]: (1, None), keys[2500]: (2501, None), keys[-1]: (5000, None)}
    assert queue.position_of(keys[4321]) == 4322


def test_all_that_wait_can_be_turned_over_page_by_page_once_each(mei):
    sits_down(mei)
    loans = Team.objects.create(name="Loans")
    crowd(170)
    others = list(Handover.objects.values_list("pk", flat=True)[:20])
    Handover.objects.filter(pk__in=others).update(team=loans)
    client = signs_in(mei)
    viewer = visibility.viewer_of(User.objects.get(username="mei"))

    [board] = boards.boards([viewer])
    seen = [card["handover"] for card in board["waiting"]]
    has_more = True
    while has_more:
        # Whoever was last is taken meanwhile: the next page goes on from where they stood.
        Handover.objects.filter(pk=seen[-1]).update(status="claimed")
        page = looks_up(client, "waiting", after=seen[-1])
        seen += [card["handover"] for card in page["waiting"]]
        has_more = page["has_more"]

    assert board["waiting_count"] == 150
    assert len(seen) == len(set(seen)) == 150
    assert not set(seen) & set(others)
    assert seen == sorted(seen)


@pytest.mark.parametrize("text", ["메모 " * 666, WIDE * 2000], ids=["korean", "emoji"])
async def test_forty_long_notes_come_in_pages(desks, at_work, mei, text):
    row = await asks()
    await in_thread(queue.claim)(row.pk, mei)
    await Note.objects.abulk_create(
        [
            Note(
                handover=row,
                author=mei,
                author_name="Mei",
                text=f"{number} {text}"[:2000],
                client_message_id=f"n{number}",
            )
            for number in range(40)
        ]
    )
    seat = await desks(mei)

    await seat.sends("resume", handover=row.pk, last_seq=0)
    frame, size = await frame_of(seat, "handover")
    client = await in_thread(signs_in)(mei)
    seen = frame["notes"]
    while len(seen) < frame["notes_count"]:
        page = await in_thread(looks_up)(client, f"{row.pk}/notes", before=seen[0]["id"])
        seen = page["notes"] + seen

    assert size < MOST_BYTES
    assert frame["notes_count"] == 40
    assert frame["notes"][-1]["text"].startswith("39 ")
    assert [note["text"].split()[0] for note in seen] == [str(n) for n in range(40)]


async def test_the_longest_texts_of_a_handover_are_one_small_frame(desks, at_work, mei):
    row = await in_thread(asks_for_a_person)("lin", WIDE * 2000, customer_flags=[WIDE * 40] * 8)
    await Handover.objects.filter(pk=row.pk).aupdate(
        reason=WIDE * 500,
        wrap_up=WIDE * 2000,
        correction={"summary": WIDE * 1000, "category": WIDE * 40},
    )
    seat = await desks(mei)

    await seat.sends("brief", handover=row.pk)
    frame, size = await frame_of(seat, "handover")

    assert "briefing" in frame
    assert size < MOST_BYTES


async def test_a_long_conversation_of_long_answers_reaches_the_desk_entry_by_entry(
    desks, at_work, mei
):
    row = await asks()
    await in_thread(queue.claim)(row.pk, mei)
    conversation = await Conversation.objects.aget()
    head, text = conversation.head_seq, WIDE * 20_000
    data = {"ai_message": text, "source_documents": [], "sender": "assistant"}
    await Message.objects.abulk_create(
        [
            Message(conversation=conversation, seq=seq, sender="assistant", text=text, data=data)
            for seq in range(head + 1, head + 31)
        ]
    )
    await Conversation.objects.filter(pk=conversation.pk).aupdate(head_seq=head + 30)
    seat = await desks(mei)

    await seat.sends("resume", handover=row.pk, last_seq=head)
    sizes = []
    for seq in range(head + 1, head + 31):
        frame, size = await frame_of(seat, "response")
        assert (frame["seq"], frame["data"]["is_cut"]) == (seq, True)
        sizes.append(size)
    client = await in_thread(signs_in)(mei)
    whole = await in_thread(looks_up)(client, f"{row.pk}/messages", before=head + 2)

    assert max(sizes) < MOST_BYTES
    assert whole["entries"][-1]["text"] == text


@pytest.mark.long
async def test_many_call_backs_canned_replies_colleagues_and_teams_fit(desks, at_work, mei):
    await in_thread(a_large_house)(mei)
    seat = await desks(mei)

    first = await in_thread(signs_in)(mei)
    desk = seat.first
    shown = {}
    while shown.keys() < {"queue", "call_backs"}:  # they come in either order
        event = await seat.line.receive_output(timeout=5)
        shown[json.loads(event["text"])["type"]] = event["text"]
    board, calls = (json.loads(shown[kind]) for kind in ("queue", "call_backs"))
    canned = await in_thread(looks_up)(first, "canned")
    found = await in_thread(looks_up)(first, "receivers", q="399")
    more = await in_thread(looks_up)(
        first, "call-backs", after=calls["call_backs"][-1]["call_back"]
    )

    assert len(json.dumps(desk, ensure_ascii=False).encode()) < MOST_BYTES
    assert max(len(text.encode()) for text in shown.values()) < MOST_BYTES
    assert (desk["canned_count"], len(canned["canned"])) == (200, 200)
    assert (board["colleagues_count"], board["teams_count"]) == (402, 150)
    assert [each["name"] for each in found["colleagues"]] == ["상담원 399"]
    assert calls["call_backs_count"] == 150
    assert more["call_backs"]
    assert more["has_more"] == (len(calls["call_backs"]) + 50 < 150)


def a_large_house(mei):
    make_roles()
    agents = Group.objects.get(name="agent")
    for number in range(400):
        agent = person(f"agent-{number}", first_name=f"상담원 {number}")
        agent.groups.add(agents)
        AgentProfile.objects.create(user=agent, presence="online", seen_at=timezone.now())
    Team.objects.bulk_create([Team(name=f"팀 {number} " + "가" * 60) for number in range(150)])
    CannedReply.objects.bulk_create(
        [
            CannedReply(shortcut=f"인사{number}", language="ko", text="안녕하세요 " * 300)
            for number in range(200)
        ]
    )
    now = timezone.now()
    for number in range(150):
        CallBack.objects.create(
            conversation=Conversation.objects.create(session_id=f"call-{number}"),
            note="메모 " * 1000,
            window_from=now + timedelta(minutes=number // 3),
            window_until=now + timedelta(hours=3),
        )


async def test_an_agent_with_very_much_in_hand_sees_how_much_and_finds_all(desks, at_work, mei):
    await in_thread(crowd)(120, status="claimed", agent=mei, claimed_at=timezone.now())
    seat = await desks(mei)

    board, size = await frame_of(seat, "queue")
    client = await in_thread(signs_in)(mei)
    found = await in_thread(looks_up)(client, "mine")

    assert size < MOST_BYTES
    assert board["mine_count"] == found["mine_count"] == len(found["mine"]) == 120
    assert 10 < len(board["mine"]) < 120


async def test_a_board_that_looks_the_same_is_not_pushed_again(desks, at_work, mei, raj):
    loans = await Team.objects.acreate(name="Loans")
    seat = await desks(mei)
    await seat.is_answered()

    row = await asks("for-loans")
    await seat.hears("queue", waiting_count=1)
    await Handover.objects.filter(pk=row.pk).aupdate(team=loans)
    await asks("for-anybody")
    board = await seat.hears("queue")

    assert board["waiting_count"] == 1
    assert board["waiting"][0]["handover"] != row.pk


def test_a_page_is_asked_for_with_a_key_or_refused(mei):
    sits_down(mei)
    client = signs_in(mei)

    for query, status in (("after=x", 400), ("after=1e9", 400), ("after=999999", 404), ("", 200)):
        assert client.get(f"/api/v1/handover/waiting?{query}").status_code == status
        assert client.get(f"/api/v1/handover/call-backs?{query}").status_code == status
    assert board_pages.PAGE == 50
