"""Which passages come first, and whether they speak of the question at all.

Words alone need no vectors. Where there are vectors, both are stretched to the range from
0 to 1 over the corpus and added: measured, this beats adding ranks. The numbers below were
found on deploy/evaluation/tune; docs/evaluation.md shows what they do on the other half.
"""

import heapq
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from aicc.platform.inference import embeddings
from aicc.platform.inference.embeddings import Vectors
from chat.assistant.language.concepts import ASKED
from chat.assistant.language.normalise import compact
from chat.assistant.retrieval.bm25 import Points
from chat.assistant.retrieval.corpus import LanguageIndex
from chat.assistant.retrieval.query import strange, subjects, words
from chat.assistant.retrieval.tokenizer import terms_of
from chat.assistant.understanding import classifier

FIT = 0.3  # how much a passage's score counts beside that, among those that come first
MEANING = 0.6  # share of a passage's worth that its meaning makes up; the rest is its words'
ARTICLE = 0.6  # how much the whole article's meaning counts beside the passage's
# What is left of a passage's score by words where only the way of asking is the same, or the
# strange thing that the question is about is not in title or heading.
WITHOUT_SUBJECT = 0.4
# By words alone a passage fits when this sum is above 0: the share of the question that it
# speaks of, whether it names a subject of it, whether the question names something strange,
# how much speaks for what banks rarely answer, and how much the passage's headline does itself.
SHARE, NAMED, ODD, AWAY, OWN = {"ko": 5.03, "en": 3.67}, 1.332, -1.133, -1.178, 0.232
WORDS_BIAS = {"ko": -2.1, "en": -3.34}
# By meaning, when this one is: the likeness, the likeness up to where it tells most, the
# subject, something strange, the likeness of the nearest subject and question elsewhere, that
# subject's likeness to the passage itself, and what words and meaning say for what banks rarely
# answer, and the headline's words.
LIKE, LIKE_BELOW, SUBJECT, STRANGE = 35.67, 52.82, 0.397, -1.997
OTHER_SUBJECT, OTHER_QUESTION, SHARED_SUBJECT = -43.49, -19.79, 13.87
AWAY_BY_WORDS, AWAY_BY_MEANING, OWN_BY_WORDS = -0.613, -0.577, 0.401
# What speaks for a passage whose headline names just the strange thing that is asked about: this
# bank does offer what banks rarely write about.
OFFERED = 2.5
# A passage that names nearly all words of a question fits from here on already.
NAMED_FROM, NAMES_ALL, FEWEST_NAMED = -2.5, 0.75, 2
LEAST_TELLING = 0.85  # likeness above which a difference tells less
BIAS = {"ko": -31.86, "en": -33.6}


@dataclass(frozen=True, slots=True)
class Ranked:
    """One passage by its number."""

    number: int
    score: float  # 0 to 1
    fits: bool
    shared: float  # the share of the question's words that it speaks of, 0 to 1


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: as it was put, as terms with weights, and what it means where that is known."""

    text: str
    terms: Mapping[str, float]
    vector: Vectors | None = None  # (dimensions,)


def rank(corpus: LanguageIndex, asked: Asked, limit: int) -> list[Ranked]:
    """The best passages, best first, at most `limit`."""
    terms, vector = asked.terms, asked.vector
    points = corpus.index.points(terms)
    meanings, articles = corpus.meanings, corpus.articles
    if vector is None or articles is None or meanings is None or not corpus.by_meaning:
        listed = points.tolist()
        named = (number for number, worth in enumerate(listed) if worth)
        best = heapq.nsmallest(limit, named, key=lambda number: (-listed[number], number))
        return [_by_words(corpus, asked, number, points) for number in best]
    likeness = meanings.likeness(vector)
    said: Vectors = _stretched(np.asarray(points, dtype=np.float32))
    meant = _stretched(likeness + ARTICLE * (articles @ vector)[corpus.owners])
    # What no vector could be made of is judged by its words alone.
    told: Vectors = np.where(meanings.known, meant, said)
    total = MEANING * told + (1 - MEANING) * said
    some = min(limit, len(total))
    best = np.argpartition(-total, some - 1)[:some].tolist()
    elsewhere = _elsewhere(corpus, vector)
    ranked = [
        _by_words(corpus, asked, number, points)
        if elsewhere is None or not meanings.known[number]
        else _by_meaning(
            corpus,
            asked,
            number,
            float(likeness[number]),
            points,
            elsewhere.against(meanings.vectors[number]),
        )
        for number in best
    ]
    return sorted(ranked, key=lambda one: (-total[one.number] - FIT * one.score, one.number))


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """How near a question is to what banks rarely answer."""

    worth: float  # what that says of any passage
    subject: Vectors  # the nearest of such subjects

    def against(self, passage: Vectors) -> float:
        """What speaks against a passage: less where it is about that subject, too."""
        return self.worth + SHARED_SUBJECT * float(passage @ self.subject)


def _elsewhere(corpus: LanguageIndex, vector: Vectors) -> Elsewhere | None:
    """None where that is not known, or the likenesses are another model's than was measured."""
    embedder = embeddings.embedder()
    subjects, examples = corpus.subjects, corpus.examples
    if not (embedder and embedder.is_e5_small and subjects and examples):
        return None
    meant = classifier.by_meaning(vector, corpus.index.language)
    likeness = subjects.likeness(vector)
    nearest = int(likeness.argmax())
    worth = (
        OTHER_SUBJECT * float(likeness[nearest])
        + OTHER_QUESTION * float(examples.likeness(vector).max())
        + AWAY_BY_MEANING * classifier.out_of_domain_score(meant)
    )
    return Elsewhere(worth, subjects.vectors[nearest])


