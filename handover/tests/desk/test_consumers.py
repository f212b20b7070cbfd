"""The desk's socket: who is let in, what comes of each frame, and in which order."""

import pytest
from asgiref.sync import sync_to_async

from chat.models import Conversation
from chat.tests.api.test_handshake import ODD_COOKIES
from chat.turns import leases, opening
from handover.desk import actions
from handover.models import AgentProfile, Handover
from handover.queue import queue
from handover.tests.conftest import asks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb]
in_thread = sync_to_async


async def test_a_desk_is_greeted_and_shown_who_waits(desks, at_work, mei):
    row = await asks()

    seat = await desks(mei)
    board = await seat.hears("queue")

    assert (seat.first["type"], seat.first["me"]["name"]) == ("desk", "Mei")
    assert [card["handover"] for card in board["waiting"]] == [row.pk]
    assert (board["waiting_count"], board["mine"], board["presence"]) == (1, [], "online")
    assert [each["name"] for each in board["colleagues"]] == ["Raj", "Sam"]


async def test_a_claim_is_seen_everywhere_and_a_second_one_refused(desks, at_work, mei, raj):
    row = await asks()
    mine, rival = await desks(mei), await desks(raj)
    await rival.hears("queue")

    await mine.sends("claim", handover=row.pk)

    assert (await rival.hears("queue"))["waiting"] == []
    while not (await mine.hears("queue"))["mine"]:
        pass
    await rival.sends("claim", handover=row.pk)
    error = await rival.hears("error")
    assert (error["code"], error["handover"]) == ("already_claimed", row.pk)


async def test_both_talk_and_everything_comes_once_and_in_order(desks, at_work, lin, mei):
    socket = await lin.connects()
    await socket.says("한도가 얼마예요?")
    await socket.sends({"type": "request_handover"})
    await socket.hears("status")
    row = await Handover.objects.aget()
    seat = await desks(mei)
    await seat.sends("claim", handover=row.pk)
    await seat.sends("resume", handover=row.pk, last_seq=0)
    shown = await seat.hears("handover")
    assert shown["is_mine"]

    await seat.sends("say", handover=row.pk, text="안녕하세요, Mei입니다.", client_message_id="a1")
    ack = await seat.hears("ack")
    heard = await socket.hears("entry")
    while heard["sender"] != "agent":
        heard = await socket.hears("entry")
    await socket.sends(
        {"type": "message", "user_message": "네, 안녕하세요", "client_message_id": "c1"}
    )
    last = await seat.hears("entry", sender="customer", text="네, 안녕하세요")

    assert (heard["text"], heard["seq"]) == ("안녕하세요, Mei입니다.", ack["seq"])
    assert (last["handover"], last["seq"]) == (row.pk, ack["seq"] + 1)


async def test_sent_again_an_agents_words_are_stored_once(desks, at_work, lin, mei):
    row = await asks()
    await in_thread(queue.claim)(row.pk, mei)
    seat = await desks(mei)
    words = {"handover": row.pk, "text": "안녕하세요", "client_message_id": "a1"}

    for _ in range(2):
        await seat.sends("say", **words)
    acks = [await seat.hears("ack"), await seat.hears("ack")]

    assert acks[0]["seq"] == acks[1]["seq"]
    assert [text for _, sender, text in await lin.transcript() if sender == "agent"] == [
        "안녕하세요"
    ]


async def test_what_is_said_twice_keeps_its_order(desks, at_work, lin, mei):
    row = await asks()
    await in_thread(queue.claim)(row.pk, mei)
    seat = await desks(mei)

    for n in range(12):
        await seat.sends("say", handover=row.pk, text=f"말 {n}", client_message_id=f"a{n}")
    for _ in range(12):
        await seat.hears("ack")

    said = [text for _, sender, text in await lin.transcript() if sender == "agent"]
    assert said == [f"말 {n}" for n in range(12)]


async def test_typing_passes_both_ways_and_only_to_whoever_talks(desks, at_work, lin, mei, raj):
    socket = await lin.connects()
    await socket.sends({"type": "request_handover"})
    await socket.hears("status")
    row = await Handover.objects.aget()
    seat, rival = await desks(mei), await desks(raj)
    await seat.sends("claim", handover=row.pk)
    await seat.sends("resume", handover=row.pk, last_seq=0)
    await seat.hears("handover")

    await seat.sends("typing", handover=row.pk, is_typing=True)
    assert (await socket.hears("typing"))["sender"] == "agent"
    await socket.sends({"type": "typing", "is_typing": True})
    assert (await seat.hears("typing"))["handover"] == row.pk
    await rival.sends("typing", handover=row.pk, is_typing=True)
    assert (await rival.hears("error"))["code"] == "not_yours"


