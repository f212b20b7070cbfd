"""What a message leans on: the question before it, and the article that was cited for that."""

import re
from dataclasses import replace

from chat.assistant.answering.extractive import ELSEWHERE, fitting
from chat.assistant.answering.subjects import products_in, things_in, without_products
from chat.assistant.answering.weighing.signposts import content_terms
from chat.assistant.language.concepts import ASKED
from chat.assistant.language.normalise import compact
from chat.assistant.language.sentences import sentences_of
from chat.assistant.language.worked_examples import is_worked_example
from chat.assistant.retrieval import knowledge
from chat.assistant.retrieval.corpus import Passage, Published
from chat.assistant.retrieval.knowledge import Found
from chat.assistant.retrieval.query import query_of, strange, subjects
from chat.assistant.types import Question
from chat.assistant.understanding import classifier
from chat.assistant.understanding.answer_type import tells, types_asked
from chat.assistant.understanding.aspects import asked_in, told_in

# Characters without blanks: so short a question may lean on the one before it.
THIN = {"ko": 14, "en": 24}
# What speaks for a subject of other trades, from so much on. "어떻게 하나요?", of which nothing can
# be told, has 1.3; "점심 뭐 먹을까요?" has 2.3.
OTHER_TRADES = 2.0
WIDE = 30  # passages looked through where the best article is ruled out
OF_ALL_PRODUCTS = frozenset({"tax"})  # aspects that have an article of their own
LEFT = 0.85  # of another article's score, where the question leans on the one cited before
FOLLOWS = re.compile(
    r"(?:아 ?|음 ?|네 ?)?(?:근데|그런데) .{0,24}(?:그때|그래도)|그래도 |그럼|그러면|그건|그거|그게|거기|이건|이거|그 |또 |and\b|(?:i )?already did\b|what about|how about|then\b"
    r"|is that|does that|does it|is it"
    # A day, of whatever was asked before.
    r"|(?:on |during )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?|(?:public |bank )?holidays?|labou?r day)\b"
)
# What is left of a bare name: an article, a particle, a polite ending.
NAMES_MORE = re.compile(
    r"(?!(?:요|이요|이에요|예요|입니다|로요|으로요|the|a|an|my|for)\b)[가-힣a-z0-9]+"
)
# "주말에 보내면요?", "주담대도 되나요?": a case, or one thing more, of what was asked before.
CASE_MORE = re.compile(
    # Who somebody is: "사업자인데요".
    r"^(?:저는?\s?|제가\s?)?[가-힣]{2,8}(?:인데요?|이면요?|입니다만)[?.!\s]*$"
    r"|^[가-힣A-Za-z0-9 ]{1,16}?(?:면|으면|때|때는|경우|경우는|경우에는)요?[?.!\s]*$"
    r"|^[가-힣A-Za-z0-9 ]{1,12}도\s?(?:요|돼요|되나요|되요|되나|되는지|됩니까|가능(?:해요|한가요|합니까)?|포함(?:돼요|되나요|이에요|인가요)?|해당(?:돼요|되나요)?|인정(?:돼요|되나요)?|있(?:어요|나요)|같(?:아요|나요)|마찬가지(?:예요|인가요))[?.!\s]*$"
)
# One thing more of the same, and no change of subject.
ALSO = re.compile(
    r"[가-힣A-Za-z]도\s?(?:요|돼|되|됩|가능|포함|해당|인정|있|같|마찬)|\b(?:also|too|as well|included?)\b"
)
# The plain kind in place of the special one that was spoken of.
PLAIN_KIND = re.compile(
    r"^(?:그럼|그러면|아니|음)?\s?(?:그냥|일반|보통|기본)\s?[가-힣]{2,8}(?:은|는|요|이요)"
    r"|\b(?:regular|normal|ordinary|standard|plain|basic|other) (?:one|kind|type)s?\b"
)
# "신용대출은요?" names a subject and leaves the rest to the question before it.
ELLIPSIS = re.compile(r"^[가-힣A-Za-z ]{1,14}[은는]요?[?.!\s]*$")


def context_question(question: Question, language: str) -> str:
    """What this question leans on of those before it, or blank."""
    return spoken_of(question, language) if leans(question.text, language) else ""


def spoken_of(question: Question, language: str) -> str:
    """What was asked before this question: the last that named a thing, with the last of all where
    this one asks nothing of its own; of both only what was asked, where this one names a product in
    place of theirs. Blank where nothing was.
    """
    before = [line.text for line in question.history if line.sender == "customer"]
    if not before:
        return ""
    named = subject_of_lines([question.memory.get("subject", ""), *before], language) or before[-1]
    if products_in(question.text, language) and products_in(named, language):
        asking = next((each for each in reversed(before) if asked_in(each, language)), before[-1])
        return without_products(asking, language, kinds=bool(PLAIN_KIND.search(question.text)))
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
    things = [one for one in subjects(query_of(text, language)) if not asked_in(one[1:], language)]
    if ELLIPSIS.match(text.strip()) or CASE_MORE.match(text.strip()):
        return True
    if FOLLOWS.match(text.strip().lower()) or is_bare(text, language):
        return True
    said = classifier.by_words(text, language)
    return (not things or thin) and classifier.out_of_domain_score(said) < OTHER_TRADES


