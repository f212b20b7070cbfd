"""How probable it is that an answer from the articles is useful to whoever asked.

The score that staff see, filter and are alarmed by. A passage's own score says whether it speaks
of the question; whether the sentences that were taken answer it depends on more. The weights are
fitted on cases by `manage.py fit_usefulness`, apart for search by words alone.
"""

import json
from collections.abc import Iterable
from functools import cache
from math import exp, fsum, log
from pathlib import Path

from chat.assistant.answering.choice import Margin
from chat.assistant.answering.extractive import Draft
from chat.assistant.answering.state import State
from chat.assistant.answering.weighing.signposts import content_terms
from chat.assistant.language.sentences import is_steps, sentences_of
from chat.assistant.language.worked_examples import is_worked_example
from chat.assistant.retrieval import knowledge
from chat.assistant.retrieval.knowledge import Found
from chat.assistant.retrieval.query import words
from chat.assistant.understanding.answer_type import tells, types_asked

# From DOUBTED on, up to where the weights say (`sure_from`), a right sentence and a wrong one on the
# right subject look alike: LEAST_DOUBTED to MOST_DOUBTED is said, though most such answers are useful.
DOUBTED, LEAST_DOUBTED, MOST_DOUBTED, SURE = 0.7, 0.76, 0.79, 0.8
SURE_FROM = "sure_from"
WEIGHTS = Path(__file__).with_name("usefulness.json")
Signals = dict[str, float]
NAMES = (
    # How the cited article was found beside the others.
    *("fits", "likeness", "lead", "by_words", "lead_by_words", "first_by_words", "from_first"),
    # How clear it was which sentences answer.
    *("worth", "beside", "elsewhere", "share"),
    # How much of the question the answer and its headings hold.
    *("covered", "headed", "missing", "unknown"),
    # What was asked for and not told, and what kind of answer it is.
    *("asks_value", "untold_value", "leans", "is_sum", "is_steps", "is_example", "length"),
)
LONGEST = 600  # characters of an answer, from which its length tells no more


def signals_of(state: State, draft: Draft) -> Signals:
    """What speaks for and against an answer; each about 0 to 1."""
    return {
        **_of_search(state, draft),
        **_of_choice(draft.margin or Margin()),
        **_of_cover(state, draft),
        **_of_asking(state, draft),
        "leans": float(bool(state.get("context"))),
        "is_sum": float(bool(state["trace"].get("sum"))),
        "is_steps": float(is_steps(draft.text)),
        "is_example": float(any(map(is_worked_example, sentences_of(draft.text)))),
        "length": min(len(draft.text) / LONGEST, 1.0),
    }


def _of_search(state: State, draft: Draft) -> Signals:
    """How surely the cited article was found, and how far before the others."""
    found, slug = state["found"], draft.sources[0].article_id
    best = found[0]
    rest = [each for each in found if each.article.slug != best.article.slug]
    mine = [each for each in found if each.article.slug == slug]
    others = [each for each in found if each.article.slug != slug]
    near = max((each.score for each in rest), default=0.0)
    by_words, next_by_words = _most_shared(mine), _most_shared(others)
    return {
        "fits": best.score,
        "likeness": 10 * max((best.likeness or 0.0) - 0.8, 0.0),
        "lead": (best.score - near) / (best.score or 1.0),
        "by_words": by_words,
        "lead_by_words": by_words - next_by_words,
        "first_by_words": float(by_words >= next_by_words),
        "from_first": float(slug == best.article.slug),
    }


def _most_shared(found: Iterable[Found]) -> float:
    return max((each.shared for each in found), default=0.0)


def _of_choice(margin: Margin) -> Signals:
    return {
        "worth": log(margin.worth + 0.01) / 5 if margin.worth else 0.0,
        "beside": margin.beside,
        "elsewhere": margin.elsewhere,
        "share": margin.share,
    }


def _of_cover(state: State, draft: Draft) -> Signals:
    """How much of the question's own words the answer holds, with the headings over it."""
    language, asked = state["language"], state.get("asked", "")
    points = knowledge.points_of(asked, language)
    worth, most = fsum(points.values()) or 1.0, max(points.values(), default=0.0) or 1.0
    heads = content_terms(heads_of(state, draft), language)
    held = heads | content_terms(draft.text, language)
    said = words(points)
    unknown = [each for each in said if not points[each] and not each[0].isdigit()]
    return {
        "covered": fsum(points[term] for term in points.keys() & held) / worth,
        "headed": fsum(points[term] for term in points.keys() & heads) / worth,
        "missing": max((points[term] for term in points.keys() - held), default=0.0) / most,
        "unknown": len(unknown) / len(said) if said else 0.0,
    }


def heads_of(state: State, draft: Draft) -> str:
    """The titles of what is cited, and the headings of those sections."""
    language = state["language"]
    cited = {(each.article_id, each.page) for each in draft.sources}
    headings = [
        passage.heading
        for slug in dict.fromkeys(slug for slug, _ in cited)
        for _, passage, _ in knowledge.whole_article(slug, language)
        if (slug, passage.page) in cited
    ]
    return "\n".join([*(each.source for each in draft.sources), *headings])


def _of_asking(state: State, draft: Draft) -> Signals:
    language, asked = state["language"], state.get("asked", "")
    context = state.get("context", "")
    types = types_asked(asked, language) or types_asked(context, language)
    return {
        "asks_value": float(bool(types)),
        "untold_value": float(bool(types) and not tells(draft.text, types, language)),
    }


def way_of(state: State) -> str:
    """Which weights count: `meaning` or `words`."""
    return "meaning" if state["found"] and state["found"][0].likeness is not None else "words"


@cache
def weights() -> dict[str, dict[str, float]]:
    known: dict[str, dict[str, float]] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return known


def probability(signals: Signals, way: str) -> float:
    """0 to 1, to two places: more is not known."""
    learned = weights()[way]
    return round(cautious(fitted(signals, learned), learned[SURE_FROM]), 2)


def fitted(signals: Signals, learned: dict[str, float]) -> float:
    total = learned["bias"] + fsum(learned[name] * signals[name] for name in NAMES)
    return 1 / (1 + exp(-total))


def cautious(odds: float, sure_from: float) -> float:
    """The probability that is said: what lies between doubt and certainty is said to be between
    LEAST_DOUBTED and MOST_DOUBTED, in its order.
    """
    if not DOUBTED <= odds < sure_from:
        return odds
    share = (odds - DOUBTED) / (sure_from - DOUBTED)
    return LEAST_DOUBTED + (MOST_DOUBTED - LEAST_DOUBTED) * share
