"""An inverted index of passages: BM25 over title, heading and body, and over whole articles.

Built once and never changed, so any number of threads may read it. A search touches only
the lists of the question's own terms. They are arrays: numpy adds them up where it is
installed, to the same last digit and thirty times as fast.
"""

import math
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from chat.assistant.retrieval.tokenizer import terms_of

FIELDS = {"title": 2.0, "heading": 1.6, "body": 1.0}
SATURATION = 1.2  # BM25's k1
LENGTH = 0.5  # BM25's b: how much a long field is held against its words
ARTICLE = 1.0  # how much the whole article counts beside the passage
TITLE = 4.0  # points of a title that the question names in full, and no more than that


@dataclass(frozen=True, slots=True)
class Places:
    """Where a term stands, in rising order, and what it is worth in each place."""

    numbers: Any  # an array of integers
    worths: Any  # an array of floats


Postings = dict[str, Places]  # by term
NOWHERE = Places(array("i"), array("d"))


class Scorer:
    """Points to be added up, one sum for each document, in plain Python."""

    def __init__(self, size: int) -> None:
        self.totals: Any = [0.0] * size

    def add(self, places: Places, weight: float) -> None:
        for number, worth in zip(places.numbers, places.worths, strict=True):
            self.totals[number] += weight * worth

    def with_owners(self, whole: Sequence[float], owners: Sequence[int]) -> Sequence[float]:
        """Each sum that is above 0 and its owner's on top."""
        return [
            total + whole[owner] if total else 0.0
            for total, owner in zip(self.totals, owners, strict=True)
        ]


class ArrayScorer(Scorer):
    """The same by numpy."""

    def __init__(self, size: int) -> None:
        import numpy as np

        self.totals = np.zeros(size)

    def add(self, places: Places, weight: float) -> None:
        if len(places.numbers):  # a place stands in a list but once
            self.totals[places.numbers] += weight * places.worths

    def with_owners(self, whole: Any, owners: Any) -> Sequence[float]:
        import numpy as np

        summed: Sequence[float] = np.where(self.totals > 0, self.totals + whole[owners], 0.0)
        return summed


@dataclass(frozen=True, slots=True)
class Document:
    """What is ranked: a passage, and the number of the article it belongs to."""

    article: int
    title: str
    heading: str
    body: str


class Index:
    """The passages of one language."""

    def __init__(self, documents: Iterable[Document], language: str) -> None:
        self.documents, self.language = tuple(documents), language
        titles = {document.article: document.title for document in self.documents}
        named = {number: terms_of(title, language) for number, title in titles.items()}
        fields = [
            {
                "title": named[document.article],
                "heading": terms_of(document.heading, language),
                "body": terms_of(document.body, language),
            }
            for document in self.documents
        ]
        self.passages, self.rarity = _weigh(fields)
        whole = self._whole_articles(fields)
        self.size = len(whole)  # in articles
        self.articles, rarity = _weigh(whole)
        self.titles = _shares([article["title"] for article in whole], rarity)
        # A word no article knows is worth as much as the rarest known one.
        self.unknown = max(self.rarity.values(), default=1.0)
        self.owners: Any = array("i", [document.article for document in self.documents])
        self.sums = Scorer
        with suppress(ImportError):  # without it slower, from some thousands of articles on
            self._use_numpy()

    def _use_numpy(self) -> None:
        import numpy as np

        self.sums, self.owners = ArrayScorer, np.array(self.owners, dtype=np.intp)
        for postings in (self.titles, self.articles, self.passages):
            for term, places in postings.items():
                numbers = np.array(places.numbers, dtype=np.intp)
                postings[term] = Places(numbers, np.array(places.worths))

    def points(self, query: Mapping[str, float]) -> Sequence[float]:
        """The points of each document, 0 where it shares no term with the query; no upper bound.

        query: terms with the weight of each.
        """
        points, whole = self.sums(len(self.documents)), self.sums(self.size)
        for term, weight in query.items():
            whole.add(self.titles.get(term, NOWHERE), TITLE)
            whole.add(self.articles.get(term, NOWHERE), ARTICLE * weight)
            points.add(self.passages.get(term, NOWHERE), weight)
        return points.with_owners(whole.totals, self.owners)

    def speaks_of(self, number: int, terms: Iterable[str]) -> bool:
        """Whether that passage holds any of the terms."""
        return any(_holds(self.passages.get(term, NOWHERE), number) for term in terms)

    def worth(self, query: Mapping[str, float]) -> float:
        """The points of a passage, and of its article, that say all of the query."""
        return TITLE + (1 + ARTICLE) * sum(
            weight * self.rarity.get(term, self.unknown) for term, weight in query.items()
        )

    def _whole_articles(
        self, fields: list[dict[str, Counter[str]]]
    ) -> list[dict[str, Counter[str]]]:
        """The same fields of all passages of an article together, the title once."""
        whole: dict[int, dict[str, Counter[str]]] = {}
        for document, passage in zip(self.documents, fields, strict=True):
            known = whole.setdefault(
                document.article,
                {"title": passage["title"], "heading": Counter(), "body": Counter()},
            )
            known["heading"].update(passage["heading"])
            known["body"].update(passage["body"])
        return [whole[number] for number in range(len(whole))]


def _holds(places: Places, number: int) -> bool:
    at = bisect_left(places.numbers, number)
    return at < len(places.numbers) and bool(places.numbers[at] == number)


def _places(worths: Mapping[int, float]) -> Places:
    return Places(array("i", worths.keys()), array("d", worths.values()))


def _weigh(texts: list[dict[str, Counter[str]]]) -> tuple[Postings, dict[str, float]]:
    """For every term the texts that have it with its worth there, and its rarity."""
    means = {
        name: sum(text[name].total() for text in texts) / max(len(texts), 1) or 1
        for name in FIELDS
    }
    seen: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for number, text in enumerate(texts):
        for name, weight in FIELDS.items():
            long = 1 - LENGTH + LENGTH * text[name].total() / means[name]
            for term, times in text[name].items():
                seen[term][number] = seen[term].get(number, 0.0) + weight * times / long
    rarity = {
        term: math.log(1 + (len(texts) - len(where) + 0.5) / (len(where) + 0.5))
        for term, where in seen.items()
    }
    postings = {
        term: _places(
            {
                number: rarity[term] * times / (SATURATION + times)
                for number, times in where.items()
            }
        )
        for term, where in seen.items()
    }
    return postings, rarity


def _shares(titles: list[Counter[str]], rarity: Mapping[str, float]) -> Postings:
    """For every term the titles that have it, with the share of the title that it makes up."""
    shares: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for number, title in enumerate(titles):
        concepts = {term: rarity[term] for term in title if term.startswith("#")}
        total = sum(concepts.values())
        for term, worth in concepts.items():
            shares[term][number] = worth / total
    return {term: _places(where) for term, where in shares.items()}
