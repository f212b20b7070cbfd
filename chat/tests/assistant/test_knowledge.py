"""What is approved and in force is found, on any day that is asked about, and nothing else."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from aicc.server.background import schedule
from chat.articles import article_files, publishing
from chat.assistant.retrieval import knowledge, ranking
from chat.models import Article, ArticleVersion

pytestmark = pytest.mark.mariadb

SAMPLE = settings.BASE_DIR / "deploy" / "knowledge" / "loans" / "loan-rates.ko.md"

QUESTION = "대여금고 사용료가 얼마인가요?"


def version(fee, *, state=ArticleVersion.State.APPROVED, first=None, last=None):
    article, _ = Article.objects.get_or_create(
        slug="safe-box", language="ko", defaults={"category": "service", "title": "대여금고"}
    )
    ArticleVersion.objects.create(
        article=article,
        number=article.versions.count() + 1,
        state=state,
        title="대여금고 이용",
        body=f"## 대여금고 사용료\n사용료는 한 해에 {fee}입니다.",
        content_hash=fee,
        effective_from=first or date(2026, 1, 1),
        effective_to=last,
    )
    publishing.raise_stamp()


def found():
    knowledge.refresh()
    return [each.passage.text for each in knowledge.search(QUESTION, "ko")]


@pytest.mark.django_db
def test_what_is_not_approved_or_over_or_to_come_is_never_found():
    today = date.today()
    version("draft", state=ArticleVersion.State.DRAFT)
    version("retired", state=ArticleVersion.State.RETIRED)
    version("over", last=today - timedelta(days=2))
    version("to come", first=today + timedelta(days=2))

    assert found() == []


@pytest.mark.django_db
def test_a_question_is_answered_with_what_was_in_force_on_a_day():
    version("10,000원", first=date(2025, 1, 1), last=date(2025, 12, 31))
    version("20,000원", first=date(2026, 1, 1))

    knowledge.refresh(date(2025, 6, 1))
    then = [each.passage.text for each in knowledge.search(QUESTION, "ko")]

    assert then == ["사용료는 한 해에 10,000원입니다."]
    assert found() == ["사용료는 한 해에 20,000원입니다."]


@pytest.mark.django_db
def test_reading_the_articles_again_costs_one_query_until_something_is_published(
    django_assert_num_queries,
):
    version("10,000원")
    knowledge.refresh()

    with django_assert_num_queries(1):
        knowledge.refresh()


def test_an_article_without_a_text_keeps_no_other_from_being_found(db):
    text = next(article_files.read(SAMPLE)).article
    knowledge.load([replace(text, slug="empty", body="\n"), text])

    [first, *_] = knowledge.search("대출 금리가 얼마인가요?", "ko")
    assert first.article.slug == text.slug


def test_a_search_reads_no_database(db, django_assert_num_queries):
    text = next(article_files.read(SAMPLE)).article
    knowledge.load([text])

    with django_assert_num_queries(0):
        assert knowledge.search("대출 금리가 얼마인가요?", "ko")


@pytest.mark.django_db
def test_spare_time_judges_each_headline_once_so_that_no_question_meets_a_new_one():
    version("10,000원")
    knowledge.refresh()
    asyncio.run(schedule.warm_new_headline_scores())
    judged = ranking._of_headline.cache_info().misses

    assert found() == ["사용료는 한 해에 10,000원입니다."]
    assert ranking._of_headline.cache_info().misses == judged > 0
    assert list(knowledge.warm_headline_scores()) == []

    version("20,000원")
    knowledge.refresh()
    assert list(knowledge.warm_headline_scores()) == []  # it has the headline that it had


@pytest.mark.django_db
def test_how_far_a_new_article_is_read_is_known(ready_embedder):
    version("10,000원")
    knowledge.refresh()
    assert knowledge.vectors_of("safe-box", "ko") == (0, 1)

    list(knowledge.embed_missing())

    assert knowledge.vectors_of("safe-box", "ko") == (1, 1)
    assert knowledge.vectors_of("safe-box", "en") is None
    assert knowledge.vectors_of("nothing", "ko") is None


@pytest.mark.django_db
def test_an_import_makes_the_vectors_of_what_is_new(ready_embedder, capsys):
    call_command("import_knowledge", SAMPLE)

    assert "1 created" in capsys.readouterr().out
    assert knowledge.way() == "words and meaning"
    assert knowledge.missing() == 0


@pytest.mark.django_db
def test_an_import_may_leave_them_to_the_servers_and_says_how_many(ready_embedder, capsys):
    call_command("import_knowledge", SAMPLE, vectors_later=True)

    assert f"{knowledge.missing()} texts have no vector yet" in capsys.readouterr().out
    assert ready_embedder.tried == []


@pytest.mark.django_db
def test_an_embedder_that_fails_stops_no_import(ready_embedder, capsys):
    ready_embedder.refused = {"": "died"}

    call_command("import_knowledge", SAMPLE)

    assert "1 created" in capsys.readouterr().out
    assert knowledge.search("신용대출 금리", "ko")


@pytest.mark.django_db
def test_the_command_says_what_it_made_and_fails_where_the_embedder_does(ready_embedder, capsys):
    call_command("import_knowledge", SAMPLE, vectors_later=True)
    ready_embedder.refused = {"": "resting"}
    with pytest.raises(CommandError, match="run this again"):
        call_command("make_vectors")

    ready_embedder.refused = {}
    call_command("make_vectors")

    assert "0 missing" in capsys.readouterr().out


def test_without_an_embedder_the_command_says_so(settings):
    settings.AICC_SEMANTIC = "off"

    with pytest.raises(CommandError, match="off"):
        call_command("make_vectors")
