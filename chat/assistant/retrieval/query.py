"""A question as search terms with weights."""

from collections.abc import Iterable
from functools import lru_cache

from chat.assistant.language.concepts import ASKED, STRANGE, asking_in
from chat.assistant.retrieval.tokenizer import terms_of

# Weights of what is meant, of what is said, and of its parts; measured on deploy/evaluation/tune.
CONCEPT, WORD, PAIR = 1.0, 0.4, 0.2
CONTEXT = 0.5  # how much the question before it counts beside the question


def query_of(text: str, language: str, *, context: str = "") -> dict[str, float]:
    """The terms of a question with their weights, and lighter those of the one before it."""
    query = {term: weight_of(term) for term in _terms(text, language)}
    for term in _terms(context, language):
        query.setdefault(term, CONTEXT * weight_of(term))
    return query


@lru_cache(maxsize=2_000)  # each rule and each search of an answer asks for the same few
def _terms(text: str, language: str) -> tuple[str, ...]:
    """The terms of a text. What says how it is asked counts once, as a concept."""
    asking = asking_in(text, language)
    return tuple(
        term
        for term in terms_of(text, language)
        if term[0] == "#" or not any(term.rstrip("~") in said for said in asking)
    )


def weight_of(term: str) -> float:
    if term.startswith("#"):
        return CONCEPT
    return PAIR if term.endswith("~") else WORD


def subjects(query: Iterable[str]) -> list[str]:
    """The terms that say what a question is about, and not only how it is asked."""
    return [term for term in query if term[0] == "#" and term[1] not in (ASKED, STRANGE)]


def words(query: Iterable[str]) -> list[str]:
    """The whole words of a question."""
    return [term for term in query if term[0] != "#" and not term.endswith("~")]


def strange(query: Iterable[str]) -> set[str]:
    """The subjects that banks rarely write about."""
    return {term for term in query if term.startswith(f"#{STRANGE}")}
