"""A client names no language; the bank's own words follow those of the customer."""

import pytest

from chat.tests.frames import LOOKING, message
from handover.queue import hours

pytestmark = pytest.mark.django_db(transaction=True)

LOOKING_KO = "답변을 찾고 있습니다."
BLANK = "user_message: must not be blank."


@pytest.fixture(autouse=True)
def hours_known_anew():
    hours.forget()
    yield
    hours.forget()


async def said_while(socket, text):
    await socket.sends(message(text))
    told = (await socket.hears("processing"))["message"]
    await socket.hears("response")
    return told


@pytest.mark.parametrize("current", [True, False])
async def test_who_writes_english_is_told_in_english(lin, current):
    socket = await lin.connects(current=current)

    told = await said_while(socket, "How do I report a lost card?")
    await socket.sends(message(""))

    assert told == LOOKING
    assert (await socket.hears("error"))["message"] == BLANK


async def test_a_client_of_the_first_system_waits_in_one_language(lin):
    socket = await lin.connects(current=False)
    await said_while(socket, "How do I report a lost card?")

    await socket.sends({"type": "request_handover"})

    told = (await socket.hears("response"))["data"]["ai_message"]
    assert "상담원" not in told
    assert told.isascii()


async def test_who_comes_back_and_asks_for_a_person_is_told_in_their_language(lin):
    await said_while(await lin.connects(), "How do I report a lost card?")
    socket = await lin.connects(current=False)

    await socket.sends({"type": "request_handover"})

    assert (await socket.hears("response"))["data"]["ai_message"].isascii()


async def test_one_word_among_korean_ones_changes_nothing_and_a_change_is_followed(lin):
    socket = await lin.connects()

    told = [
        await said_while(socket, text)
        for text in (
            "카드 재발급 수수료가 얼마예요?",
            "ok",
            "Could you tell me that in English?",
            "다시 한국어로 부탁해요",
        )
    ]

    assert told == [LOOKING_KO, LOOKING_KO, LOOKING, LOOKING_KO]
