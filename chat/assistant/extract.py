"""The offline answer: whole sentences of the passages that fit best, as they stand there."""

import re
from dataclasses import dataclass

from chat.assistant import knowledge
from chat.assistant.knowledge import Found
from chat.assistant.language import compact, plain
from chat.assistant.terms import terms_of
from chat.assistant.words import Source

# Scores from which a passage speaks of the question, measured on deploy/evaluation.
FITS = {"ko": 0.14, "en": 0.2}
MOST_SENTENCES = 3
BESIDE = 0.85  # another passage of the same article is used when it fits nearly as well
STEP = re.compile(r"^\s*\d+[.)]\s+", re.MULTILINE)
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
FOLLOWS = re.compile(
    r"그럼|그러면|그건|그거|그게|거기|이건|이거|그 |또 |and\b|what about|how about|then\b"
    r"|is that|does that|does it|is it"
)
ASKS_STEPS = re.compile(r"절차|방법|어떻게|어떡|순서|하려면|how (?:do|can|to)|steps|procedure")


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer and the passages it stands on."""

    text: str
    sources: tuple[Source, ...]


def draft(question: str, language: str, found: list[Found]) -> Draft | None:
    """An answer from the best of `found`; None when nothing fits."""
    found = fitting(question, language, found)
    if not found:
        return None
    best = found[0]
    asks_steps = ASKS_STEPS.search(compact(question) + " " + plain(question))
    steps = next(
        (
            each
            for each in found
            if each.article.slug == best.article.slug and STEP.search(each.passage.text)
        ),
        None,
    )
    if asks_steps and steps is not None:
        text = steps.passage.text.strip()
        return Draft(text, (source(steps, text),))
    used = [best] + [
        each
        for each in found[1:3]
        if each.article.slug == best.article.slug and each.score >= BESIDE * best.score
    ]
    wanted = terms_of(question, language)
    parts = [(each, pick(each.passage.text, wanted, language)) for each in used[:2]]
    text = "\n".join(quote for _, quote in parts if quote)
    return Draft(text, tuple(source(each, quote) for each, quote in parts if quote))


def fitting(question: str, language: str, found: list[Found]) -> list[Found]:
    """Those of `found` that speak of the question."""
    return [each for each in found if each.score >= FITS[language]]


def pick(text: str, wanted: dict[str, int], language: str) -> str:
    """The sentences that share most with the question, in their order; all steps of a list."""
    if STEP.search(text):
        return text.strip()
    sentences = [part.strip() for part in SENTENCE_END.split(text) if part.strip()]
    worth = [
        (len(set(terms_of(sentence, language)) & set(wanted)), -number)
        for number, sentence in enumerate(sentences)
    ]
    best = sorted(range(len(sentences)), key=lambda number: worth[number], reverse=True)
    kept = {number for number in best[:MOST_SENTENCES] if worth[number][0]} or {0}
    return " ".join(sentences[number] for number in sorted(kept))


def source(found: Found, quote: str) -> Source:
    return Source(
        source=found.article.title,
        page=found.passage.page,
        score=found.score,
        article_id=found.article.slug,
        version=found.article.version,
        quote=quote,
        url=found.url,
    )


def search(question: str, language: str, context: str) -> list[Found]:
    """The passages for a question. One that leans on the one before it is read with it."""
    leans = FOLLOWS.match(question.strip().lower()) or len(terms_of(question, language)) < 2
    return knowledge.search(question, language, context=context if leans else "")
