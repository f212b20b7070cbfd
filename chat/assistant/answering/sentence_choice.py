"""Which sentences of the passages that fit are the answer: each is weighed, the best are taken."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, fsum, log

from chat.assistant.answering.signposts import SIGNPOSTS, content_terms, overviews_in
from chat.assistant.answering.steps import ASKS_FIGURE
from chat.assistant.language.normalise import compact, plain
from chat.assistant.language.sentences import STEP, is_steps, sentences_of
from chat.assistant.retrieval.knowledge import Found
from chat.assistant.retrieval.section_heads import is_question
from chat.assistant.understanding.answer_type import tells, types_asked
from chat.assistant.understanding.aspects import (
    asked_in,
    is_example,
    told_in,
    without_subject,
)

MOST_SENTENCES = 3  # of the main passage; one more may come from beside it
NEARLY = 0.35  # of the best sentence's worth: said with it
BESIDE = 0.75  # of the best sentence's worth: said with it from another passage
HEADLINE = 0.5  # how much a heading's words count for each sentence under it
ASKED_SO = 0.9  # the same, where the heading asks: its answer need not repeat it
ACROSS = 12.0  # the same between articles
NEARER = 20.0  # how steeply a sentence loses by a passage less like the question than another
FIRST = 1.2  # the first sentence of a section says the main thing
MAIN = 1.5  # the first section does, where the title alone says what is asked
FIGURE = 1.3  # a sentence with a figure, where a figure was asked for
ANOTHER = 0.65  # what is left of a sentence of an article that fits less well
TELLS = 0.9  # how much more a sentence counts that tells all of what is asked
TELLS_NOT = 0.6  # what is left of one that tells nothing of it
WORKED = 0.5  # what is left of a worked case, where none is asked for
OWN = 1.5  # a sentence that holds a word of the follow-up itself, not only of what it leans on
REPEATED = 0.45  # what is left of a sentence that the answer before held
COVERS = 0.3  # of the best sentence's worth: said because it alone tells an aspect asked for
QUOTED = re.compile(r"[\"“「『]([^\"”」』]{12,})[\"”」』]")
AMOUNT = re.compile(r"\d[\d,]{4,}|[\d천백]+ ?만 ?원|\d ?억|\bKRW\b", re.IGNORECASE)
TYPED = 1.4  # a sentence with a value of the type that is asked for
UNTYPED = 0.7  # what is left of one without
LOCAL = 0.4  # how much of a term's worth is how rare it is among the sentences
STEP_ITEM = 0.85  # what is left of an item of a list of steps, told alone
SIGNPOST = 0.3  # what is left of a sentence that says where something is told
OVERVIEW = 0.6  # what is left of a section that names everything and says little of each
LEANS = re.compile(
    r"(?:다만|단,|또한|그러나|하지만|이 경우|이때|그래서|따라서|이 |그 )"
    r"|(?:However|But|In (?:that|this) case|This|That|These|It|Then|Also)\b"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a passage, with what it is worth to the question."""

    found: Found
    place: int  # within its passage, from 0
    text: str
    worth: float
    terms: frozenset[str]


def weighed(
    points: dict[str, float],
    question: str,
    language: str,
    found: list[Found],
    told: frozenset[str] = frozenset(),
    context: str = "",
) -> list[Sentence]:
    """Every sentence of these passages, with its worth: the question's terms that it holds, what
    it tells of what is asked, and how well its passage fits beside the others.
    """
    asked = Asked.of(points, question, language, found, told, context)
    result = []
    for each in found:
        headline = content_terms(each.passage.heading, language) & points.keys()
        share = ASKED_SO if is_question(each.passage.heading) else HEADLINE
        around = asked.around(each)
        for place, text in enumerate(statements_of(each)):
            terms = content_terms(text, language) & points.keys()
            worth = asked.shared(terms) + share * asked.shared(headline - terms)
            worth *= OWN if asked.own & terms else 1.0
            worth *= around * asked.telling(text) * (FIRST if place == 0 else 1.0)
            result.append(Sentence(each, place, text, worth, terms))
    return result


