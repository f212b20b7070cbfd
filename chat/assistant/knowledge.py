"""What the bank has published and is in force today: cut into passages, searched in memory.

`refresh` reads the database and swaps the whole index at once; `search` reads whatever
index stands, in any thread, and waits for nobody.
"""

import re
import threading
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from chat.assistant.index import Document, Index
from chat.assistant.questions import query_of, strange, subjects
from chat.assistant.terms import terms_of
from chat.models import ArticleVersion, KnowledgeStamp

# What is left of the score of a passage that shares only the way of asking with a question,
# or does not name the strange thing that the question is about.
WITHOUT_SUBJECT = 0.4


@dataclass(frozen=True, slots=True)
class Passage:
    """One section of an article."""

    page: int  # from 1
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Published:
    """One article in the version that is in force."""

    slug: str
    language: str
    category: str
    title: str
    version: int


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that may answer a question."""

    article: Published
    passage: Passage
    score: float  # 0 to 1: how much of the question it speaks of

    @property
    def url(self) -> str:
        article = self.article
        return (
            f"/articles/{article.slug}/{article.language}/{article.version}#p{self.passage.page}"
        )


@dataclass(frozen=True, slots=True)
class Shelf:
    """The passages of one language with their index; a passage and its document share a number."""

    index: Index
    places: tuple[tuple[Published, Passage], ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that was in force on one day at one count of the stamp."""

    stamp: int = -1
    day: date = date.min
    shelves: dict[str, Shelf] = field(default_factory=dict)


_snapshot = Snapshot()
_one_refresh_at_a_time = threading.Lock()


def passages_of(body: str) -> list[Passage]:
    """A Markdown body cut at its `## ` headings; text before the first one is a passage too."""
    parts = re.split(r"^##[ \t]+(.+)$", body.replace("\r\n", "\n"), flags=re.MULTILINE)
    sections = [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    whole = [(heading.strip(" \t#"), text.strip()) for heading, text in sections]
    kept = [(heading, text) for heading, text in whole if heading or text]
    return [Passage(page, heading, text) for page, (heading, text) in enumerate(kept, start=1)]


def loaded() -> bool:
    """Whether the articles were read at least once."""
    return _snapshot.stamp >= 0


def refresh() -> None:
    """Read the articles again if any was published since, or a new day began."""
    global _snapshot
    with _one_refresh_at_a_time:
        # The stamp is read first: what is published meanwhile moves it and is read next time.
        stamp = KnowledgeStamp.objects.values_list("count", flat=True).first() or 0
        day = timezone.localdate()
        if (stamp, day) != (_snapshot.stamp, _snapshot.day):
            _snapshot = Snapshot(stamp, day, _shelves(_in_force(day)))


def search(query: str, language: str, limit: int = 6, *, context: str = "") -> list[Found]:
    """The passages that fit `query` best, best first, at most `limit`.

    context: the question before it, where `query` alone says too little; it counts half.
    """
    shelf = _snapshot.shelves.get(language)
    if shelf is None:
        return []
    terms = query_of(query, language, context=context)
    best = shelf.index.search(terms)[:limit]
    return [
        Found(*shelf.places[number], score=_score(shelf, terms, number, points))
        for points, number in best
    ]


def points_of(query: str, language: str, *, context: str = "") -> dict[str, float]:
    """The terms of a question with what each is worth, the rarer the more."""
    shelf = _snapshot.shelves.get(language)
    rarity = shelf.index.rarity if shelf else {}
    terms = query_of(query, language, context=context)
    return {term: weight * rarity.get(term, 0.0) for term, weight in terms.items()}


def _score(shelf: Shelf, query: dict[str, float], number: int, points: float) -> float:
    """How much of the question a passage speaks of, 0 to 1, and less where it misses the point."""
    share = min(points / (shelf.index.worth(query) or 1.0), 1.0)
    if not shelf.index.speaks_of(number, subjects(query)):
        share *= WITHOUT_SUBJECT
    foreign = strange(query)
    if foreign:
        article, passage = shelf.places[number]
        headline = f"{article.title}\n{passage.heading}"
        if not foreign & terms_of(headline, article.language).keys():
            share *= WITHOUT_SUBJECT
    return round(share, 4)


def _in_force(day: date) -> list[ArticleVersion]:
    """Of every article the newest approved version whose days hold `day`."""
    versions = (
        ArticleVersion.objects.filter(
            Q(effective_to__isnull=True) | Q(effective_to__gte=day),
            state=ArticleVersion.State.APPROVED,
            effective_from__lte=day,
        )
        .select_related("article")
        .order_by("article_id", "-number")
    )
    newest: dict[int, ArticleVersion] = {}
    for version in versions:
        newest.setdefault(version.article_id, version)
    return list(newest.values())


def _shelves(versions: list[ArticleVersion]) -> dict[str, Shelf]:
    return {
        language: _shelf(
            [version for version in versions if version.article.language == language], language
        )
        for language, _ in settings.LANGUAGES
    }


def _shelf(versions: list[ArticleVersion], language: str) -> Shelf:
    places, documents = [], []
    for number, version in enumerate(versions):
        article = version.article
        published = Published(
            article.slug, language, article.category, version.title, version.number
        )
        for passage in passages_of(version.body):
            places.append((published, passage))
            documents.append(Document(number, version.title, passage.heading, passage.text))
    return Shelf(Index(documents, language), tuple(places))
