"""The sentences of passages, what they stand under, and what tells some of them from others."""

from collections import Counter
from math import log

from chat.assistant.answering.weighing.signposts import content_terms
from chat.assistant.language.sentences import STEP, sentences_of
from chat.assistant.retrieval.knowledge import Found
from chat.assistant.retrieval.section_heads import is_question

LOCAL = 0.4  # how much of a term's worth is how rare it is among the sentences


def heading_of(found: Found) -> str:
    """What a passage stands under: its heading, or the question that is its article's title."""
    title = found.article.title
    return found.passage.heading or (title if is_question(title) else "")


def statements_of(found: Found) -> list[str]:
    """The sentences of a passage; the items of a list without their numbers."""
    return [STEP.sub("", text) for text in sentences_of(found.passage.text)]


def nearest_of(found: list[Found]) -> dict[str, float]:
    best: dict[str, float] = {}
    for each in found:
        if each.likeness is not None:
            best[each.article.slug] = max(each.likeness, best.get(each.article.slug, -1.0))
    return best


def locally(points: dict[str, float], found: list[Found], language: str) -> dict[str, float]:
    """The worth of each term among these sentences: what all of them hold tells none apart."""
    sentences = [content_terms(text, language) for each in found for text in statements_of(each)]
    most = log(len(sentences) + 1) or 1.0
    times = Counter(term for terms in sentences for term in terms if term in points)
    return {
        term: worth * (1 - LOCAL + LOCAL * log((len(sentences) + 1) / (times[term] + 0.5)) / most)
        for term, worth in points.items()
    }
