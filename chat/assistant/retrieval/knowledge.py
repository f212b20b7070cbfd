"""What the bank has published and is in force: cut into passages, searched in memory.

`refresh` reads the database and swaps the whole index at once; `search` reads whatever
index stands, in any thread, and waits for nobody.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from aicc.platform.inference.embeddings import Vectors
from chat.articles.article_files import ArticleText
from chat.assistant.language.normalise import compact
from chat.assistant.retrieval import ranking, vector_store
from chat.assistant.retrieval.corpus import (
    IndexedVersion,
    LanguageIndex,
    Passage,
    Published,
    index_of,
    passages_of,
    with_vectors,
)
from chat.assistant.retrieval.corpus import missing as unlearned_of
from chat.assistant.retrieval.found import Found
from chat.assistant.retrieval.query import query_of
from chat.assistant.retrieval.ranking import Asked, rank
from chat.assistant.retrieval.spelling import repaired
from chat.models import ArticleVersion, KnowledgeStamp

__all__ = ["Found", "Passage", "Published", "load", "passages_of", "refresh", "search"]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that was in force on one day at one count of the stamp."""

    stamp: int = -1
    day: date = date.min
    corpora: dict[str, LanguageIndex] = field(default_factory=dict)


_snapshot = Snapshot()
_just_learned = 0  # vectors made that are not in the corpora yet
_judged: Snapshot | None = None  # whose headlines are judged
# What stands in for it for whoever tries something out, in this task or thread alone.
_in_its_place: ContextVar[Snapshot | None] = ContextVar("in_its_place", default=None)
_one_refresh_at_a_time = threading.Lock()


def loaded() -> bool:
    """Whether the articles were read at least once."""
    return _snapshot.stamp >= 0


def size() -> int:
    """How many passages are searched, in all languages."""
    return sum(len(corpus.places) for corpus in _snapshot.corpora.values())


def refresh(as_of: date | None = None) -> None:
    """Read the articles again if any was published since, or a new day began.

    as_of: what was in force that day, for a command that looks back; None is today.
    """
    global _snapshot
    with _one_refresh_at_a_time:
        # The stamp is read first: what is published meanwhile moves it and is read next time.
        stamp = KnowledgeStamp.objects.values_list("count", flat=True).first() or 0
        day = as_of or timezone.localdate()
        if (stamp, day) != (_snapshot.stamp, _snapshot.day):
            _snapshot = Snapshot(stamp, day, _indexes(_in_force(day)))


def load(texts: Iterable[ArticleText], as_of: date | None = None) -> None:
    """Search these articles in place of the published ones, those in force that day."""
    global _snapshot
    day = as_of or timezone.localdate()
    newest: dict[tuple[str, str], ArticleText] = {}
    for text in texts:
        if text.effective_from <= day and (not text.effective_to or day <= text.effective_to):
            newest[text.slug, text.language] = text
    editions = [
        IndexedVersion(Published(t.slug, t.language, t.category, t.title, 1), t.body)
        for t in newest.values()
    ]
    with _one_refresh_at_a_time:
        _snapshot = Snapshot(0, day, _indexes(editions))


@contextmanager
def with_version(version: ArticleVersion) -> Iterator[None]:
    """Inside, `search` answers as if this version were in force today; for everybody else
    nothing changes. Its language's articles are read and indexed anew, and what it says anew is
    learned: some tenths of a second for a hundred articles.
    """
    article, language = version.article, version.article.language
    drafted = Published(article.slug, language, article.category, version.title, version.number)
    others = [
        edition
        for edition in _in_force(timezone.localdate())
        if edition.article.language == language and edition.article.slug != article.slug
    ]
    corpus = index_of([*others, IndexedVersion(drafted, version.body)], language)
    places = zip(corpus.texts, corpus.places, strict=True)
    for _ in vector_store.embed_missing([text for text, (owner, _) in places if owner == drafted]):
        pass
    corpora = _snapshot.corpora | {language: with_vectors(corpus)}
    token = _in_its_place.set(replace(_snapshot, corpora=corpora))
    try:
        yield
    finally:
        _in_its_place.reset(token)


def index_for(language: str) -> LanguageIndex | None:
    """The corpus of one language, as it stands now."""
    return (_in_its_place.get() or _snapshot).corpora.get(language)


def way() -> str:
    """How passages are searched now: by their words alone, or by their meaning too."""
    corpora = [corpus for corpus in _snapshot.corpora.values() if corpus.places]
    is_whole = bool(corpora) and all(corpus.by_meaning for corpus in corpora)
    return "words and meaning" if is_whole else "words"


