"""The questions that were written before there was a search still find their articles."""

from pathlib import Path

import pytest
import yaml
from django.conf import settings

from chat import assistant
from chat.articles import article_files
from chat.assistant.retrieval import knowledge
from chat.assistant.types import Question

DEPLOY = Path(settings.BASE_DIR) / "deploy"


@pytest.fixture(autouse=True)
def corpora(settings, monkeypatch):
    settings.AICC_SEMANTIC, settings.AICC_ENGINE = "off", "offline"
    monkeypatch.setattr(knowledge, "_snapshot", knowledge.Snapshot())
    files = article_files.files_in(DEPLOY / "knowledge")
    knowledge.load([entry.article for file in files for entry in article_files.read(file)])


def questions(language):
    """(question, the articles that answer it)"""
    return [
        (case["question"], case["articles"])
        for path in sorted((DEPLOY / "evaluation").glob("*.yaml"))
        for case in yaml.safe_load(path.read_text())
        if case["language"] == language and case["articles"]
    ]


def place(question, right, language):
    """Of the first right article among the first three, from 1; 99 where there is none."""
    found = knowledge.search(question, language, 12)
    slugs = list(dict.fromkeys(each.article.slug for each in found))[:3]
    return min((slugs.index(slug) + 1 for slug in right if slug in slugs), default=99)


def test_of_fifty_questions_in_customers_words_most_find_the_right_article_first():
    places = [place(question, right, "ko") for question, right in questions("ko")]

    assert len(places) == 50
    assert sum(where <= 3 for where in places) >= 45
    assert sum(where == 1 for where in places) >= 40


async def test_plain_english_questions_are_answered_in_english_from_the_right_article():
    asked = questions("en")
    right = []
    for question, articles in asked:
        reply = await assistant.reply_to(Question(question))
        if reply.language == "en" and reply.sources and reply.sources[0].article_id in articles:
            right.append(question)

    assert len(asked) >= 10
    assert len(right) >= 10, set(dict(asked)) - set(right)
