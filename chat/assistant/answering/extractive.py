"""The offline answer: whole sentences of the passages that fit best, as they stand there."""

import re
from dataclasses import dataclass
from functools import lru_cache
from math import fsum

from aicc.platform.inference.embeddings import Vectors
from chat.assistant.language.normalise import compact, plain
from chat.assistant.language.sentences import is_steps, sentences_of
from chat.assistant.retrieval import knowledge
from chat.assistant.retrieval.knowledge import Found
from chat.assistant.retrieval.query import query_of, subjects
from chat.assistant.retrieval.tokenizer import terms_of
from chat.assistant.types import Question, Source

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
    """The customer's question before this one where this one says too little alone, or blank."""
    before = [line.text for line in question.history if line.sender == "customer"]
    text = question.text.strip()
    thin = len(compact(text)) <= THIN[language] and len(subjects(query_of(text, language))) <= 1
    return before[-1] if before and (thin or FOLLOWS.match(text.lower())) else ""


def search(
    question: str, language: str, context: str = "", vector: Vectors | None = None
) -> list[Found]:
    return knowledge.search(question, language, MOST_PASSAGES, context=context, vector=vector)


def fitting(found: list[Found]) -> list[Found]:
    """Those of `found` that speak of the question."""
    return [each for each in found if each.fits]


def draft(question: str, language: str, found: list[Found], context: str = "") -> Draft | None:
    """An answer from the article that fits best; None when nothing fits.

    context: the question before it that this one leans on.
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
    steps = next((each for each in same if is_steps(each.passage.text)), None)
    prose = [each for each in same if not is_steps(each.passage.text)]
    if steps and (not prose or steps.score >= steps_from(asked) * same[0].score):
        text = steps.passage.text.strip()
        return Draft(text, (source(steps, text),))
    points = knowledge.points_of(question, language, context=context)
    said = chosen(weighed(points, asked, language, prose))
    quotes: dict[Found, str] = {}
    for one in said:
        before = quotes.get(one.found)
        quotes[one.found] = f"{before} {one.text}" if before else one.text
    sources = tuple(source(each, quote) for each, quote in quotes.items())
    return Draft("\n".join(quotes.values()), sources)


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
    points: dict[str, float], asked: str, language: str, found: list[Found]
) -> list[Sentence]:
    """Every sentence of these passages, with its worth: the question's terms that it holds, and
    how well its passage fits beside the others.
    """
    figure = ASKS_FIGURE.search(asked)
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
            worth *= MAIN if is_named and each.passage.page == 1 else 1.0
            worth *= FIRST if place == 0 else 1.0
            worth *= FIGURE if figure and re.search(r"\d", text) else 1.0
            result.append(Sentence(each, place, text, worth, terms))
    return result


def chosen(sentences: list[Sentence]) -> list[Sentence]:
    """The best sentence, what stands by it and is nearly as good, and one from beside it."""
    best = max(sentences, key=lambda one: one.worth)
    main = [one for one in sentences if one.found is best.found]
    ranked = sorted(main, key=lambda one: -one.worth)
    good = [one for one in ranked if one.worth >= NEARLY * best.worth][:MOST_SENTENCES]
    if len(good) == 1:
        good += main[best.place + 1 : best.place + 2]
    places = {one.place for one in good}
    # A sentence that leans on the one before it is not said without it.
    places |= {one.place - 1 for one in good if one.place and LEANS.match(one.text)}
    known = frozenset[str]().union(*(one.terms for one in good))
    beside = [
        one
        for one in sentences
        if one.found is not best.found
        and one.worth >= BESIDE * best.worth
        and one.terms - known
        and not LEANS.match(one.text)
    ]
    more = sorted(beside, key=lambda one: -one.worth)[:1]
    return [one for one in main if one.place in places] + more


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
