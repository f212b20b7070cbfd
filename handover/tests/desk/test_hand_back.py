"""Back to the assistant, which knows what was agreed."""

import pytest
from asgiref.sync import sync_to_async

from chat.assistant.answering.agreements import agreed_in
from handover.desk import actions
from handover.models import Handover
from handover.queue import queue

pytestmark = pytest.mark.django_db(transaction=True)
in_thread = sync_to_async


async def test_every_later_question_comes_with_what_was_agreed(lin, engine, mei):
    socket = await lin.connects()
    await socket.sends({"type": "request_handover"})
    await socket.hears("status")
    row = await Handover.objects.aget()
    await in_thread(queue.claim)(row.pk, mei)
    promise = "11월 30일까지 카드를 보내고 010-1234-5678로 알림"

    await in_thread(actions.hand_back)(row.conversation_id, mei, "배송팀 확인함", promise)
    for text in ("카드 언제 와요?", "네, 그리고 한도는요?"):
        await socket.says(text)

    for question in engine.asked[-2:]:
        (known,) = agreed_in(question.memory)
        assert (known.agent, "11월 30일까지" in known.text) == ("Mei", True)
        assert "1234" not in known.text
    await row.arefresh_from_db()
    assert (row.outcome, row.wrap_up) == ("handed_back", "배송팀 확인함")


async def test_whoever_writes_after_the_end_finds_an_assistant_that_knows(lin, engine, mei):
    socket = await lin.connects()
    await socket.sends({"type": "request_handover"})
    await socket.hears("status")
    row = await Handover.objects.aget()
    await in_thread(queue.claim)(row.pk, mei)

    await in_thread(actions.close)(row.conversation_id, mei, agreed="금요일에 전화하기로 함")
    await socket.says("언제 전화 주시나요?")

    assert [each.text for each in agreed_in(engine.asked[-1].memory)] == ["금요일에 전화하기로 함"]
    await row.arefresh_from_db()
    assert row.wrap_up == "금요일에 전화하기로 함"  # for colleagues, where nothing else was noted
