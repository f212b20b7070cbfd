"""What a version would change is seen before it counts, and nobody else is answered by it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chat import articles
from chat.assistant.retrieval import knowledge
from chat.knowledge_gaps import preview_answers
from chat.models import ArticleUse, Conversation, KnowledgeGap, Message
from chat.tests.articles.test_editor import in_force
from chat.tests.articles.test_lifecycle import nothing_read_yet, said_of, signed_in, staff, text  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.clock]

QUESTION = "카드 연회비가 얼마인가요?"


@pytest.fixture
def second(staff):  # noqa: F811
    """A draft that says another fee than what is in force."""
    in_force(staff)
    return articles.draft(text("## 요금\n연회비는 12,500원입니다."), staff["mei"])


def test_both_answers_stand_beside_each_other_with_their_sources(second):
    trial = preview_answers.ask_both(second, [QUESTION])[0]

    assert "10,000원" in trial.today.text
    assert "12,500원" in trial.then.text
    assert [source.version for source in trial.today.sources] == [1]
    assert [source.version for source in trial.then.sources] == [2]
    assert not trial.is_same


def test_a_trial_changes_no_answer_of_anybodys(second):
    before = knowledge.index_for("ko")
    preview_answers.ask_both(second, [QUESTION])

    assert said_of("연회비") == [(1, "연회비는 10,000원입니다.")]
    assert before is None or knowledge.index_for("ko") is before
    assert not Message.objects.exists()


def test_a_question_is_masked_before_it_is_asked(second):
    trial = preview_answers.ask_both(second, ["010-1234-5678 연회비가 얼마인가요?"])[0]

    assert "1234-5678" not in trial.question


def test_the_page_asks_what_was_typed_and_what_was_picked(staff, second):  # noqa: F811
    address = reverse("admin:chat_article_trial", args=[second.pk])
    mei = signed_in(staff["mei"])

    page = mei.post(address, {"question": QUESTION, "picked": ["연회비 알려 주세요"]})

    assert len(page.context["results"]) == 2
    assert "10,000" in page.text
    assert "12,500" in page.text
    assert signed_in(staff["raj"]).post(address, {"question": QUESTION}).status_code == 403


def test_questions_are_offered_and_their_number_costs_no_query(staff, second):  # noqa: F811
    address = reverse("admin:chat_article_trial", args=[second.pk])
    mei, sam = signed_in(staff["mei"]), signed_in(staff["sam"])
    conversation = Conversation.objects.create(session_id="lin")
    use = ArticleUse.objects.create(article=second.article)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            page = sam.get(address)
        return len(asked), page

    def ask(number):
        said = {"conversation": conversation, "text": f"{number}번 질문", "sender": "customer"}
        Message.objects.bulk_create([Message(seq=number, **said)])
        use.recent.append([conversation.pk, number])
        use.save()
        KnowledgeGap.objects.create(
            kind="unanswered",
            conversation=conversation,
            question_seq=number,
            question=f"{number}번 못 답함",
            language="ko",
        )

    ask(1)
    few, _page = queries()
    for number in range(2, 9):
        ask(number)
    many, page = queries()

    assert many == few
    assert page.context["answered"] == [f"{number}번 질문" for number in range(1, 9)]
    assert "8번 못 답함" in page.text
    # Whoever writes articles reads what none of them answered, and no other conversation.
    assert mei.get(address).context["answered"] == []
    assert "8번 못 답함" in mei.get(address).text
