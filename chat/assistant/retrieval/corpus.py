"""The corpora: articles cut into passages and indexed, one for each language."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from aicc.platform.inference.embeddings import Vectors
from chat.assistant.language.normalise import compact
from chat.assistant.retrieval import vector_store
from chat.assistant.retrieval.bm25 import Document, Index, Numbers
from chat.assistant.retrieval.out_of_domain import EXAMPLES, SUBJECTS
from chat.assistant.retrieval.readable import sections_of
from chat.assistant.retrieval.spelling import Vocabulary, vocabulary_of
from chat.assistant.retrieval.vector_store import VectorIndex


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
class IndexedVersion:
    """An article in the version that is in force, whole."""

    article: Published
    body: str  # Markdown


@dataclass(frozen=True)
class LanguageIndex:
    """The passages of one language with their index; a passage and its document share a number."""

    index: Index
    places: tuple[tuple[Published, Passage], ...]
    meanings: VectorIndex | None = None  # None: search goes by words alone
    articles: Vectors | None = None  # for each article the mean of its passages
    owners: Numbers | None = None  # (passages,): of each passage the number of its article
    subjects: VectorIndex | None = None  # of what a bank rarely writes about
    examples: VectorIndex | None = None  # of questions about such subjects

    @cached_property
    def by_meaning(self) -> bool:
        """Whether it is searched by meaning too: once all that this takes is known."""
        parts = (self.meanings, self.subjects, self.examples)
        return all(part is not None and part.complete for part in parts)

    def likeness(self, number: int, vector: Vectors | None) -> float | None:
        """How near a passage's meaning is to a question's; None where either is not known."""
        if vector is None or self.meanings is None or not self.by_meaning:
            return None
        if not self.meanings.known[number]:
            return None
        return float(self.meanings.vectors[number] @ vector)

    @cached_property
    def missing(self) -> int:
        """How many texts have no vector: passages, and what lies elsewhere."""
        parts = (self.meanings, self.subjects, self.examples)
        return sum(part.missing for part in parts if part)

    @cached_property
    def texts(self) -> list[str]:
        """Each passage as its meaning is read."""
        return [self.text(number) for number in range(len(self.places))]

    def text(self, number: int) -> str:
        """A passage with its headline."""
        article, passage = self.places[number]
        return text_of(article.title, passage)

    def headline(self, number: int) -> str:
        """The title of a passage's article and the passage's own heading."""
        article, passage = self.places[number]
        return headline_of(article.title, passage)

    @cached_property
    def titles(self) -> frozenset[str]:
        """The articles' titles in small letters without their blanks."""
        return frozenset(compact(article.title) for article, _ in self.places)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What may be meant by a word that no article writes."""
        headlines = {self.headline(number) for number in range(len(self.places))}
        return vocabulary_of(headlines, self.index.language)

    @cached_property
    def categories(self) -> list[str]:
        """The articles' categories, each once."""
        return sorted({article.category for article, _ in self.places})


def headline_of(title: str, passage: Passage) -> str:
    return f"{title}\n{passage.heading}"


def text_of(title: str, passage: Passage) -> str:
    """A passage as its meaning is read."""
    return f"{headline_of(title, passage)}\n{passage.text}"


def passages_of(body: str) -> list[Passage]:
    """A Markdown body cut at its `## ` headings; text before the first one is a passage too."""
    parts = re.split(r"^##[ \t]+(.+)$", body.replace("\r\n", "\n"), flags=re.MULTILINE)
    sections = [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    whole = [(heading.strip(" \t#"), text.strip()) for heading, text in sections]
    kept = [(heading, text) for heading, text in whole if heading or text]
    return [Passage(page, heading, text) for page, (heading, text) in enumerate(kept, start=1)]


def readable_passages_of(body: str) -> list[Passage]:
    """The passages of a body as they are searched and said: several of one page where it holds
    questions and answers.
    """
    return [
        Passage(passage.page, heading, text)
        for passage in passages_of(body)
        for heading, text in sections_of(passage.heading, passage.text)
    ]


def index_of(editions: list[IndexedVersion], language: str) -> LanguageIndex:
    """A corpus of these articles, with the meanings that are known already."""
    places, documents = [], []
    cut = [(edition.article, readable_passages_of(edition.body)) for edition in editions]
    # The index numbers its articles without a gap.
    for number, (article, passages) in enumerate(each for each in cut if each[1]):
        for passage in passages:
            places.append((article, passage))
            documents.append(Document(number, article.title, passage.heading, passage.text))
    return with_vectors(LanguageIndex(Index(documents, language), tuple(places)))


def with_vectors(corpus: LanguageIndex) -> LanguageIndex:
    meanings = vector_store.known(corpus.texts)
    if meanings is None:
        return LanguageIndex(corpus.index, corpus.places)
    articles, owners = _by_article(corpus, meanings)
    subjects = vector_store.known(SUBJECTS[corpus.index.language])
    examples = vector_store.known(_examples(corpus))
    return LanguageIndex(
        corpus.index, corpus.places, meanings, articles, owners, subjects, examples
    )


def _examples(corpus: LanguageIndex) -> list[str]:
    return _as_questions(EXAMPLES[corpus.index.language])


def _as_questions(texts: Iterable[str]) -> list[str]:
    return [vector_store.as_question(text) for text in texts]


def texts_of(articles: Iterable[tuple[str, str]]) -> list[str]:
    """Every text whose vector search by meaning needs, each once.

    articles: title and body of each.
    """
    passages = [text_of(title, each) for title, body in articles for each in passages_of(body)]
    subjects = [text for texts in SUBJECTS.values() for text in texts]
    examples = [text for texts in EXAMPLES.values() for text in _as_questions(texts)]
    return list(dict.fromkeys([*passages, *subjects, *examples]))


def _by_article(corpus: LanguageIndex, meanings: VectorIndex) -> tuple[Vectors, Numbers]:
    """The mean of each article's known passages, (articles, dimensions), and each passage's
    article, (passages,).
    """
    owners = corpus.index.owners
    sums = np.zeros((owners.max() + 1, meanings.vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, owners, meanings.vectors)
    counts = np.bincount(owners, weights=meanings.known).astype(np.float32)
    means = sums / np.maximum(counts, 1)[:, None]
    return means.astype(np.float32, copy=False), owners


def missing(corpus: LanguageIndex) -> list[str]:
    """The texts of a corpus whose meaning is not known yet, and may be."""
    parts = (
        (corpus.meanings, corpus.texts),
        (corpus.subjects, SUBJECTS[corpus.index.language]),
        (corpus.examples, _examples(corpus)),
    )
    return [
        text
        for meanings, texts in parts
        if meanings and not meanings.complete
        for text, is_known, is_given_up in zip(
            texts, meanings.known, meanings.given_up, strict=True
        )
        if not (is_known or is_given_up)
    ]
