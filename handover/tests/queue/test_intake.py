"""Whoever waits is asked a few things: one at a time, and nothing is held up by it."""

import re

import pytest
from asgiref.sync import sync_to_async
from django.core.exceptions import ValidationError
from django.core.management import call_command

from chat.models import Conversation, Message, Turn
from chat.turns import leases, opening
from handover.briefing import offline
from handover.desk import actions, looks, visibility
from handover.models import Handover, IntakeAnswer, IntakeQuestion
from handover.queue import intake, queue
from handover.tests.conftest import asks_for_a_person, sits_down, texts
from handover.tests.desks import Desk, signs_in

pytestmark = pytest.mark.django_db(transaction=True)

SINCE = "언제부터 겪고 계신 일인가요?"
PRODUCT = "어떤 상품에 관한 일인가요?"
THANKS = "고맙습니다. 답해 주신 내용을 상담원에게 전해 드립니다."


@pytest.fixture
def questions():
    IntakeQuestion.objects.create(text_ko=SINCE, text_en="Since when?", order=1)
    IntakeQuestion.objects.create(
        kind="choice",
        text_ko=PRODUCT,
        text_en="Which product?",
        choices_ko="카드\n대출",
        choices_en="Cards\nLoans",
        order=2,
    )


def says(row, text, key, answers=None):
    """What became of a customer's message, without thinking."""
    (asked,) = opening.open_turns([leases.TurnRequest(row.conversation_id, text, key, answers)])
    return asked


def open_question(row):
    return IntakeAnswer.objects.get(handover=row, state="open")


def collected(row):
    return [(found["answer"], found["state"]) for found in intake.collected(row)]


def test_one_question_follows_the_other_until_there_are_none(questions):
    row = asks_for_a_person()
    first = says(row, "지난주 금요일부터요", "a1")
    second = says(row, "대출", "a2")

    assert first.answer.text == f"고맙습니다.\n\n{PRODUCT}"
    assert first.answer.data["question"]["choices"] == ["카드", "대출"]
    assert first.answer.data["quick_replies"] == ["카드", "대출", "모르겠어요"]
    assert (second.answer.text, second.answer.data["question"]) == (THANKS, None)
    assert collected(row) == [("지난주 금요일부터요", "answered"), ("대출", "answered")]
    assert [turn.state for turn in Turn.objects.all()] == ["answered", "answered"]
    seqs = list(Message.objects.order_by("seq").values_list("seq", flat=True))
    assert seqs == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("words", ["모르겠어요", "잘 모르겠습니다.", "skip", "I don't know"])
def test_not_to_know_is_an_answer(questions, words):
    row = asks_for_a_person()

    says(row, words, "a1")

    assert collected(row) == [("", "skipped"), ("", "open")]


def test_what_is_asked_meanwhile_is_the_assistants_to_answer(questions):
    row = asks_for_a_person()

    asked = says(row, "한도는 얼마까지 되나요?", "q1")
    beside = says(row, "그리고 카드도요", "q2")

    assert asked.mine.question.in_queue
    assert (beside.answer, beside.state) == (None, "waiting")
    assert collected(row) == [("", "open")]
    assert says(row, "어제부터", "a1", open_question(row).pk).answer.text.endswith(PRODUCT)


YES, NO = True, False


@pytest.mark.parametrize(
    ("text", "follows", "taken"),
    [
        ("지난주부터요", YES, YES),
        ("2일 전", YES, YES),
        ("앱을 지웠다가 다시 깔았는데 안 돼요", YES, YES),
        ("없어요", YES, YES),
        ("카드", YES, YES),
        ("카드", NO, NO),  # the assistant may have asked something too
        ("모르겠어요", NO, NO),
        ("수수료가 얼마예요?", YES, NO),
        ("재발급 방법 알려 주세요", YES, NO),
        ("상담원 필요 없어요", YES, NO),
        ("카드를 잃어버렸어요", YES, NO),
        ("안녕하세요", YES, NO),
        ("뭐 이런 은행이 다 있어", YES, NO),
        ("since Monday", YES, YES),
        ("How much is the fee", YES, NO),
        ("I lost my card", YES, NO),
    ],
)
def test_a_plain_client_is_believed_only_right_after_the_question(text, follows, taken):
    row = IntakeAnswer(text=SINCE, choices=["카드", "대출"])
    language = "ko" if any(letter > "ᄀ" for letter in text) else "en"

    found = intake.is_answer(row, text, language, named=False, follows=follows)

    assert found == taken


def test_trouble_is_heard_by_the_assistant_whatever_the_client_says(questions):
    row = asks_for_a_person()

    asked = says(row, "카드를 잃어버렸어요", "q1", open_question(row).pk)

    assert asked.mine
    assert collected(row) == [("", "open")]


def test_an_answer_sent_again_is_stored_once_and_has_the_same_reply(questions):
    row = asks_for_a_person()
    first = says(row, "어제부터", "a1", open_question(row).pk)
    again = says(row, "어제부터", "a1", open_question(row).pk)

    assert (again.duplicate, again.answer.seq) == (True, first.answer.seq)
    assert collected(row) == [("어제부터", "answered"), ("", "open")]


def test_the_claim_ends_the_asking(questions, mei):
    row = asks_for_a_person()
    question = open_question(row)

    queue.claim(row.pk, mei)
    late = says(row, "어제부터", "a1", question.pk)

    assert (late.state, late.answer) == ("left", None)  # the agent has it, as any other word
    assert not IntakeAnswer.objects.exclude(state="left").exists()
    assert Message.objects.filter(sender="assistant").count() == 1


