"""What a customer's socket says is bounded, whatever is stored; nothing of it is silent."""

import pytest
from prometheus_client import REGISTRY

from aicc.platform.db import in_db
from chat.models import Conversation, Message
from chat.protocol.frame_size import (
    LONG_TEXT_CHARACTERS,
    SENT_FRAME_BYTES,
    encoded,
    fit_data,
    fitting,
    shortened,
)
from chat.tests.frames import add, hear, message
from chat.transcript import PAGE

pytestmark = pytest.mark.django_db(transaction=True)

WIDE = "😀"  # four bytes a character


async def long_answer(conversation, characters, quotes=()):
    """An answer as no engine of ours should give it, stored all the same."""
    head = (await Conversation.objects.aget(pk=conversation.pk)).head_seq
    sources = [{"source": "Fees", "page": 1, "quote": quote} for quote in quotes]
    text = WIDE * characters
    data = {"ai_message": text, "source_documents": sources, "sender": "assistant"}
    await Message.objects.acreate(
        conversation=conversation, seq=head + 1, sender="assistant", text=text, data=data
    )
    await Conversation.objects.filter(pk=conversation.pk).aupdate(head_seq=head + 1)


def test_a_list_is_cut_where_its_bytes_are_used_up():
    items = [{"text": "가" * 10} for _ in range(100)]

    kept = fitting(items, 1000)

    assert 0 < len(kept) < len(items)
    assert len(encoded(kept)) <= 1000 + 2
    assert fitting(items, 10) == []


def test_a_text_is_cut_with_a_mark_and_a_short_one_is_left_alone():
    assert shortened("가나다", 3) == "가나다"
    assert shortened("가나다라", 3) == "가나…"


@pytest.mark.parametrize(
    ("text", "quotes"), [(LONG_TEXT_CHARACTERS + 1, []), (10, [5000, 5000, 5000])]
)
def test_an_answer_too_long_for_a_frame_says_that_it_is_cut(text, quotes):
    data = {
        "ai_message": WIDE * text,
        "source_documents": [{"quote": WIDE * quote} for quote in quotes],
    }

    cut = fit_data(data)

    assert cut["is_cut"]
    assert len(encoded(cut)) < SENT_FRAME_BYTES / 2
    assert "is_cut" not in fit_data({"ai_message": "short", "source_documents": []})


@pytest.mark.parametrize("current", [True, False])
async def test_a_very_long_answer_comes_cut_and_its_whole_over_http(
    lin, english, async_client, current
):
    await long_answer(english, 50_000, quotes=[WIDE * 20_000])
    socket = await lin.connects(current=current, query="last_seq=0")

    event = await socket.line.receive_output(timeout=5)
    whole = await async_client.get("/api/v1/chat/sessions/lin/messages")

    assert len(event["text"].encode()) < SENT_FRAME_BYTES / 2
    assert '"is_cut":true' in event["text"]
    [entry] = whole.json()["entries"]
    assert entry["data"]["ai_message"] == WIDE * 50_000
    assert "is_cut" not in entry["data"]


async def test_a_long_history_is_one_small_frame_for_each_entry(lin, english):
    await in_db(add)(english.pk, *(f"{number} " + WIDE * 1990 for number in range(PAGE)))
    socket = await lin.connects(query=f"last_seq=0&epoch={english.epoch}")

    events = [await socket.line.receive_output(timeout=5) for _ in range(PAGE)]

    assert all(len(event["text"].encode()) < 32 * 1024 for event in events)


async def test_a_piece_of_a_very_long_answer_is_no_longer_than_a_frame(lin, english, engine):
    engine.replies["Tell me all"] = "word " * 20_000
    socket = await lin.connects(query="stream=1")

    await socket.sends(message("Tell me all", "m1"))
    delta = await socket.hears("delta")
    answer = await socket.hears("response")

    assert len(delta["text"]) == LONG_TEXT_CHARACTERS
    assert answer["data"]["is_cut"]


async def test_a_frame_that_cannot_be_sent_is_an_alert_and_a_smaller_frame(lin, english, caplog):
    # A field that nothing bounds, as a later change might bring one.
    row = {"ai_message": "short", "source_documents": [], "later": "x" * SENT_FRAME_BYTES}
    await Message.objects.acreate(
        conversation=english, seq=1, sender="assistant", text="short", data=row
    )
    await Conversation.objects.filter(pk=english.pk).aupdate(head_seq=1)
    before = sent_too_large("response")

    socket = await lin.connects(query="last_seq=0")
    [error] = await hear(socket, 1)

    assert (error["type"], error["code"]) == ("error", "too_large_to_send")
    assert (error["frame"], error["seq"]) == ("response", 1)
    assert sent_too_large("response") == before + 1
    [record] = [it for it in caplog.records if it.message == "a frame was too large to send"]
    assert (record.levelname, record.frame) == ("ERROR", "response")
    assert record.bytes > SENT_FRAME_BYTES
    await socket.sends({"type": "ping"})
    assert (await socket.next())["type"] == "pong"


def sent_too_large(kind):
    return REGISTRY.get_sample_value("aicc_frames_too_large_total", {"type": kind})