def statements_of(found: Found) -> list[str]:
    """The sentences of a passage; the items of a list without their numbers."""
    return [STEP.sub("", text) for text in sentences_of(found.passage.text)]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, as sentences are weighed by it."""

    points: dict[str, float]  # its terms, each with its worth here
    language: str
    aspects: frozenset[str]
    types: frozenset[str]
    own: frozenset[str]  # the terms of a follow-up that stand in itself
    asks_figure: bool
    wants_case: bool
    told: frozenset[str]
    quoted: tuple[str, ...]  # longer spans that the question puts between quotes
    first: str  # the slug of the article that fits best
    best: float  # the best passage's score
    nearest: dict[str, float]  # by article its best passage's likeness to the question
    overviews: frozenset[Found]  # that name everything and say little of each

    @classmethod
    def of(
        cls,
        points: dict[str, float],
        question: str,
        language: str,
        found: list[Found],
        told: frozenset[str],
        context: str,
    ) -> "Asked":
        question = without_subject(question, found[0].article.title, language)
        aspects = asked_in(question, language)
        carried = "" if aspects else context  # "도난이면요?" asks what was asked before it
        read = f"{compact(question)} {plain(question)}"
        return cls(
            points=locally(points, found, language),
            language=language,
            aspects=aspects or asked_in(carried, language),
            types=types_asked(question, language) or types_asked(carried, language),
            own=content_terms(question, language) & points.keys() if context else frozenset(),
            asks_figure=bool(ASKS_FIGURE.search(read)),
            wants_case="example" in aspects or bool(AMOUNT.search(question)),
            told=told,
            quoted=tuple(QUOTED.findall(question)),
            first=found[0].article.slug,
            best=max(each.score for each in found) or 1.0,
            nearest=nearest_of(found),
            overviews=overviews_in(found, language),
        )

    def is_quoted(self, text: str) -> bool:
        """Whether the customer holds this sentence before us: they ask beyond it."""
        return any(text.startswith(quoted) or quoted in text for quoted in self.quoted)

    def shared(self, terms: Iterable[str]) -> float:
        # Summed exactly: a set's order is another in each process, the answer is not.
        return fsum(self.points[term] for term in terms)

    def around(self, found: Found) -> float:
        """What a sentence gains or loses by the passage and the article that it stands in."""
        titled = content_terms(found.article.title, self.language)
        is_named = titled >= {term for term, worth in self.points.items() if worth > 0}
        gain = found.score / self.best
        gain *= 1.0 if found.article.slug == self.first else ANOTHER
        gain *= MAIN if is_named and found.passage.page == 1 and not self.aspects else 1.0
        gain *= OVERVIEW if found in self.overviews else 1.0
        if found.likeness is not None:
            here, most = self.nearest[found.article.slug], max(self.nearest.values())
            gain *= exp(NEARER * (found.likeness - here) + ACROSS * (here - most))
        return gain * (STEP_ITEM if is_steps(found.passage.text) else 1.0)

    def telling(self, text: str) -> float:
        """What a sentence gains by telling what is asked, and loses by telling it otherwise."""
        gain = 1.0
        if self.types:
            gain *= TYPED if tells(text, self.types, self.language) else UNTYPED
        elif self.asks_figure and re.search(r"\d", text):
            gain *= FIGURE
        if self.aspects:
            share = len(self.aspects & told_in(text, self.language)) / len(self.aspects)
            gain *= 1 + TELLS * share if share else TELLS_NOT
        is_case = is_example(text)
        gain *= SIGNPOST if SIGNPOSTS.search(text) else 1.0
        gain *= REPEATED if self.is_quoted(text) else 1.0
        gain *= WORKED if is_case and not self.wants_case else 1.0
        known = text in self.told and not ("example" in self.aspects and is_case)
        return gain * (REPEATED if known else 1.0)


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
    if len(good) == 1 and most > 1 and not is_steps(best.found.passage.text):
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
    more = covering(aspects - told, others, COVERS * best.worth, language)
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


def covering(
    aspects: frozenset[str], others: list[Sentence], least: float, language: str
) -> list[Sentence]:
    """For each aspect the best of these sentences that tells it, where it is worth as much.

    others: best first.
    """
    found: list[Sentence] = []
    for aspect in sorted(aspects):
        tells_it = next((one for one in others if aspect in told_in(one.text, language)), None)
        if tells_it and tells_it.worth >= least and tells_it not in found:
            found.append(tells_it)
    return found


def anew(said: list[Sentence], told: frozenset[str]) -> list[Sentence]:
    """Without what the answer before said. Where the best of all was said, it alone is said
    again, as the pointed answer that it is here, with the best that is new.
    """
    new = [one for one in said if one.text not in told]
    best = max(said, key=lambda one: one.worth)
    if best.text not in told:
        return new
    return [best, *sorted(new, key=lambda one: -one.worth)[:1]]
