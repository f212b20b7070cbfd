"""Questions in customers' words find the right article."""

from pathlib import Path

import pytest
import yaml
from django.conf import settings

from chat.assistant import extract, knowledge, library
from chat.assistant.language import language_of

CASES = Path(settings.BASE_DIR) / "deploy" / "evaluation"


@pytest.fixture
def shelves(db):
    library.import_folder(Path(settings.BASE_DIR) / "deploy" / "knowledge")
    knowledge.refresh()


def cases(language, *, answerable=True):
    return [
        case
        for path in sorted(CASES.glob("*.yaml"))
        for case in yaml.safe_load(path.read_text())
        if case["language"] == language and bool(case["articles"]) == answerable
    ]


def places(language):
    """The place of the first right source for each question, from 1; 99 where there is none."""
    for case in cases(language):
        found = knowledge.search(case["question"], language, limit=12)
        slugs = list(dict.fromkeys(each.article.slug for each in found))[:3]
        hits = [slugs.index(slug) + 1 for slug in case["articles"] if slug in slugs]
        yield case["question"], min(hits, default=99)


def test_fifty_questions_find_their_article_first_or_among_three(shelves):
    found = list(places("ko"))

    assert len(found) == 50
    assert sum(place <= 3 for _, place in found) >= 49
    assert sum(place == 1 for _, place in found) >= 45


def test_english_questions_are_answered_in_english_from_the_right_article(shelves):
    right = 0
    for case in cases("en"):
        assert language_of(case["question"], "ko") == "en"
        found = extract.search(case["question"], "en", "")
        draft = extract.draft(case["question"], "en", found)
        right += bool(draft and draft.sources[0].article_id in case["articles"])
    assert right == len(list(cases("en")))


def test_what_the_articles_do_not_answer_is_refused(shelves):
    strange = cases("ko", answerable=False) + cases("en", answerable=False)

    answered = [
        case["question"]
        for case in strange
        if extract.draft(
            case["question"],
            case["language"],
            extract.search(case["question"], case["language"], ""),
        )
    ]

    assert len(strange) == 50
    assert answered == []


def test_few_answerable_questions_are_refused(shelves):
    known = cases("ko") + cases("en")

    refused = [
        case["question"]
        for case in known
        if not extract.draft(
            case["question"],
            case["language"],
            extract.search(case["question"], case["language"], ""),
        )
    ]

    assert len(refused) <= 1
