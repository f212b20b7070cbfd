"""The assistant sorts, answers, refuses and escalates; the docs' drawing is the code's."""

import asyncio
import sys

import pytest

from aicc.testing.cast import until
from chat import assistant
from chat.assistant.types import Line, Question
from chat.management.commands.show_workflow import PAGE, page
from chat.tests.sample_articles import put_on_shelves

pytestmark = pytest.mark.django_db


@pytest.fixture
def corpora():
    put_on_shelves()


async def ask(text, **fields):
    return await assistant.reply_to(Question(text, **fields))


def test_the_drawing_in_the_docs_is_made_from_the_code():
    assert PAGE.read_text() == page()


async def test_a_question_that_comes_while_the_workflow_is_being_imported_is_answered(
    corpora, monkeypatch
):
    monkeypatch.delitem(sys.modules, assistant.WORKFLOW)  # as in a process that just started
    assistant.workflow_module.cache_clear()

    first = asyncio.create_task(ask("대출 금리가 얼마인가요?"))
    await until(lambda: assistant.WORKFLOW in sys.modules or first.done(), "a half import")
    second = await ask("대출 금리가 얼마인가요?")

    assert "연 4.5%" in second.text
    assert "연 4.5%" in (await first).text


async def test_a_greeting_is_greeted(corpora):
    reply = await ask("안녕하세요")

    assert (reply.triage, reply.sources) == ("SIMPLE_ANSWER", ())
    assert "안녕하세요" in reply.text


async def test_a_question_about_loan_rates_gets_a_rate_and_its_source(corpora):
    reply = await ask("대출 금리가 얼마인가요?")

    assert "연 4.5%" in reply.text
    assert reply.sources[0].article_id == "loan-rates"
    assert reply.sources[0].quote in reply.text


async def test_the_way_to_a_credit_card_is_told_in_steps(corpora):
    reply = await ask("신용카드 발급 절차를 알려주세요")

    assert reply.text.startswith("1. ")
    assert "\n7. " in reply.text
    assert reply.sources[0].article_id == "credit-card-application"


async def test_a_wish_for_a_person_goes_to_the_queue(corpora):
    reply = await ask("상담원 연결해주세요")

    assert (reply.intent, reply.action) == ("HUMAN_REQ", "HANDOVER")
    assert reply.handover_status == "pending"


async def test_no_person_is_no_wish_for_one(corpora):
    reply = await ask("상담원 말고 이체 한도 방법만 알려줘")

    assert reply.action == "CONTINUE"


async def test_a_lost_card_gets_the_number_to_call_and_a_person_offered_first_of_all():
    reply = await ask("카드를 잃어버렸어요")

    assert "1500-0001" in reply.text
    assert reply.urgent
    accepted = await ask("네, 연결해 주세요", memory=reply.memory)
    assert (accepted.handover_status, accepted.urgent) == ("pending", True)


async def test_what_is_not_understood_twice_ends_in_the_offer_of_a_person(corpora):
    first = await ask("ㅁㄴㅇㄹ")
    second = await ask("ㅋㅋ", memory=first.memory)

    assert (first.triage, first.handover_status) == ("NEED_MORE_INFO", None)
    assert (second.triage, second.handover_status) == ("HUMAN_REQUIRED", "offered")
    declined = await ask("아니요 됐어요", memory=second.memory)
    assert declined.handover_status == "declined"


async def test_what_no_article_answers_is_said_so_and_cites_nothing(corpora):
    reply = await ask("찢어진 지폐 교환해 주나요?")

    assert reply.sources == ()
    assert reply.triage == "NEED_MORE_INFO"
    assert reply.handover_status == "offered"


async def test_what_is_no_banks_business_is_declined_and_calls_nobody(corpora):
    reply = await ask("김치찌개 맛있게 끓이는 법 좀")

    assert reply.sources == ()
    assert reply.triage == "SIMPLE_ANSWER"
    assert reply.handover_status is None


async def test_an_english_question_is_answered_in_english(corpora):
    reply = await ask("What are the interest rates of your loans?")

    assert reply.language == "en"
    assert "4.5%" in reply.text


async def test_a_thin_question_is_read_with_the_one_before_it(corpora):
    reply = await ask("그럼 한도는요?", history=(Line("customer", "비상금대출 금리가 얼마예요"),))

    assert any(
        "3,000,000원" in source.quote or "3,000,000" in reply.text for source in reply.sources
    )


async def test_an_answer_is_told_in_pieces_that_make_the_whole(corpora):
    told = []

    reply = await assistant.reply_to(
        Question("대출 금리가 얼마인가요?"), lambda offset, text: told.append((offset, text))
    )

    text = ""
    for offset, piece in told:
        text = text[:offset] + piece
    assert text == reply.text
    assert len(told) > 1
