"""A customer who waits sees the queue move."""

import pytest
from asgiref.sync import sync_to_async

from chat.api import customer_actions
from handover.queue import queue
from handover.tests.conftest import asks_for_a_person, sits_down

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clock]


async def test_the_position_moves_while_the_customer_waits(lin, mei):
    first = await sync_to_async(asks_for_a_person)("first")
    socket = await lin.connects()
    await socket.sends({"type": "request_handover"})
    while (status := await socket.hears("status"))["message"] != "waiting":
        pass
    assert (status["position"], status["estimated_wait_seconds"]) == (2, None)
    assert not status["agents_present"]

    await sync_to_async(sits_down)(mei)
    status = await socket.hears("status")
    assert (status["position"], status["agents_present"]) == (2, True)

    await sync_to_async(queue.claim)(first.pk, mei)

    status = await socket.hears("status")
    assert (status["message"], status["position"], status["owner"]) == ("waiting", 1, "queue")


async def test_whoever_does_not_wait_hears_nothing_of_the_queue(lin, mei):
    socket = await lin.connects()

    await sync_to_async(asks_for_a_person)("first")
    await sync_to_async(sits_down)(mei)

    assert await socket.hears_nothing()
    await socket.sends({"type": "ping", "timestamp": 1})
    assert (await socket.next())["type"] == "pong"


async def test_whoever_comes_back_after_the_end_is_asked_once_how_it_was(lin):
    socket = await lin.connects()
    await socket.says("금리가 얼마예요?")
    await socket.sends({"type": "end"})
    while (status := await socket.hears("status"))["message"] != "closed":
        pass
    assert status["rated"] is False

    assert (await lin.connects()).status["rated"] is False
    conversation = await lin.conversation()
    await sync_to_async(customer_actions.rate)(conversation.pk, 5, "")

    later = await lin.connects()
    assert (later.status["owner"], later.status["rated"]) == ("closed", True)
