"""Whether a list of steps is the answer: to who asks how, about what the steps are about."""

import re
from math import fsum

from chat.assistant.answering.weighing.focus import case_of
from chat.assistant.answering.weighing.signposts import content_terms
from chat.assistant.language.normalise import compact, plain
from chat.assistant.retrieval.knowledge import Found
from chat.assistant.understanding.aspects import MOVED, OWN_STORY, WISH, told_in

STEPS = 0.85  # of the best passage's score: a list of steps is taken in its place
STEPS_HOLD = 0.8  # of what the best sentence's passage holds of the question: a list of steps does
STEPS_LIKE = 0.015  # less than this less like the question than the best sentence's passage
# What a list of steps must be about, where the question is.
STEPS_ABOUT = frozenset({"cancel", "change", "raise", "lower", "early", "refusal", "proxy"})
NO_STEPS = frozenset({"fee", "rate", "limit", "papers", "eligibility", "time", "hours", "period",
                      "tax", "maturity", "contact", "minimum", "discount"})  # fmt: skip
# "어떻게 되나요" asks what something is, not how it is done.
ASKS_STEPS = re.compile(
    r"절차|방법|어떻게(?! ?[되돼될됩됨])|어떡|순서|[는은푸]법"
    r"|how (?:do|can|to|should) i|how to|steps|procedure|what do i (?:do|need to do)"
)
WANTS_TO = re.compile(
    r"하려면|하려고|려면|려고|고싶|[려릴]수있|해주세요|i(?:'d| would)? (?:want|like) to|can (?:i|you)|could you|please|need to"
)
ASKS_FIGURE = re.compile(
    r"얼마|몇|며칠|언제|금리|이율|한도|수수료|비용|이자|최대|기간|시간|까지"
    r"|how (?:much|many|long)|rate|fee|limit|cost|price|when|maximum"
)


def takes_steps(
    steps: Found,
    same: list[Found],
    prose: list[Found],
    question: str,
    aspects: frozenset[str],
    language: str,
) -> bool:
    """Whether a list of steps is the answer: to who asks how, and about what they are about."""
    if not prose:
        return True
    about = told_in(f"{steps.passage.heading} {steps.passage.text}", language)
    if aspects & NO_STEPS or (aspects & STEPS_ABOUT) - about:
        return False
    asked = f"{compact(question)} {plain(question)}"
    return steps.score >= steps_from(asked, aspects) * same[0].score


def steps_from(asked: str, aspects: frozenset[str] = frozenset()) -> float:
    """The share of the best score from which a list of steps is the answer."""
    if ASKS_STEPS.search(asked):
        return STEPS
    bare = WISH.search(asked) and not OWN_STORY.search(asked)
    if not aspects and bare and not ASKS_FIGURE.search(asked):
        return STEPS  # "민원 넣고 싶습니다"
    if aspects & MOVED and WANTS_TO.search(asked) and not aspects & NO_STEPS:
        return STEPS  # "한도 올리고 싶어요" names the limit, and asks for no figure
    # A mere wish is answered with steps where they fit best and no figure is asked for.
    return 1.0 if WANTS_TO.search(asked) and not ASKS_FIGURE.search(asked) else 9.0


def holds_as_much(steps: Found, other: Found, points: dict[str, float], language: str) -> bool:
    """Whether a list of steps speaks of the question nearly as much as another passage does."""
    here, there = (
        fsum(
            points[term]
            for term in content_terms(f"{each.passage.heading} {each.passage.text}", language)
            if term in points
        )
        for each in (steps, other)
    )
    return here >= STEPS_HOLD * there


def misses_case(steps: Found, other: Found, question: str, language: str) -> bool:
    """Whether the case that a question tells ("만료되면 어떡해요") stands over another passage,
    and not over a list of steps.
    """
    case = case_of(question, language)
    over, there = (content_terms(each.passage.heading, language) for each in (steps, other))
    return bool(case & there) and not case & over


def is_as_like(steps: Found, other: Found) -> bool:
    """Whether a list of steps means nearly as much of the question as another passage does."""
    if steps.likeness is None or other.likeness is None:
        return True
    return steps.likeness >= other.likeness - STEPS_LIKE
