"""What rules find by themselves in what was said."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chat.models import KnowledgeGap, Message, Turn
from chat.quality import automatic_checks
from chat.tests.reviewing import person, talk
from handover.models import Handover

Sender = Message.Sender


def found(conversation):
    return {each.name: (each.passed, each.seqs) for each in automatic_checks.check(conversation)}


@pytest.fixture
def mei(db):
    return person("mei", "agent")


def test_an_agent_is_expected_to_greet_once(mei):
    polite = talk(
        "polite",
        (Sender.CUSTOMER, "네"),
        (Sender.AGENT, "안녕하세요, 메이입니다."),
        (Sender.AGENT, "확인해 보겠습니다."),
        agent=mei,
    )
    curt = talk("curt", (Sender.CUSTOMER, "네"), (Sender.AGENT, "뭔데요"), agent=mei)

    assert found(polite)["greeting"] == (True, ())
    assert found(curt)["greeting"] == (False, (2,))
    assert found(talk("alone"))["greeting"] == (None, ())


def test_an_answer_from_articles_names_them(db):
    answered = {"triage": "AUTO_ANSWER", "engine": "offline"}
    source = {"quote": "연 3.0%입니다."}
    cited = talk(
        "cited",
        (Sender.CUSTOMER, "금리?"),
        (Sender.ASSISTANT, "연 3.0%입니다.", answered | {"source_documents": [source]}),
    )
    bare = talk("bare", (Sender.CUSTOMER, "금리?"), (Sender.ASSISTANT, "연 3.0%입니다.", answered))

    assert found(cited)["cited"] == (True, ())
    assert found(bare)["cited"] == (False, (2,))


def test_promises_are_found_unless_an_article_makes_them(db):
    words = "원금을 보장해 드립니다."
    promised = talk("promised", (Sender.CUSTOMER, "?"), (Sender.ASSISTANT, words))
    quoted = talk(
        "quoted",
        (Sender.CUSTOMER, "?"),
        (Sender.ASSISTANT, words, {"source_documents": [{"quote": words}]}),
    )

    assert found(promised)["no_promises"] == (False, (2,))
    assert found(quoted)["no_promises"] == (True, ())


def test_an_agent_may_say_what_they_have_done(mei):
    conversation = talk(
        "lin", (Sender.CUSTOMER, "?"), (Sender.AGENT, "정지 처리했습니다."), agent=mei
    )

    assert found(conversation)["no_promises"] == (True, ())


@pytest.mark.parametrize(
    "text",
    [
        "본인 확인을 위해 주민등록번호를 말씀해 주세요.",
        "계좌 비밀번호 4자리를 알려주시겠습니까?",
        "카드번호 전체를 적어 주시면 확인하겠습니다.",
        "OTP 번호를 불러 주십시오.",
        "인증번호가 뭐예요?",
        "Please tell me your card number.",
        "Could you share your full password?",
        "What is your PIN?",
    ],
)
def test_whoever_asks_for_secrets_is_found(text):
    assert automatic_checks.asks_for_secrets(text)


@pytest.mark.parametrize(
    "text",
    [
        "비밀번호를 누구에게도 알려주지 마세요.",
        "인증번호는 알려 주시면 안 됩니다.",
        "비밀번호는 앱에서 바꾸실 수 있습니다.",
        "송금하신 날짜와 금액을 알려 주시겠습니까?",
        "연락받으실 전화번호를 알려 주세요.",
        "Never tell your card number to anyone.",
        "Please do not share your password.",
        "You can change your PIN in the app.",
    ],
)
def test_whoever_warns_of_it_is_not(text):
    assert not automatic_checks.asks_for_secrets(text)


def turn(conversation, **fields):
    fields = {"state": Turn.State.ANSWERED, "question_seq": 1, "answer_seq": 2} | fields
    return Turn.objects.create(conversation=conversation, **fields)


@pytest.mark.parametrize(
    "trace",
    [{"withheld": "ungrounded figure"}, {"left_out": 1}, {"model_failure_code": "oversteps"}],
)
def test_an_answer_that_had_to_be_withheld_is_found(db, trace):
    conversation = talk()
    turn(conversation, trace=trace)

    assert found(conversation)["grounded"] == (False, (2,))


def test_a_question_that_got_an_apology_is_found(db):
    fine, failed = talk("fine"), talk("failed")
    turn(fine)
    turn(failed, state=Turn.State.FAILED)

    assert found(fine)["answered"] == (True, ())
    assert found(failed)["answered"] == (False, (1,))


def test_a_question_that_no_article_answered_is_none_that_was_answered(db):
    conversation = talk(
        "refused",
        (Sender.CUSTOMER, "우산 빌려 주나요?"),
        (Sender.ASSISTANT, "찾지 못했습니다."),
        (Sender.CUSTOMER, "금리는요?"),
        (Sender.ASSISTANT, "연 3.0%입니다."),
        (Sender.CUSTOMER, "주차는요?"),
        (Sender.ASSISTANT, "찾지 못했습니다."),
    )
    for seq in (1, 3, 5):
        turn(conversation, question_seq=seq, answer_seq=seq + 1)
    kinds = KnowledgeGap.Kind
    for seq, kind in ((1, kinds.UNANSWERED), (3, kinds.NOT_HELPFUL), (5, kinds.UNANSWERED)):
        KnowledgeGap.objects.create(conversation=conversation, question_seq=seq, kind=kind)

    assert found(conversation)["answered"] == (False, (1, 5))


@pytest.mark.parametrize(
    ("fields", "in_time"),
    [
        ({"first_reply_kept": True, "replies": 2}, True),
        ({"first_reply_kept": False, "replies": 1}, False),
        ({"first_reply_kept": True, "replies": 3, "late_replies": 1}, False),
        ({}, None),  # nobody has replied yet
    ],
)
def test_the_desks_clocks_say_whether_agents_replied_in_time(db, fields, in_time):
    conversation = talk()
    Handover.objects.create(
        conversation=conversation, requested_at=timezone.now() - timedelta(hours=1), **fields
    )

    assert found(conversation)["in_time"] == (in_time, ())


def test_the_rules_look_at_records_four_times(db, django_assert_num_queries):
    conversation = talk("lin", *[(Sender.CUSTOMER, "?"), (Sender.ASSISTANT, "!")] * 30)

    with django_assert_num_queries(4):
        automatic_checks.check(conversation)