def missing() -> int:
    """How many texts have no vector, and so keep search to words; 0 without an embedder."""
    return sum(corpus.missing for corpus in _snapshot.corpora.values()) - _just_learned


def vectors_of(slug: str, language: str) -> tuple[int, int] | None:
    """Of an article in force how many passages have a vector, and how many it has.

    None where it is not in force, or nothing here makes vectors.
    """
    here = _snapshot.corpora.get(language)
    if here is None or here.meanings is None:
        return None
    known = [
        bool(is_known)
        for (article, _), is_known in zip(here.places, here.meanings.known, strict=True)
        if article.slug == slug
    ]
    return (sum(known), len(known)) if known else None


def missing_vectors() -> list[str]:
    """The texts whose meaning is not known yet."""
    corpora = _snapshot.corpora.values()
    return [text for corpus in corpora for text in unlearned_of(corpus)]


def embed_missing() -> Iterator[int]:
    """Make the missing meanings; yields the number made, after each few of them.

    Takes 0.1 s of a processor a passage, so it runs beside whatever else there is to do.
    """
    global _just_learned
    missing = missing_vectors()
    if not missing:
        return
    try:
        for made in vector_store.embed_missing(missing):
            _just_learned += made
            yield made
    finally:
        _just_learned = 0
        _use_meanings()


def headlines_are_warm() -> bool:
    """Whether every headline in the corpora is judged."""
    return _judged is _snapshot


def warm_headline_scores() -> Iterator[int]:
    """Judge the headlines that are new, of all corpora; yields after each."""
    global _judged
    judged = _snapshot
    if judged is not _judged:
        for corpus in judged.corpora.values():
            yield from ranking.warm_headline_scores(corpus)
        _judged = judged


def _use_meanings() -> None:
    """Put what was learned, here or by another process, in the corpora."""
    global _snapshot
    with _one_refresh_at_a_time:
        corpora = {name: with_vectors(corpus) for name, corpus in _snapshot.corpora.items()}
        _snapshot = replace(_snapshot, corpora=corpora)


def search(
    query: str,
    language: str,
    limit: int = 6,
    *,
    context: str = "",
    vector: Vectors | None = None,
) -> list[Found]:
    """The passages that fit `query` best, best first, at most `limit`.

    context: the question before it, where `query` alone says too little; it counts half.
    vector: what the question means, from `meaning.of_question`; None: by its words alone.
    """
    here = index_for(language)
    if here is None or not here.places:
        return []
    terms = query_of(query, language, context=context)
    asked = Asked(f"{context} {query}".strip(), terms, vector)
    return [
        Found(
            *here.places[each.number],
            score=each.score,
            fits=each.fits,
            shared=each.shared,
            likeness=here.likeness(each.number, vector),
            vector=vector,
        )
        for each in rank(here, asked, limit)
    ]


def whole_article(
    slug: str, language: str, vector: Vectors | None = None
) -> list[tuple[Published, Passage, float | None]]:
    """Every passage of one article in force, in order, with its likeness to a question's
    meaning; none where there is no such article.
    """
    here = index_for(language)
    if here is None:
        return []
    return [
        (article, passage, here.likeness(number, vector))
        for number, (article, passage) in enumerate(here.places)
        if article.slug == slug
    ]


def is_in_a_title(name: str, language: str) -> bool:
    """Whether an article in force is called so, or its title holds this name."""
    here, wanted = index_for(language), compact(name)
    return here is not None and any(wanted in title for title in here.titles)


def as_meant(question: str, language: str) -> str:
    """The question with words that no article writes as those that were meant."""
    here = index_for(language)
    if here is None or not here.places:
        return question
    return repaired(question, here.index.rarity, here.vocabulary)


def points_of(query: str, language: str, *, context: str = "") -> dict[str, float]:
    """The terms of a question with what each is worth, the rarer the more."""
    here = index_for(language)
    rarity = here.index.rarity if here else {}
    terms = query_of(query, language, context=context)
    return {term: weight * rarity.get(term, 0.0) for term, weight in terms.items()}


def _in_force(day: date) -> list[IndexedVersion]:
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
    return [
        IndexedVersion(
            Published(v.article.slug, v.article.language, v.article.category, v.title, v.number),
            v.body,
        )
        for v in newest.values()
    ]


def _indexes(editions: list[IndexedVersion]) -> dict[str, LanguageIndex]:
    return {
        language: index_of([one for one in editions if one.article.language == language], language)
        for language, _ in settings.LANGUAGES
    }