async def test_nobody_is_given_to_an_empty_chair(desks, at_work, mei, raj):
    row = await asks()
    await in_thread(queue.claim)(row.pk, mei)
    await AgentProfile.objects.filter(user=raj).aupdate(presence="away")
    seat = await desks(mei)

    await seat.sends("transfer", handover=row.pk, to={"agent": raj.pk})

    assert (await seat.hears("error"))["code"] == "not_found"


async def test_a_note_reaches_colleagues_and_not_the_customer(desks, at_work, lin, mei):
    socket = await lin.connects()
    await socket.sends({"type": "request_handover"})
    await socket.hears("status")
    row = await Handover.objects.aget()
    await in_thread(queue.claim)(row.pk, mei)
    seat = await desks(mei)
    await seat.sends("resume", handover=row.pk, last_seq=0)
    await seat.hears("handover")

    await seat.sends("note", handover=row.pk, text="VIP 고객", client_message_id="n1")
    assert (await seat.hears("ack"))["note"]
    shown = await seat.hears("handover")
    while not shown["notes"]:  # the claim may still be shown
        shown = await seat.hears("handover")
    assert shown["notes"][0]["text"] == "VIP 고객"

    await socket.sends({"type": "ping"})
    heard = []
    while (frame := await socket.next())["type"] != "pong":
        heard.append(str(frame))
    assert "VIP" not in "".join(heard)


async def test_the_briefing_comes_when_asked_for_and_takes_a_correction(desks, at_work, mei):
    row = await asks()
    seat = await desks(mei)

    await seat.sends("brief", handover=row.pk)
    found = (await seat.hears("handover"))["briefing"]
    await seat.sends(
        "correct", handover=row.pk, summary="전세 대출 연장 문의", sentiment="NEGATIVE"
    )
    await seat.sends("ping")
    await seat.hears("pong")
    await seat.sends("brief", handover=row.pk)
    corrected = (await seat.hears("handover"))["briefing"]

    assert "대출" in found["summary"]
    assert not found["is_corrected"]
    assert (corrected["summary"], corrected["sentiment"]) == ("전세 대출 연장 문의", "NEGATIVE")


# --- Who may ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("origin", "code"), [("https://evil.example", 4403), ("", 4403), ("http://testserver", None)]
)
async def test_only_our_own_pages_open_a_desk(desks, at_work, mei, origin, code):
    seat = await desks(mei, origin=origin)

    assert seat.first.get("code") == code


@pytest.mark.parametrize("beside", ODD_COOKIES)
async def test_an_odd_cookie_of_another_site_shuts_no_desk(desks, at_work, mei, beside):
    seat = await desks(mei, beside=beside)

    assert seat.first["type"] == "desk"


async def test_signing_out_closes_the_desks_of_that_login_alone(desks, at_work, mei):
    here, there = await desks(mei), await desks(mei)

    await in_thread(here.client.logout)()

    assert (await here.hears("closed"))["code"] == 4401
    assert (await there.is_answered())[-1]["type"] == "queue"


async def test_a_frame_of_nonsense_costs_an_error_and_not_the_desk(desks, at_work, mei):
    seat = await desks(mei)
    for text in ("{", "[]", '{"type":"whatever"}', '{"type":"claim"}', '{"type":"say"}'):
        await seat.line.send_to(text_data=text)
        assert (await seat.hears("error"))["code"] in ("bad_json", "unknown_type", "invalid")

    assert (await seat.is_answered())[-1]["type"] == "queue"


async def test_a_desk_finds_out_by_itself_that_its_login_was_taken_away(
    desks, at_work, mei, monkeypatch
):
    monkeypatch.setattr("handover.consumers.MOST_BEAT_SECONDS", 0.05)
    seat = await desks(mei)
    await in_thread(mei.user_permissions.clear)()

    assert (await seat.hears("closed"))["code"] == 4403


async def test_no_answer_of_the_assistant_follows_a_claim(desks, at_work, lin, engine, mei):
    engine.gate.clear()
    conversation = await Conversation.objects.acreate(session_id="lin")
    await in_thread(opening.open_turns)([leases.TurnRequest(conversation.pk, "금리?", "c1")])
    row, _ = await in_thread(queue.open_handover)(conversation.pk)
    seat = await desks(mei)

    await seat.sends("claim", handover=row.pk)
    await seat.is_answered()
    engine.gate.set()
    await in_thread(actions.say)(conversation.pk, mei, "제가 답해 드릴게요", "a1")

    senders = [sender for _, sender, _ in await lin.transcript()]
    assert "assistant" not in senders[senders.index("system") :]
