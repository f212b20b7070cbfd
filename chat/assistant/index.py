"""An inverted index of passages: BM25 over title, heading and body, and over whole articles.

Built once and never changed, so any number of threads may read it. A search touches only
the lists of the question's own terms.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chat.assistant.terms import terms_of

FIELDS = {"title": 2.0, "heading": 1.6, "body": 1.0}
SATURATION = 1.2  # BM25's k1
LENGTH = 0.5  # BM25's b: how much a long field is held against its words
ARTICLE = 1.0  # how much the whole article counts beside the passage
TITLE = 4.0  # points of a title that the question names in full, and no more than that

Postings = dict[str, dict[int, float]]  # by term: where it stands, and its worth there
NOWHERE: dict[int, float] = {}


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
        self.articles, rarity = _weigh(whole)
        self.titles = _shares([article["title"] for article in whole], rarity)
        # A word no article knows is worth as much as the rarest known one.
        self.unknown = max(self.rarity.values(), default=1.0)

    def points(self, query: Mapping[str, float]) -> dict[int, float]:
        """The points of each document that shares a term with the query; no upper bound.

        query: terms with the weight of each.
        """
        whole: defaultdict[int, float] = defaultdict(float)
        points: defaultdict[int, float] = defaultdict(float)
        for term, weight in query.items():
            for article, share in self.titles.get(term, NOWHERE).items():
                whole[article] += TITLE * share
            for article, worth in self.articles.get(term, NOWHERE).items():
                whole[article] += ARTICLE * weight * worth
            for number, worth in self.passages.get(term, NOWHERE).items():
                points[number] += weight * worth
        return {
            number: worth + whole[self.documents[number].article]
            for number, worth in points.items()
        }

    def speaks_of(self, number: int, terms: Iterable[str]) -> bool:
        """Whether that passage holds any of the terms."""
        return any(number in self.passages.get(term, NOWHERE) for term in terms)

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
        term: {
            number: rarity[term] * times / (SATURATION + times) for number, times in where.items()
        }
        for term, where in seen.items()
    }
    return postings, rarity


def _shares(titles: list[Counter[str]], rarity: Mapping[str, float]) -> Postings:
    """For every term the titles that have it, with the share of the title that it makes up."""
    postings: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for number, title in enumerate(titles):
        concepts = {term: rarity[term] for term in title if term.startswith("#")}
        total = sum(concepts.values())
        for term, worth in concepts.items():
            postings[term][number] = worth / total
    return dict(postings)
