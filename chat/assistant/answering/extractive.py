"""The offline answer: whole sentences of the passages that fit best, as they stand there."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from math import fsum

from aicc.platform.embeddings import Vectors
from chat.assistant.language.normalise import compact, plain
from chat.assistant.language.sentences import is_steps, sentences_of
from chat.assistant.retrieval import knowledge
from chat.assistant.retrieval.knowledge import Found
from chat.assistant.retrieval.query import query_of, subjects
from chat.assistant.retrieval.tokenizer import terms_of
from chat.assistant.types import Question, Source
from chat.assistant.understanding.aspects import asked_in, is_example, told_in

MOST_PASSAGES = 10  # looked at for an answer
# Characters without blanks: so short a question may lean on the one before it.
THIN = {"ko": 14, "en": 24}
MOST_SENTENCES = 3  # of the main passage; one more may come from beside it
NEARLY = 0.6  # of the best sentence's worth: said with it
STEPS = 0.85  # of the best passage's score: a list of steps is taken in its place
BESIDE = 0.75  # of the best sentence's worth: said with it from another passage
HEADLINE = 0.5  # how much a heading's words count for each sentence under it
FIRST = 1.2  # the first sentence of a section says the main thing
MAIN = 1.5  # the first section does, where the title alone says what is asked
FIGURE = 1.3  # a sentence with a figure, where a figure was asked for
CANDIDATES = 0.7  # of the best passage's score: an article whose sentences are looked at too
MOST_ARTICLES = 4  # whose sentences are looked at
ELSEWHERE = 0.55  # of the best passage's score: a passage of its article that was not found
ANOTHER = 0.65  # what is left of a sentence of an article that fits less well
LEFT = 0.85  # of another article's score, where the question leans on the one cited before
TELLS = 0.9  # how much more a sentence counts that tells all of what is asked
TELLS_NOT = 0.6  # what is left of one that tells nothing of it
WORKED = 0.5  # what is left of a worked case, where none is asked for
REPEATED = 0.3  # what is left of a sentence that the answer before held
COVERS = 0.3  # of the best sentence's worth: said because it alone tells an aspect asked for
# What a list of steps must be about, where the question is.
STEPS_ABOUT = frozenset({"cancel", "change", "raise", "early", "refusal", "proxy"})
NO_STEPS = frozenset({"fee", "rate", "limit", "papers", "eligibility", "time", "hours", "period",
                      "tax", "maturity", "contact", "minimum", "discount"})  # fmt: skip
AMOUNT = re.compile(r"\d[\d,]{4,}|[\d천백]+ ?만 ?원|\d ?억|\bKRW\b", re.IGNORECASE)

FOLLOWS = re.compile(
    r"그럼|그러면|그건|그거|그게|거기|이건|이거|그 |또 |and\b|what about|how about|then\b"
    r"|is that|does that|does it|is it"
)
LEANS = re.compile(
    r"(?:다만|단,|또한|그러나|하지만|이 경우|이때|그래서|따라서|이 |그 )"
    r"|(?:However|But|In (?:that|this) case|This|That|These|It|Then|Also)\b"
)
# "어떻게 되나요" asks what something is, not how it is done.
ASKS_STEPS = re.compile(
    r"절차|방법|어떻게(?![되돼될])|어떡|순서|[는은푸]법"
    r"|how (?:do|can|to|should) i|how to|steps|procedure|what do i (?:do|need to do)"
)
WANTS_TO = re.compile(r"하려면|하려고|려면|고싶|i(?:'d| would)? (?:want|like) to")
ASKS_FIGURE = re.compile(
    r"얼마|몇|며칠|언제|금리|이율|한도|수수료|비용|이자|최대|기간|시간|까지"
    r"|how (?:much|many|long)|rate|fee|limit|cost|price|when|maximum"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer and the passages it stands on."""

    text: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a passage, with what it is worth to the question."""

    found: Found
    place: int  # within its passage, from 0
    text: str
    worth: float
    terms: frozenset[str]


def context_question(question: Question, language: str) -> str:
    """The customer's question before this one where this one says too little alone, or blank.

    Where that one leans on another in turn, the one that names the subject stands before it.
    """
    before = [line.text for line in question.history if line.sender == "customer"]
    if not before or not leans(question.text, language):
        return ""
    named = next((each for each in reversed(before) if named_in(each, language)), before[-1])
    return named if named == before[-1] else f"{named} {before[-1]}"


def leans(text: str, language: str) -> bool:
    """Whether a message says too little without the one before it."""
    few = named_in(text, language)
    thin = len(compact(text.strip())) <= THIN[language] and few <= 1
    return not few or thin or bool(FOLLOWS.match(text.strip().lower()))


def named_in(text: str, language: str) -> int:
    """How many subjects a message names."""
    return len(subjects(query_of(text, language)))


def stay(found: list[Found], slug: str, question: str, language: str) -> list[Found]:
    """The passages of the article that was cited last before all others, where the question
    leans on it: unless it names a subject of its own that another article answers.
    """
    places = knowledge.whole_article(slug, language)
    best = fitting(found)[:1]
    if not places or (named_in(question, language) and best and best[0].article.slug != slug):
        return found
    known = {each.passage.page: each for each in found if each.article.slug == slug}
    score = max((each.score for each in found), default=0.5)
    own = [
        Found(
            article,
            passage,
            score=score if passage.page in known else ELSEWHERE * score,
            fits=True,
        )
        for article, passage in places
    ]
    others = [each for each in found if each.article.slug != slug]
    return [*own, *(replace(each, score=LEFT * each.score) for each in others)]


def search(
    question: str, language: str, context: str = "", vector: Vectors | None = None
) -> list[Found]:
    return knowledge.search(question, language, MOST_PASSAGES, context=context, vector=vector)


def fitting(found: list[Found]) -> list[Found]:
    """Those of `found` that speak of the question."""
    return [each for each in found if each.fits]


def draft(
    question: str,
    language: str,
    found: list[Found],
    context: str = "",
    *,
    told: frozenset[str] = frozenset(),
    most: int = MOST_SENTENCES,
) -> Draft | None:
    """An answer from the article that fits best; None when nothing fits.

    context: the question before it that this one leans on.
    told: the sentences of the answer before it, which are not said again for want of others.
    most: sentences of the main passage.
    """
    fit = fitting(found)
    if not fit:
        return None
    own = next((each for each in fit if is_headed(each, question)), None)
    if own is not None:
        # Somebody wrote it as the answer to this very question, as a correction is.
        text = own.passage.text.strip()
        return Draft(text, (source(own, text),))
    same = [each for each in fit if each.article.slug == fit[0].article.slug]
    asked = f"{compact(question)} {plain(question)}"
    aspects = asked_in(question, language)
    steps = next((each for each in same if is_steps(each.passage.text)), None)
    near = candidates(fit)
    prose = [each for each in whole(near, language) if not is_steps(each.passage.text)]
    if steps and takes_steps(steps, same, prose, asked, aspects, language):
        text = steps.passage.text.strip()
        if text not in told:
            return Draft(text, (source(steps, text),))
    if not prose:
        prose = same
    points = knowledge.points_of(question, language, context=context)
    most = 1 if "example" in aspects else most
    said = chosen(weighed(points, question, language, prose, told), aspects, language, most)
    said = anew(said, told)
    quotes: dict[Found, str] = {}
    for one in said:
        before = quotes.get(one.found)
        quotes[one.found] = f"{before} {one.text}" if before else one.text
    sources = tuple(source(each, quote) for each, quote in quotes.items())
    return Draft("\n".join(quotes.values()), sources)


def candidates(fit: list[Found]) -> list[Found]:
    """The passages of the articles that fit nearly as well as the best one: which of them tells
    what is asked, its sentences decide.
    """
    best = fit[0].score
    near = list(dict.fromkeys(e.article.slug for e in fit if e.score >= CANDIDATES * best))[
        :MOST_ARTICLES
    ]
    return [each for each in fit if each.article.slug in near]


def anew(said: list[Sentence], told: frozenset[str]) -> list[Sentence]:
    """Without what the answer before said; where the best of all is known, that one alone."""
    new = [one for one in said if one.text not in told]
    best = max(said, key=lambda one: one.worth)
    return [best] if best.text in told else new


def whole(found: list[Found], language: str) -> list[Found]:
    """All passages of these articles, those that search found as they were: the right sentence
    often stands in a section whose words are not the question's.
    """
    known = {(each.article.slug, each.passage.page) for each in found}
    best: dict[str, float] = {}
    for each in found:
        best[each.article.slug] = max(each.score, best.get(each.article.slug, 0.0))
    rest = [
        Found(article, passage, score=ELSEWHERE * best[slug], fits=True)
        for slug in best
        for article, passage in knowledge.whole_article(slug, language)
        if (slug, passage.page) not in known
    ]
    return [*found, *rest]


def takes_steps(
    steps: Found,
    same: list[Found],
    prose: list[Found],
    asked: str,
    aspects: frozenset[str],
    language: str,
) -> bool:
    """Whether a list of steps is the answer: to who asks how, and about what they are about."""
    if not prose:
        return True
    about = told_in(f"{steps.passage.heading} {steps.passage.text}", language)
    if aspects & NO_STEPS or (aspects & STEPS_ABOUT) - about:
        return False
    return steps.score >= steps_from(asked) * same[0].score


def is_headed(found: Found, question: str) -> bool:
    """Whether the passage stands under the question itself, word for word."""
    heading = found.passage.heading or found.article.title
    return compact(heading).rstrip("?!.") == compact(question).rstrip("?!.")


def steps_from(asked: str) -> float:
    """The share of the best score from which a list of steps is the answer."""
    if ASKS_STEPS.search(asked):
        return STEPS
    # A mere wish is answered with steps where they fit best and no figure is asked for.
    return 1.0 if WANTS_TO.search(asked) and not ASKS_FIGURE.search(asked) else 9.0


def weighed(
    points: dict[str, float],
    question: str,
    language: str,
    found: list[Found],
    told: frozenset[str] = frozenset(),
) -> list[Sentence]:
    """Every sentence of these passages, with its worth: the question's terms that it holds, what
    it tells of what is asked, and how well its passage fits beside the others.
    """
    asked = f"{compact(question)} {plain(question)}"
    figure = ASKS_FIGURE.search(asked)
    aspects = asked_in(question, language)
    case = "example" in aspects
    wants_case = case or bool(AMOUNT.search(question))
    best = max((each.score for each in found), default=0.0) or 1.0
    result = []
    for each in found:
        is_named = _terms(each.article.title, language) >= {t for t in points if points[t] > 0}
        headline = _terms(each.passage.heading, language) & points.keys()
        for place, text in enumerate(sentences_of(each.passage.text)):
            terms = _terms(text, language) & points.keys()
            # Summed exactly: a set's order is another in each process, the answer is not.
            worth = fsum(points[term] for term in terms)
            worth += HEADLINE * fsum(points[term] for term in headline - terms)
            worth *= each.score / best
            worth *= 1.0 if each.article.slug == found[0].article.slug else ANOTHER
            worth *= MAIN if is_named and each.passage.page == 1 and not aspects else 1.0
            worth *= FIRST if place == 0 else 1.0
            worth *= FIGURE if figure and re.search(r"\d", text) else 1.0
            if aspects:
                share = len(aspects & told_in(text, language)) / len(aspects)
                worth *= 1 + TELLS * share if share else TELLS_NOT
            worth *= WORKED if is_example(text) and not wants_case else 1.0
            worth *= REPEATED if text in told and not (case and is_example(text)) else 1.0
            result.append(Sentence(each, place, text, worth, terms))
    return result


def chosen(
    sentences: list[Sentence],
    aspects: frozenset[str] = frozenset(),
    language: str = "ko",
    most: int = MOST_SENTENCES,
) -> list[Sentence]:
    """The best sentence, what stands by it and is nearly as good, and one from beside it; and
    for what is asked and not yet told the best sentence that tells it.
    """
    best = max(sentences, key=lambda one: one.worth)
    main = [one for one in sentences if one.found is best.found]
    ranked = sorted(main, key=lambda one: -one.worth)
    good = [one for one in ranked if one.worth >= NEARLY * best.worth][:most]
    if len(good) == 1 and most > 1:
        good += main[best.place + 1 : best.place + 2]
    places = {one.place for one in good}
    # A sentence that leans on the one before it is not said without it.
    places |= {one.place - 1 for one in good if one.place and LEANS.match(one.text)}
    known = frozenset[str]().union(*(one.terms for one in good))
    told = frozenset[str]().union(*(told_in(one.text, language) for one in good))
    others = sorted(
        (one for one in sentences if one.found is not best.found or one.place not in places),
        key=lambda one: -one.worth,
    )
    more: list[Sentence] = []
    for aspect in sorted(aspects - told):
        tells = next((one for one in others if aspect in told_in(one.text, language)), None)
        if tells and tells.worth >= COVERS * best.worth and tells not in more:
            more.append(tells)
    beside = [
        one
        for one in others
        if one.found is not best.found
        and one.worth >= BESIDE * best.worth
        and one.terms - known
        and not LEANS.match(one.text)
    ]
    more = more or beside[:1]
    inside = places | {one.place for one in more if one.found is best.found}
    return [one for one in main if one.place in inside] + [
        one for one in more if one.found is not best.found
    ]


@lru_cache(maxsize=20_000)
def _terms(text: str, language: str) -> frozenset[str]:
    return frozenset(terms_of(text, language))


def closest(found: Found, said: str, language: str) -> str:
    """The sentence of a passage that shares most with what was said of it; all of a list."""
    text = found.passage.text.strip()
    if is_steps(text):
        return text
    wanted = _terms(said, language)
    return max(sentences_of(text), key=lambda one: len(_terms(one, language) & wanted))


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