def test_whoever_comes_back_to_the_queue_is_not_asked_again(questions, mei):
    row = asks_for_a_person()
    queue.claim(row.pk, mei)
    actions.release(row.conversation_id, mei)

    assert says(row, "어제부터", "a1").mine
    assert collected(row) == []


def test_leaving_the_queue_ends_it_too(questions):
    row = asks_for_a_person()

    queue.cancel(row.conversation_id)

    assert not IntakeAnswer.objects.filter(state="open").exists()


def test_only_the_questions_that_fit_are_asked(questions):
    IntakeQuestion.objects.create(
        category="cards", text_ko="카드 종류는요?", text_en="Which card?", order=0
    )
    IntakeQuestion.objects.filter(text_ko=SINCE).update(is_active=False)

    of_loans = asks_for_a_person("loans", category="loans")
    of_cards = asks_for_a_person("cards", category="cards")

    assert open_question(of_loans).text == PRODUCT
    assert open_question(of_cards).text == "카드 종류는요?"


def test_nobody_in_trouble_is_asked_anything(questions):
    conversation = Conversation.objects.create(session_id="lin")

    queue.open_handover(conversation.pk, trigger=Handover.Trigger.EMERGENCY)

    assert not IntakeAnswer.objects.exists()


def test_an_english_conversation_is_asked_in_english(questions):
    row = asks_for_a_person(language="en", text="I want a person")

    assert open_question(row).text == "Since when?"
    assert texts(row.conversation_id)[-1][1].endswith("\n\nSince when?")


def test_an_answer_is_masked_and_stands_beside_the_briefing(questions, mei):
    row = asks_for_a_person(text="대출 한도를 올리고 싶어요")
    says(row, "어제 010-9876-5432 번호로 전화가 왔을 때부터", "a1", open_question(row).pk)
    says(row, "모르겠어요", "a2", open_question(row).pk)

    viewer = visibility.viewer_of(sits_down(mei))
    shown = visibility.opened(viewer, visibility.find(viewer, row.pk))["answers"]

    assert [(each["question"], each["state"]) for each in shown] == [
        (SINCE, "answered"),
        (PRODUCT, "skipped"),
    ]
    assert "9876" not in shown[0]["answer"]
    assert shown[0]["answer"].startswith("어제")
    found = offline.brief(offline.lines_of(row.conversation_id), "ko")
    assert "대출 한도를 올리고 싶어요" in found.summary
    assert "모르겠어요" not in found.summary
    assert looks.briefing_of(row)["summary"] == found.summary


def test_a_choice_has_its_choices_in_both_languages():
    lame = IntakeQuestion(kind="choice", text_ko="?", text_en="?", choices_ko="가\n나")

    with pytest.raises(ValidationError) as refused:
        lame.full_clean()

    assert list(refused.value.error_dict) == ["choices_en"]


def test_a_trial_has_sample_questions_and_keeps_the_banks_own():
    call_command("sample_questions", verbosity=0)
    samples = IntakeQuestion.objects.count()
    IntakeQuestion.objects.exclude(order=10).delete()
    call_command("sample_questions", verbosity=0)

    assert (samples, IntakeQuestion.objects.count()) == (3, 1)


async def test_a_page_answers_by_the_questions_number(questions, lin):
    socket = await lin.connects()
    await socket.says("대출 상담이요")
    await socket.sends({"type": "request_handover"})
    question = (await socket.hears("response"))["data"]["question"]

    said = {"type": "message", "user_message": "어제부터", "client_message_id": "a1"}
    await socket.sends({**said, "answers": question["id"]})

    acknowledged = await socket.hears("ack")
    response = await socket.next()
    assert acknowledged["text"] == "어제부터"
    assert (response["type"], response["reply_to"]) == ("response", acknowledged["seq"])
    assert response["data"]["question"]["text"] == PRODUCT
    assert await socket.hears_nothing()


async def test_a_first_system_client_is_asked_and_answers_in_plain_words(questions, lin):
    socket = await lin.connects(current=False)
    await socket.says("대출 상담이요")
    await socket.sends({"type": "request_handover"})
    asked = await socket.hears("response")

    answered = await socket.says("어제부터")

    assert asked["data"]["ai_message"].endswith(SINCE)
    assert asked["data"]["handover_status"] == "pending"
    assert answered["data"]["ai_message"].endswith(PRODUCT)


async def test_the_desk_sees_an_answer_as_it_comes(questions, lin, mei):
    in_thread = sync_to_async
    row = await in_thread(asks_for_a_person)()
    await in_thread(sits_down)(mei)
    seat = await Desk(await in_thread(signs_in)(mei)).opens()
    await seat.sends("resume", handover=row.pk, last_seq=0)
    assert (await seat.hears("handover"))["answers"][0]["state"] == "open"

    socket = await lin.connects()
    await socket.sends({"type": "message", "user_message": "지난주부터"})

    frame = await seat.hears("handover")
    assert [each["answer"] for each in frame["answers"]] == ["지난주부터", ""]
    await seat.closes()


def test_the_list_of_questions_says_what_each_field_is(admin_client):
    IntakeQuestion.objects.create(text_ko="언제부터인가요?", text_en="Since when?")

    page = admin_client.get("/admin/handover/intakequestion/").content.decode()

    assert re.search(r'<input[^>]+name="form-0-order"[^>]+aria-label="', page)
    assert re.search(r'<input[^>]+name="form-0-is_active"[^>]+aria-label="', page)
    assert "전체" in page  # of every category