def _stretched(values: Vectors) -> Vectors:
    low, high = values.min(), values.max()
    stretched: Vectors = (values - low) / (high - low) if high > low else values * 0
    return stretched


def _share(
    corpus: LanguageIndex, terms: Mapping[str, float], number: int, points: Points
) -> float:
    """How much of the question a passage speaks of, 0 to 1."""
    return min(float(points[number]) / (corpus.index.worth(terms) or 1.0), 1.0)


def _by_words(corpus: LanguageIndex, asked: Asked, number: int, points: Points) -> Ranked:
    language, terms = corpus.index.language, asked.terms
    score = share = _share(corpus, terms, number, points)
    total = WORDS_BIAS[language] + SHARE[language] * share
    total += AWAY * _away(corpus, asked, number) + OWN * _own(corpus, number)
    if corpus.index.speaks_of(number, subjects(terms) or words(terms)):
        total += NAMED
    else:
        score *= WITHOUT_SUBJECT
    if _is_strange(corpus, asked, number):
        total += ODD
        score *= WITHOUT_SUBJECT
    elif strange(asked.terms):
        total += OFFERED
    return Ranked(number, round(score, 4), total > 0, share)


def _by_meaning(
    corpus: LanguageIndex, asked: Asked, number: int, likeness: float, points: Points, away: float
) -> Ranked:
    total = BIAS[corpus.index.language] + away
    total += LIKE * likeness + LIKE_BELOW * min(likeness, LEAST_TELLING)
    total += AWAY_BY_WORDS * _away(corpus, asked, number) + OWN_BY_WORDS * _own(corpus, number)
    if corpus.index.speaks_of(number, subjects(asked.terms)):
        total += SUBJECT
    if _is_strange(corpus, asked, number):
        total += STRANGE
    elif strange(asked.terms):
        total += OFFERED
    share = _share(corpus, asked.terms, number, points)
    fits = total > 0 or (total > NAMED_FROM and _names_all(corpus, asked, number))
    return Ranked(number, round(1 / (1 + math.exp(-total)), 4), fits, share)


def _names_all(corpus: LanguageIndex, asked: Asked, number: int) -> bool:
    """Whether a passage holds nearly all words of a question, one at least in its headline: so few
    words ("isa 한도") mean too little to be near anything.
    """
    named = words(asked.terms)
    asking = [term for term in asked.terms if term.startswith(f"#{ASKED}")]  # their words are left
    if len(named) + len(asking) < FEWEST_NAMED or strange(asked.terms):
        return False
    language, rarity = corpus.index.language, corpus.index.rarity
    above = _terms(corpus.headline(number), language)
    things = subjects(asked.terms)
    if len(things) >= FEWEST_NAMED and above.issuperset(things):
        return True
    held = above | _terms(corpus.text(number), language)
    worth = {word: rarity.get(word, corpus.index.unknown) for word in (*named, *asking)}
    # "금고" names 대여금고, too.
    title = compact(corpus.headline(number)) if language == "ko" else ""
    parts = {word for word in named if len(word) > 1 and word in title}
    told = sum(weight for word, weight in worth.items() if word in held or word in parts)
    return bool(parts or not above.isdisjoint(named)) and told >= NAMES_ALL * sum(worth.values())


def _away(corpus: LanguageIndex, asked: Asked, number: int) -> float:
    said = classifier.by_words_beside(asked.text, corpus.index.language, corpus.text(number))
    return classifier.out_of_domain_score(said)


def _own(corpus: LanguageIndex, number: int) -> float:
    return _of_headline(corpus.headline(number), corpus.index.language)


def warm_headline_scores(corpus: LanguageIndex) -> Iterator[int]:
    """Judge each headline before a question meets it: ten new ones are half of what a search
    costs. Yields the number of each that was new, after half a millisecond of work.
    """
    for number in range(len(corpus.places)):
        known = _of_headline.cache_info().misses
        _own(corpus, number)
        if _of_headline.cache_info().misses > known:
            yield number


@lru_cache(maxsize=100_000)
def _of_headline(headline: str, language: str) -> float:
    """How much a headline speaks for what banks rarely write about."""
    return classifier.out_of_domain_score(classifier.by_words(headline, language))


def _is_strange(corpus: LanguageIndex, asked: Asked, number: int) -> bool:
    """Whether the question is about something strange that the headline does not name."""
    foreign = strange(asked.terms)
    return bool(foreign) and not foreign & _terms(corpus.headline(number), corpus.index.language)


@lru_cache(maxsize=20_000)
def _terms(headline: str, language: str) -> frozenset[str]:
    return frozenset(terms_of(headline, language))
