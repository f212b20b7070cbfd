"""What a message leans on: the question before it, and the article that was cited for that."""

import re
from dataclasses import replace

from chat.assistant.answering.extractive import ELSEWHERE, fitting
from chat.assistant.answering.subjects import products_in, things_in, without_products
from chat.assistant.language.normalise import compact
from chat.assistant.retrieval import knowledge
from chat.assistant.retrieval.knowledge import Found
from chat.assistant.retrieval.query import query_of, strange, subjects
from chat.assistant.types import Question
from chat.assistant.understanding import classifier
from chat.assistant.understanding.aspects import asked_in

# Characters without blanks: so short a question may lean on the one before it.
THIN = {"ko": 14, "en": 24}
# What speaks for a subject of other trades, from so much on. "어떻게 하나요?", of which nothing can
# be told, has 1.3; "점심 뭐 먹을까요?" has 2.3.
OTHER_TRADES = 2.0
LEFT = 0.85  # of another article's score, where the question leans on the one cited before
FOLLOWS = re.compile(
    r"그럼|그러면|그건|그거|그게|거기|이건|이거|그 |또 |and\b|what about|how about|then\b"
    r"|is that|does that|does it|is it"
)
# "신용대출은요?" names a subject and leaves the rest to the question before it.
ELLIPSIS = re.compile(r"^[가-힣A-Za-z ]{1,14}[은는]요?[?.!\s]*$")


def context_question(question: Question, language: str) -> str:
    """What this question leans on of those before it, or blank: the last that named a thing,
    with the last of all where this one asks nothing of its own; of both only what was asked,
    where this one names a product in place of theirs.
    """
    before = [line.text for line in question.history if line.sender == "customer"]
    if not before or not leans(question.text, language):
        return ""
    named = subject_of_lines([question.memory.get("subject", ""), *before], language) or before[-1]
    if products_in(question.text, language) and products_in(named, language):
        asking = next((each for each in reversed(before) if asked_in(each, language)), before[-1])
        return without_products(asking, language)
    if named == before[-1] or asked_in(question.text, language):
        return named
    return f"{named} {before[-1]}"


def subject_line(question: Question, language: str) -> str:
    """The customer's last line, this one among them, that names what is talked about. It is
    remembered beyond the lines that the assistant is given; blank: none did.
    """
    said = [line.text for line in question.history if line.sender == "customer"]
    lines = [question.memory.get("subject", ""), *said, question.text]
    return subject_of_lines(lines, language)


def subject_of_lines(lines: list[str], language: str) -> str:
    return next((each for each in reversed(lines) if things_in(each, language)), "")


def leans(text: str, language: str) -> bool:
    """Whether a message says too little without the one before it."""
    if strange(query_of(text, language)):
        return False  # "비트코인에 투자해도 될까요?" is about no article of the question before
    few = named_in(text, language)
    thin = len(compact(text.strip())) <= THIN[language] and few <= 1
    if ELLIPSIS.match(text.strip()):
        return True
    if FOLLOWS.match(text.strip().lower()):
        return True
    said = classifier.by_words(text, language)
    return (not few or thin) and classifier.out_of_domain_score(said) < OTHER_TRADES


def named_in(text: str, language: str) -> int:
    """How many subjects a message names."""
    return len(subjects(query_of(text, language)))


def stay(found: list[Found], slug: str, question: str, language: str) -> list[Found]:
    """The passages of the article that was cited last before all others, where the question
    leans on it: unless it names a subject of its own that another article answers.
    """
    vector = next((each.vector for each in found if each.vector is not None), None)
    places = knowledge.whole_article(slug, language, vector)
    best = fitting(found)[:1]
    if not places or (things_in(question, language) and best and best[0].article.slug != slug):
        return found
    known = {each.passage: each for each in found if each.article.slug == slug}
    score = max((each.score for each in found), default=0.5)
    own = [
        Found(
            article,
            passage,
            score=score if passage in known else ELSEWHERE * score,
            fits=True,
            shared=known[passage].shared if passage in known else 0.0,
            likeness=likeness,
            vector=vector,
        )
        for article, passage, likeness in places
    ]
    others = [each for each in found if each.article.slug != slug]
    return [*own, *(replace(each, score=LEFT * each.score) for each in others)]
