"""What is published is used everywhere within seconds, and what was cited stays readable."""

import asyncio
import time
from datetime import date, timedelta

import httpx
import pytest
from django.conf import settings

from chat.assistant import article_files, knowledge, library
from chat.models import Article, ArticleVersion

WITHIN_SECONDS = 5.0
SAMPLE = settings.BASE_DIR / "deploy" / "knowledge" / "loans" / "loan-rates.ko.md"

ARTICLE = """---
slug: safe-box
language: ko
category: service
title: 대여금고 이용
effective_from: 2026-01-01
---
## 대여금고 사용료
대여금고 사용료는 한 해에 {fee}입니다.
"""
QUESTION = "대여금고 사용료가 얼마인가요?"


def publish(server, folder, fee):
    file = folder / "safe-box.ko.md"
    file.write_text(ARTICLE.format(fee=fee))
    server.manage("import_knowledge", str(file))


async def ask(server, session, question=QUESTION):
    async with httpx.AsyncClient(timeout=20) as http:
        said = {"session_id": session, "user_message": question}
        answer = await http.post(f"{server.url}/api/v1/chat/message", json=said)
        answer.raise_for_status()
        return answer.json()


@pytest.mark.servers
async def test_a_new_version_changes_another_server_s_answers_within_five_seconds(
    aicc_server, tmp_path
):
    one = aicc_server(AICC_OPEN_SESSIONS="on", AICC_RATE_LIMITS="off", start=False)
    publish(one, tmp_path, "20,000원")
    one.start()
    other = aicc_server(beside=one)
    before = await ask(other, "before")
    assert "20,000원" in before["ai_message"]

    publish(one, tmp_path, "35,000원")
    end = time.monotonic() + WITHIN_SECONDS
    number, said = 0, before["ai_message"]
    while "35,000원" not in said and time.monotonic() < end:
        number += 1
        said = (await ask(other, f"after-{number}"))["ai_message"]
        await asyncio.sleep(0.2)

    assert "35,000원" in said
    [source] = before["source_documents"]
    async with httpx.AsyncClient() as http:
        page = await http.get(other.url + source["url"].partition("#")[0])
    assert "20,000원" in page.text
    assert "35,000원" not in page.text


@pytest.mark.servers
async def test_a_lost_card_is_answered_with_model_redis_and_search_down(aicc_server):
    nowhere = "127.0.0.1:9"  # nobody listens there
    server = aicc_server(
        AICC_OPEN_SESSIONS="on",
        OPENAI_BASE_URL=f"http://{nowhere}/v1",
        AICC_REDIS_URL=f"redis://{nowhere}/0",
        AICC_EMBEDDINGS_URL=f"http://{nowhere}/v1",
    )

    answer = await ask(server, "lost", "카드를 잃어버렸어요")

    assert "1500-0001" in answer["ai_message"]
    assert answer["suggested_action"] == "HANDOVER"


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
    library.raise_stamp()


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


def test_a_search_reads_no_database(db, django_assert_num_queries):
    text = next(article_files.read(SAMPLE)).article
    knowledge.load([text])

    with django_assert_num_queries(0):
        assert knowledge.search("대출 금리가 얼마인가요?", "ko")
