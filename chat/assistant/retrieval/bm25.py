"""An inverted index of passages: BM25 over title, heading and body, and over whole articles.

Built once and never changed, so any number of threads may read it. A search touches only
the lists of the question's own terms, which are arrays.
"""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chat.assistant.retrieval.tokenizer import terms_of_article

FIELDS = {"title": 2.0, "heading": 1.6, "body": 1.0}
SATURATION = 1.2  # BM25's k1
LENGTH = 0.5  # BM25's b: how much a long field is held against its words
ARTICLE = 1.0  # how much the whole article counts beside the passage
TITLE = 4.0  # points of a title that the question names in full, and no more than that


Numbers = NDArray[np.intp]
Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PostingList:
    """Where a term stands, in rising order, and what it is worth in each place."""

    numbers: Numbers  # (places,)
    worths: Points  # (places,)


Postings = dict[str, PostingList]  # by term
NOWHERE = PostingList(np.array([], dtype=np.intp), np.array([], dtype=np.float64))


class Scorer:
    """Points to be added up, one sum for each document or article."""

    def __init__(self, size: int) -> None:
        self.totals: Points = np.zeros(size)  # (size,)

    def add(self, places: PostingList, weight: float) -> None:
        if len(places.numbers):  # a place stands in a list but once
            self.totals[places.numbers] += weight * places.worths


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
        named = {number: terms_of_article(title, language) for number, title in titles.items()}
        fields = [
            {
                "title": named[document.article],
                "heading": terms_of_article(document.heading, language),
                "body": terms_of_article(document.body, language),
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
        # Of each document its article: (documents,).
        self.owners = np.array([document.article for document in self.documents], dtype=np.intp)

    def points(self, query: Mapping[str, float]) -> Points:
        """The points of each document, (documents,), 0 where it shares no term with the query; no
        upper bound.

        query: terms with the weight of each.
        """
        points, whole = Scorer(len(self.documents)), Scorer(self.size)
        for term, weight in query.items():
            whole.add(self.titles.get(term, NOWHERE), TITLE)
            whole.add(self.articles.get(term, NOWHERE), ARTICLE * weight)
            points.add(self.passages.get(term, NOWHERE), weight)
        # A passage that says something has its article's on top.
        return np.where(points.totals > 0, points.totals + whole.totals[self.owners], 0.0)

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


def _holds(places: PostingList, number: int) -> bool:
    at = bisect_left(places.numbers, number)
    return at < len(places.numbers) and bool(places.numbers[at] == number)


def _places(worths: Mapping[int, float]) -> PostingList:
    count = len(worths)
    return PostingList(
        np.fromiter(worths.keys(), np.intp, count), np.fromiter(worths.values(), np.float64, count)
    )


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
