"""A correction becomes, by one call, a draft that another approves and a case to be asked."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from aicc.platform.errors import NotFound
from chat import articles
from chat.assistant.answering import extractive
from chat.assistant.retrieval import knowledge
from chat.evaluation import corrections as cases
from chat.models import Article, ArticleVersion, EvaluationCase, Message
from chat.quality import corrections
from chat.tests.reviewing import client_of, judge, person, talk

pytestmark = pytest.mark.django_db

Sender = Message.Sender
ANSWER = "정기예금 12개월 금리는 연 3.2%입니다."


@pytest.fixture
def sam():
    return person("sam", "supervisor")


@pytest.fixture
def article():
    made = Article.objects.create(
        slug="term-deposit", language="ko", category="deposits", title="정기예금"
    )
    ArticleVersion.objects.create(
        article=made,
        number=1,
        state="approved",
        title="정기예금",
        body="## 소개\n\n목돈을 맡기는 예금입니다.\n",
        effective_from=date(2026, 1, 1),
        content_hash="",
    )
    return made


def asked(*, cites=""):
    source = [{"article_id": cites, "quote": "목돈을 맡기는 예금입니다."}] if cites else []
    data = {"triage": "AUTO_ANSWER", "source_documents": source}
    return talk(
        "lin",
        (Sender.CUSTOMER, "정기예금 12개월 금리가 얼마예요?"),
        (Sender.ASSISTANT, "목돈을 맡기는 예금입니다.", data),
        category="deposits",
    )


def corrected(conversation, reviewer):
    return judge(conversation, reviewer, {"right": 0}, question_seq=1, corrected_answer=ANSWER)


def test_a_correction_continues_the_article_that_was_chosen(sam, article):
    case = corrections.to_knowledge(
        corrected(asked(cites="term-deposit"), sam), sam, str(article.pk)
    )

    draft = article.versions.get(number=2)
    assert case.draft == draft
    assert (draft.state, draft.author) == ("draft", sam)
    assert "목돈을 맡기는 예금입니다." in draft.body
    assert f"## 정기예금 12개월 금리가 얼마예요?\n\n{ANSWER}" in draft.body


def test_the_reviewer_chooses_an_article_of_its_own_where_a_wrong_one_was_cited(sam, article):
    review = corrected(asked(cites="term-deposit"), sam)

    case = corrections.to_knowledge(review, sam, corrections.NEW)

    assert case.slug == f"review-{review.pk}"
    assert article.versions.count() == 1


def test_the_reviewer_chooses_another_article(sam, article):
    app = Article.objects.create(slug="app", language="ko", category="service", title="앱 오류")
    ArticleVersion.objects.create(
        article=app,
        number=1,
        state="approved",
        title="앱 오류",
        body="## 오류\n\n다시 설치해 주세요.\n",
        effective_from=date(2026, 1, 1),
        content_hash="",
    )

    case = corrections.to_knowledge(corrected(asked(cites="term-deposit"), sam), sam, str(app.pk))

    assert (case.slug, case.draft.article) == ("app", app)
    assert case.draft.body.startswith("## 오류")


def test_no_article_takes_a_correction_that_nobody_put_there(sam, article):
    review = corrected(asked(cites="term-deposit"), sam)

    with pytest.raises(corrections.NoPlace):
        corrections.to_knowledge(review, sam, "")
    sam_s = client_of(sam)
    sam_s.post(reverse("admin:chat_review_knowledge", args=[review.pk]))

    assert article.versions.count() == 1
    assert not EvaluationCase.objects.exists()


def test_a_correction_may_go_into_no_article_and_is_asked_all_the_same(sam, article):
    review = corrected(asked(cites="term-deposit"), sam)

    corrections.to_knowledge(review, sam, corrections.NOWHERE)

    assert article.versions.count() == Article.objects.count() == 1
    (case,) = cases.cases()
    assert (case.articles, case.domain) == ((), "in")
    assert case.contains == (("12개월",), ("3.2%",))
    page = client_of(sam).get(reverse("admin:chat_review_change", args=[review.pk]))
    assert reverse("admin:chat_evaluationcase_change", args=[review.case.pk]) in page.text


@pytest.mark.parametrize("into", ["0", "999999", "x", "²"])
def test_no_article_that_is_not_there_is_chosen(sam, article, into):
    with pytest.raises(NotFound):
        corrections.to_knowledge(corrected(asked(cites="term-deposit"), sam), sam, into)


def test_an_article_of_another_language_is_not_chosen(sam, article):
    other = Article.objects.create(slug="fees", language="en", category="cards", title="Fees")

    with pytest.raises(NotFound):
        corrections.to_knowledge(corrected(asked(), sam), sam, str(other.pk))


def test_what_was_cited_is_offered_on_both_pages(sam, article):
    review = corrected(asked(cites="term-deposit"), sam)
    for address in (
        reverse("admin:chat_review_write", args=[review.conversation_id]),
        reverse("admin:chat_review_change", args=[review.pk]),
    ):
        page = client_of(sam).get(address)
        assert f'<option value="{article.pk}">' in page.text

    client_of(sam).post(
        reverse("admin:chat_review_knowledge", args=[review.pk]), {"into": corrections.NEW}
    )
    assert EvaluationCase.objects.get().slug == f"review-{review.pk}"


def test_a_second_correction_joins_the_open_draft_of_the_first(sam, article):
    into = str(article.pk)
    corrections.to_knowledge(corrected(asked(cites="term-deposit"), sam), sam, into)
    other = talk(
        "mia",
        (Sender.CUSTOMER, "중도해지하면요?"),
        (
            Sender.ASSISTANT,
            "목돈을 맡기는 예금입니다.",
            {"source_documents": [{"article_id": "term-deposit"}]},
        ),
    )

    case = corrections.to_knowledge(corrected(other, sam), sam, into)

    assert case.draft.number == 2
    assert "정기예금 12개월 금리가 얼마예요?" in case.draft.body
    assert "## 중도해지하면요?" in case.draft.body


def test_a_new_article_begins_as_the_correction(sam):
    review = corrected(asked(), sam)

    case = corrections.to_knowledge(review, sam, corrections.NEW)

    made = Article.objects.get()
    assert (made.slug, made.category, made.language) == (f"review-{review.pk}", "deposits", "ko")
    assert case.draft.body == ANSWER + "\n"


def test_somebody_else_publishes_it(sam, article):
    case = corrections.to_knowledge(
        corrected(asked(cites="term-deposit"), sam), sam, str(article.pk)
    )
    articles.submit(case.draft.pk, sam)

    with pytest.raises(articles.SelfApproval):
        articles.approve(case.draft.pk, sam)
    published = articles.approve(case.draft.pk, person("raj", "supervisor"))

    assert published.state == "approved"


def test_once_published_it_is_what_the_question_is_answered_with(sam, article):
    ArticleVersion.objects.update(body="## 금리\n\n정기예금 12개월 금리는 연 3.0%입니다.\n")
    case = corrections.to_knowledge(
        corrected(asked(cites="term-deposit"), sam), sam, str(article.pk)
    )
    question = case.question

    def answer():
        knowledge.refresh()
        return extractive.draft(question, "ko", extractive.search(question, "ko")).text

    assert "3.0%" in answer()
    articles.submit(case.draft.pk, sam)
    articles.approve(case.draft.pk, person("raj", "supervisor"), seen=case.draft.revision)
    assert answer() == ANSWER


def test_a_second_click_makes_nothing_more(sam):
    review = corrected(asked(), sam)

    first = corrections.to_knowledge(review, sam, corrections.NEW)

    assert corrections.to_knowledge(review, sam, corrections.NEW) == first
    assert ArticleVersion.objects.count() == EvaluationCase.objects.count() == 1


def test_a_review_without_a_correction_leads_to_nothing(sam):
    with pytest.raises(corrections.NoCorrection):
        corrections.to_knowledge(judge(asked(), sam), sam, corrections.NEW)


def test_the_case_asks_the_question_and_wants_the_article_and_the_figures(sam, article):
    review = corrected(asked(cites="term-deposit"), sam)
    corrections.to_knowledge(review, sam, str(article.pk))

    (case,) = cases.cases()

    assert case.question == "정기예금 12개월 금리가 얼마예요?"
    assert case.articles == ("term-deposit",)
    assert case.contains == (("12개월",), ("3.2%",))
    EvaluationCase.objects.update(active=False)
    assert cases.cases() == []


@pytest.mark.django_db(transaction=True)
def test_evaluate_asks_it_and_passes_once_the_draft_is_published(sam, article, tmp_path):
    case = corrections.to_knowledge(
        corrected(asked(cites="term-deposit"), sam), sam, str(article.pk)
    )

    before = failing(tmp_path)
    articles.submit(case.draft.pk, sam)
    articles.approve(case.draft.pk, person("raj", "supervisor"))

    assert before == [f"review-{case.review_id}"]
    assert failing(tmp_path) == []


def failing(folder):
    """The cases that fail in a run over the corrections alone."""
    run = folder / "run.json"
    call_command("evaluate", "--corrections", "--json", str(run), stdout=StringIO())
    return json.loads(run.read_text())["failing"]


def test_evaluate_says_so_when_there_is_none():
    with pytest.raises(CommandError):
        call_command("evaluate", "--corrections", stdout=StringIO())
