"""An answer of a conversation becomes a case of the evaluation, by one click."""

import re

import pytest
from django.urls import reverse

from aicc.personal_data.inventory import OF_CONVERSATION
from chat.assistant.types import Action, Intent, Reply, Source, Triage
from chat.evaluation import corrections, usefulness
from chat.models import EvaluationCase, Message
from chat.quality import evaluation_cases
from chat.tests.reviewing import client_of, person, talk

pytestmark = pytest.mark.django_db

Sender = Message.Sender
CITED = {"source_documents": [{"article_id": "term-deposit"}, {"article_id": "tax"}]}


@pytest.fixture
def conversation():
    return talk(
        "lin",
        (Sender.CUSTOMER, "정기예금 금리가 얼마예요?"),
        (Sender.ASSISTANT, "12개월은 연 3.2%입니다.", CITED),
        (Sender.CUSTOMER, "그럼 세금은요?"),
        (Sender.ASSISTANT, "이자에서 15.4%를 뗍니다.", CITED),
    )


@pytest.fixture
def sam():
    return client_of(person("sam", "supervisor"))


def makes(client, conversation, seq):
    return client.post(
        reverse("admin:chat_evaluationcase_from", args=[conversation.pk, seq]), follow=True
    )


def test_a_supervisor_makes_a_case_of_an_answer_with_what_was_asked_before(conversation, sam):
    page = sam.get(reverse("admin:chat_conversation_change", args=[conversation.pk])).text
    assert page.count("/evaluationcase/from/") == 2  # one for each answer of the assistant's

    answer = makes(sam, conversation, 4)

    case = EvaluationCase.objects.get()
    assert (case.earlier, case.question) == (["정기예금 금리가 얼마예요?"], "그럼 세금은요?")
    assert (case.slug, case.figures, case.language) == ("term-deposit", ["15.4%"], "ko")
    assert answer.redirect_chain[-1][0] == reverse(
        "admin:chat_evaluationcase_change", args=[case.pk]
    )
    assert "15.4%" in answer.text


def test_of_the_same_answer_the_same_case_is_made(conversation, sam):
    makes(sam, conversation, 4)
    makes(sam, conversation, 4)

    assert EvaluationCase.objects.count() == 1


@pytest.mark.parametrize("seq", [1, 9])
def test_of_what_is_no_answer_no_case_is_made(conversation, sam, seq):
    assert makes(sam, conversation, seq).status_code == 404
    assert not EvaluationCase.objects.exists()


def test_whoever_judges_no_answers_makes_no_cases(conversation):
    auditor = client_of(person("ana", "auditor"))
    page = auditor.get(reverse("admin:chat_conversation_change", args=[conversation.pk])).text

    assert "/evaluationcase/from/" not in page
    assert makes(auditor, conversation, 4).status_code == 403


def saved(client, case, **said):
    fields = {"figures": "", "forbidden": "", "active": "on"} | said
    return client.post(reverse("admin:chat_evaluationcase_change", args=[case.pk]), fields)


def test_a_supervisor_says_what_must_be_said_and_what_must_not(conversation, sam):
    case = evaluation_cases.from_answer(conversation.pk, 4)

    saved(sam, case, figures="15.4% | 15.4퍼센트\r\n\r\n 원천징수 ", forbidden="비과세")

    case.refresh_from_db()
    assert case.figures == ["15.4% | 15.4퍼센트", "원천징수"]
    assert case.forbidden == ["비과세"]


@pytest.mark.parametrize("figures", ["하나\n" * 11, "가" * 201])
def test_more_than_an_answer_can_hold_is_refused(conversation, sam, figures):
    case = evaluation_cases.from_answer(conversation.pk, 4)

    page = saved(sam, case, figures=figures)

    assert page.status_code == 200
    assert "errorlist" in page.text or "text-red" in page.text
    case.refresh_from_db()
    assert case.figures == ["15.4%"]


def replies(text, *articles):
    sources = tuple(Source(slug, 1, 0.9, slug, 1, text, f"/articles/{slug}") for slug in articles)
    kind = (Intent.INFO, Triage.AUTO_ANSWER, Action.CONTINUE)
    return Reply(text, "ko", *kind, engine="offline", sources=sources)


@pytest.mark.parametrize(
    ("text", "articles", "faults"),
    [
        ("이자의 15.4퍼센트를 원천징수합니다.", ["term-deposit"], []),
        ("이자의 15.4%를 원천징수합니다.", ["tax"], ["source"]),
        ("이자의 9.9%를 원천징수합니다.", ["term-deposit"], ["must[0]"]),
        ("비과세라 15.4% 원천징수가 없습니다.", ["term-deposit"], ["must_not[0]"]),
    ],
)
def test_the_evaluation_asks_it_and_judges_what_the_customer_would_read(
    conversation, text, articles, faults
):
    case = evaluation_cases.from_answer(conversation.pk, 4)
    case.figures, case.forbidden = ["15.4% | 15.4퍼센트", "원천징수"], ["비과세"]
    case.save()

    (asked,) = corrections.cases()

    assert asked.asking.turns == ("정기예금 금리가 얼마예요?", "그럼 세금은요?")
    reply = replies(text, *articles)
    assert usefulness.faults_of(asked.asking, "ko", ["12개월은 연 3.2%입니다."], reply) == faults


def test_what_must_be_said_is_words_and_no_expression(conversation):
    case = evaluation_cases.from_answer(conversation.pk, 2)
    case.figures = ["1,000원(월)"]
    case.save()

    (asked,) = corrections.cases()

    (ways,) = asked.asking.must
    assert [bool(way.search("수수료는 1000원(월)입니다.")) for way in ways] == [True]
    assert not re.search(ways[0], "1000원월")


def test_a_case_belongs_to_the_conversation_and_goes_with_it(conversation):
    case = evaluation_cases.from_answer(conversation.pk, 4)

    (part,) = (each for each in OF_CONVERSATION if each.label == "chat.evaluationcase")
    assert list(part.rows([conversation.pk])) == [case]

    conversation.delete()
    assert corrections.cases() == []