def is_bare(text: str, language: str) -> bool:
    """Whether a message is the name of a product and nothing else: "주담대요", "the overdraft"."""
    return bool(products_in(text, language)) and not NAMES_MORE.search(
        without_products(text, language, kinds=True)
    )


def with_kind(text: str, language: str, context: str) -> str:
    """The question with the product that "the regular one" stands for, by what it leans on."""
    match = PLAIN_KIND.search(text.lower())
    if language != "en" or not match or products_in(text, language):
        return text
    names = sorted(name.lstrip("#") for name in products_in(context, language))
    return f"{text} {' '.join(names)}".strip()


def is_new(
    question: str,
    context: str,
    places: list[tuple[Published, Passage, float | None]],
    language: str,
) -> bool:
    """Whether a question names a thing that was not spoken of, and asks no more than whether the
    same holds for it, as the article that was cited may say.

    places: the passages of that article.
    """
    things = set(things_in(question, language)) - set(things_in(context, language))
    if not things:
        return False
    if tells_of(question, context, places, language):
        return False
    if not ALSO.search(question.lower()):
        return True
    told = (things_in(f"{passage.heading} {passage.text}", language) for _, passage, _ in places)
    return not any(things <= set(each) for each in told)


def told_elsewhere(
    question: str,
    context: str,
    places: list[tuple[Published, Passage, float | None]],
    language: str,
) -> str:
    """The slug of an article that is titled by what a follow-up asks, where banks write of that
    in one article for all products and the cited one does not: "Is it taxed?". Blank: none is.
    """
    asked = asked_in(question, language) & OF_ALL_PRODUCTS
    if not asked - asked_in(context, language) - told_by(places, language):
        return ""
    titled = (
        each.article.slug
        for each in fitting(knowledge.search(question, language, WIDE))
        if asked & asked_in(each.article.title, language)
    )
    return next(titled, "")


def told_by(
    places: list[tuple[Published, Passage, float | None]], language: str
) -> frozenset[str]:
    """The aspects that an article tells, but for its worked examples."""
    sentences = (one for _, passage, _ in places for one in sentences_of(passage.text))
    said = (told_in(one, language) for one in sentences if not is_worked_example(one))
    return frozenset[str]().union(*said)


def is_titled(
    question: str,
    context: str,
    title: str,
    places: list[tuple[Published, Passage, float | None]],
    language: str,
) -> bool:
    """Whether another article's title names what a follow-up asks in words of its own, and no
    heading of the article that was cited does: "And where do I pick it up?". Of an aspect ("Is it
    taxed?") no sentence of it tells either, but for worked examples.
    """
    asked = content_terms(question, language) - content_terms(context, language)
    own = {term for term in asked if term.startswith(f"#{ASKED}")}  # no thing, see `is_new`
    known = told_by(places, language)
    own |= {
        term
        for term in asked
        if term[0] == "#" and (of := asked_in(term[1:], language)) and not of & known
    }
    headings = (f"{article.title} {passage.heading}" for article, passage, _ in places)
    told = frozenset[str]().union(*(content_terms(each, language) for each in headings))
    return bool(own & content_terms(title, language) - told)


def tells_of(
    question: str,
    context: str,
    places: list[tuple[Published, Passage, float | None]],
    language: str,
) -> bool:
    """Whether the cited article tells of another product what was asked of the one before it,
    with its value: "마이너스통장은요?" behind a list of all rates.
    """
    products, asked = products_in(question, language), asked_in(context, language)
    if not (products and asked) or asked_in(question, language):
        return False
    types = types_asked(context, language)
    return any(
        products <= products_in(sentence, language)
        and asked <= told_in(sentence, language)
        and (not types or tells(sentence, types, language))
        for _, passage, _ in places
        for sentence in sentences_of(passage.text)
    )


def named_in(text: str, language: str) -> int:
    """How many subjects a message names."""
    return len(subjects(query_of(text, language)))


def stay(
    found: list[Found], slug: str, question: str, language: str, context: str = ""
) -> list[Found]:
    """The passages of the article that was cited last before all others, where the question
    leans on it: unless it names a subject of its own that another article answers.

    context: what it leans on, whose subjects are no new ones.
    """
    vector = next((each.vector for each in found if each.vector is not None), None)
    if PLAIN_KIND.search(question.lower()):
        wide = knowledge.search(question, language, WIDE, context=context, vector=vector)
        return [each for each in wide if each.article.slug != slug] or found
    places = knowledge.whole_article(slug, language, vector)
    if other := told_elsewhere(question, context, places, language):
        slug, places = other, knowledge.whole_article(other, language, vector)
    best = fitting(found)[:1]
    if not places or (
        best
        and best[0].article.slug != slug
        and (
            is_new(question, context, places, language)
            or is_titled(question, context, best[0].article.title, places, language)
        )
    ):
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
