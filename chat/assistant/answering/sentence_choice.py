"""Which sentences of the passages that fit are the answer: each is weighed, the best are taken."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, fsum

from chat.assistant.answering.steps import ASKS_FIGURE
from chat.assistant.answering.subjects import products_in, products_of_topic, titled_families
from chat.assistant.answering.weighing.focus import Focus, Under, is_unmet, telling_words
from chat.assistant.answering.weighing.signposts import SIGNPOSTS, content_terms, overviews_in
from chat.assistant.answering.weighing.statements import (
    heading_of,
    locally,
    nearest_of,
    statements_of,
)
from chat.assistant.answering.weighing.unasked_cases import is_on_unasked_case, named_cases
from chat.assistant.language.amounts import as_said
from chat.assistant.language.channels import asked_by, told_by
from chat.assistant.language.normalise import compact, plain
from chat.assistant.language.sentences import is_steps
from chat.assistant.language.worked_examples import is_worked_example
from chat.assistant.retrieval.knowledge import Found
from chat.assistant.retrieval.section_heads import is_question
from chat.assistant.understanding.answer_type import tells, types_asked
from chat.assistant.understanding.aspects import (
    MOVED,
    OWN_STORY,
    RAISED,
    asked_in,
    only_wishes,
    told_in,
    told_under,
    wants_example,
    without_subject,
)

OF_A_CASE = frozenset({"early", "maturity", "refusal", "proxy"})  # what a case alone may name
HEADLINE = 0.5  # how much a heading's words count for each sentence under it
ASKED_SO = 0.9  # the same, where the heading asks: its answer need not repeat it
ACROSS = 12.0  # the same between articles
NEARER = 20.0  # how steeply a sentence loses by a passage less like the question than another
FIRST = 1.2  # the first sentence of a section says the main thing
OFF_SUBJECT = 0.8  # an article whose title names no product that is asked about, as another's does
LEADING = 1.05  # an article's first section says the main thing of it
UNASKED_HEAD = 0.8  # what is left under a heading that names a case, where it is not asked about
MAIN = 1.5  # the first section does, where the title alone says what is asked
FIGURE = 1.3  # a sentence with a figure, where a figure was asked for
ANOTHER = 0.65  # what is left of a sentence of an article that fits less well
TELLS = 0.9  # how much more a sentence counts that tells all of what is asked
BY_HEADING = 0.5  # how much of that where the heading tells it, and the sentence a value alone
TELLS_NOT = 0.6  # what is left of one that tells nothing of it
WORKED = 0.2  # what is left of a worked case, where none is asked for
OWN = 1.5  # a sentence that holds a word of the follow-up itself, not only of what it leans on
REPEATED = 0.45  # what is left of a sentence that an answer before began with
SAID_BESIDE = 0.85  # the same of one that was told beside it: it may be what is asked now
QUOTED = re.compile(r"[\"“「『]([^\"”」』]{12,})[\"”」』]")
TYPED = 1.4  # a sentence with a value of the type that is asked for
UNTYPED = 0.7  # what is left of one without
STEP_ITEM = 0.85  # what is left of an item of a list of steps, told alone
SIGNPOST = 0.3  # what is left of a sentence that says where something is told
OVERVIEW = 0.6  # what is left of a section that names everything and says little of each
NO_EXAMPLE = 0.4  # what is left of a rule, where an example is asked for
UNASKED_CASE = 0.75  # what is left of a sentence on a case alone, where it is not asked about
RIVAL = 0.5  # what is left of a sentence on another product than the one asked about
EXAMPLE_HEAD = 0.1  # how much the words of an example's heading count, where none is asked for
ANOTHER_CHANNEL = 0.8  # what is left of a section on a channel, where none is asked about
EXAMPLE_HEADING = re.compile(r"(?:^|[\s·])(?:계산 )?예시?$|\bexamples?\b", re.IGNORECASE)
CASE_HEADING = re.compile(r"(?:때|경우|으?면)$|^(?:when|if)\b|\bwhen\b", re.IGNORECASE)
CHANNEL = re.compile(r"\bATM|창구|\bcounter\b", re.IGNORECASE)
WAYS = frozenset({"how", "where"})
WAY_IN = 1.4  # a sentence that says how or where, to who only says what they would like to do
HERE, ELSEWHERE = 1.5, 0.8


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
    follows: bool = False,
    led: frozenset[str] = frozenset(),
) -> list[Sentence]:
    """Every sentence of these passages, with its worth: the question's terms that it holds, what
    it tells of what is asked, and how well its passage fits beside the others.

    told: the sentences of the answers before. led: those of them that these began with.
    """
    focus = focus_of(question, language, found, follows=follows)
    asked = Asked.of(points, question, language, found, told, context, focus, led)
    result = []
    for each in found:
        heading = heading_of(each)
        under = Under(
            heading=content_terms(heading, language),
            title=content_terms(each.article.title, language),
            is_first=each.article.slug == asked.first,
            is_unmet=is_unmet(heading),
        )
        headline = under.heading & points.keys()
        share = asked.share_of(heading)
        around = asked.around(each)
        for place, text in enumerate(statements_of(each)):
            held = content_terms(text, language)
            terms = held & points.keys()
            worth = asked.shared(terms) + share * asked.shared(headline - terms)
            worth *= OWN if asked.own & terms else 1.0
            worth *= focus.gain(text, held, under)
            is_again = asked.is_named(text, terms) or focus.points_at(held, under)
            worth *= around * asked.telling(text, heading, is_again)
            worth *= FIRST if place == 0 else 1.0
            result.append(Sentence(each, place, text, worth, terms))
    return result


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
    cases: frozenset[str]  # the aspects that it asks for, or what it leans on did
    asks_channel: bool
    channels: frozenset[str]  # the ways in that the question itself names
    is_general: bool  # no case of their own, and no exemption, is asked about
    only_wishes: bool  # it says what somebody would like to do, and no more
    families: frozenset[str]  # products, or families of them, that it names and a title does
    products: frozenset[str]  # that the question names, or what it leans on
    told: frozenset[str]
    led: frozenset[str]
    quoted: tuple[str, ...]  # longer spans that the question puts between quotes
    first: str  # the slug of the article that fits best
    best: float  # the best passage's score
    nearest: dict[str, float]  # by article its best passage's likeness to the question
    overviews: frozenset[Found]  # that name everything and say little of each
    is_headed: bool  # a heading names all that a follow-up does

    @classmethod
    def of(
        cls,
        points: dict[str, float],
        question: str,
        language: str,
        found: list[Found],
        told: frozenset[str],
        context: str,
        focus: Focus,
        led: frozenset[str],
    ) -> "Asked":
        question = without_subject(question, found[0].article.title, language)
        aspects = asked_in(question, language)
        # "도난이면요?" asks what was asked before it, and so does "중간에 깨면요?".
        carried = "" if aspects - OF_A_CASE else context
        read = f"{compact(question)} {plain(question)}"
        return cls(
            points=locally(points, found, language),
            language=language,
            aspects=aspects | asked_in(carried, language),
            types=frozenset()
            if aspects & MOVED and not aspects & RAISED
            else types_asked(question, language) or types_asked(carried, language),
            own=telling_words(content_terms(question, language) & points.keys())
            if context
            else frozenset(),
            asks_figure=bool(ASKS_FIGURE.search(read)),
            wants_case=wants_example(question, language),
            products=products_in(question, language) or products_in(context, language),
            families=titled_families(question, language, found),
            cases=aspects | asked_in(context, language) | named_cases(question),
            asks_channel=bool(CHANNEL.search(f"{context} {question}")),
            channels=frozenset() if aspects else asked_by(question),
            is_general="discount" not in aspects and not OWN_STORY.search(read),
            only_wishes=only_wishes(question, language),
            told=told,
            led=led,
            quoted=tuple(QUOTED.findall(question)),
            first=found[0].article.slug,
            best=max(each.score for each in found) or 1.0,
            nearest=nearest_of(found),
            overviews=overviews_in(found, language),
            is_headed=focus.is_headed,
        )

    def is_quoted(self, text: str) -> bool:
        """Whether the customer holds this sentence before us: they ask beyond it."""
        said = as_said(text, self.language)
        return any(quoted in text or quoted in said for quoted in self.quoted)

    def shared(self, terms: Iterable[str]) -> float:
        # Summed exactly: a set's order is another in each process, the answer is not.
        return fsum(self.points[term] for term in terms)

    def share_of(self, heading: str) -> float:
        """How much a heading's words count for the sentences under it."""
        if is_question(heading):
            return ASKED_SO
        is_case = not self.wants_case and EXAMPLE_HEADING.search(heading)
        return EXAMPLE_HEAD if is_case else HEADLINE

    def around(self, found: Found) -> float:
        """What a sentence gains or loses by the passage and the article that it stands in."""
        heading = found.passage.heading
        titled = content_terms(found.article.title, self.language)
        is_named = titled >= {term for term, worth in self.points.items() if worth > 0}
        gain = found.score / self.best
        gain *= 1.0 if found.article.slug == self.first else ANOTHER
        gain *= OFF_SUBJECT if self.families and not titled & self.families else 1.0
        gain *= LEADING if self.is_general and found.passage.page == 1 else 1.0
        gain *= (
            UNASKED_HEAD if found.passage.page > 1 and self.is_unasked(heading, titled) else 1.0
        )
        gain *= MAIN if is_named and found.passage.page == 1 and not self.aspects else 1.0
        gain *= OVERVIEW if found in self.overviews else 1.0
        gain *= 1.0 if self.asks_channel or not CHANNEL.search(heading) else ANOTHER_CHANNEL
        if found.likeness is not None:
            here, most = self.nearest[found.article.slug], max(self.nearest.values())
            gain *= exp(NEARER * (found.likeness - here) + ACROSS * (here - most))
        return gain * (STEP_ITEM if is_steps(found.passage.text) else 1.0)

    def is_unasked(self, heading: str, titled: frozenset[str]) -> bool:
        """Whether a heading names a case ("…을 받아들일 수 없을 때") of which the question says
        nothing beyond what the whole article is about.
        """
        if not CASE_HEADING.search(heading):
            return False
        named = content_terms(heading, self.language) - titled
        return not any(self.points.get(term, 0.0) > 0 for term in named)

    def is_named(self, text: str, terms: frozenset[str]) -> bool:
        """Whether a follow-up asks by name for this sentence, said or not."""
        if self.is_headed:
            return False
        return bool(self.own) and (self.own <= terms or bool(self.channels & told_by(text)))

    def telling(self, text: str, heading: str = "", is_again: bool = False) -> float:
        """What a sentence gains by telling what is asked, and loses by telling it otherwise.

        heading: that it stands under, which says of a bare figure what it is.
        is_again: a follow-up asks for it by name, so that it is told again, by itself.
        """
        gain = 1.0
        if self.types:
            gain *= TYPED if tells(text, self.types, self.language) else UNTYPED
        elif self.asks_figure and re.search(r"\d", text):
            gain *= FIGURE
        if self.aspects:
            told = self.aspects & told_in(text, self.language)
            under = self.aspects & told_under(heading, text, self.language)
            share = (len(told) + BY_HEADING * len(under - told)) / len(self.aspects)
            gain *= 1 + TELLS * share if share else TELLS_NOT
            gain *= UNASKED_CASE if is_on_unasked_case(text, self.cases) else 1.0
        if self.only_wishes and told_in(text, self.language) & WAYS:
            gain *= WAY_IN
        if self.channels:
            gain *= HERE if told_by(text) & self.channels else ELSEWHERE
        is_case = is_worked_example(text)
        gain *= SIGNPOST if SIGNPOSTS.search(text) else 1.0
        gain *= REPEATED if self.is_quoted(text) else 1.0
        others = products_of_topic(text, self.language) - self.products if self.products else ()
        gain *= RIVAL if others else 1.0
        gain *= WORKED if is_case and not self.wants_case else 1.0
        gain *= NO_EXAMPLE if "example" in self.aspects and not is_case else 1.0
        known = is_told(text, self.told, self.language) and not (
            is_again or ("example" in self.aspects and is_case)
        )
        if not known:
            return gain
        return gain * (REPEATED if is_told(text, self.led, self.language) else SAID_BESIDE)


def focus_of(question: str, language: str, found: list[Found], *, follows: bool) -> Focus:
    held = [content_terms(text, language) for each in found for text in statements_of(each)]
    # What a follow-up names is headed in its own article, or nowhere.
    mine = [each for each in found if each.article.slug == found[0].article.slug]
    headings = [content_terms(heading_of(each), language) for each in mine]
    return Focus.of(question, language, held, headings, follows=follows)


def is_told(text: str, told: frozenset[str], language: str) -> bool:
    """Whether an earlier answer said this sentence, with its amounts as they are said."""
    return as_said(text, language) in told
