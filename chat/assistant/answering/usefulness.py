"""How probable it is that an answer from the articles is useful to whoever asked.

The score that staff see, filter and are alarmed by. A passage's own score says whether it speaks
of the question; whether the sentences that were taken answer it depends on more. The weights are
fitted on cases by `manage.py fit_usefulness`, apart for search by words alone.
"""

import json
from functools import cache
from math import exp, fsum
from pathlib import Path

from chat.assistant.answering.extractive import Draft
from chat.assistant.answering.signposts import content_terms
from chat.assistant.answering.state import State
from chat.assistant.retrieval import knowledge
from chat.assistant.understanding.answer_type import tells, types_asked
from chat.assistant.understanding.aspects import asked_in, told_in

WEIGHTS = Path(__file__).with_name("usefulness.json")
Signals = dict[str, float]
NAMES = (
    *("fits", "likeness", "lead", "lead_in_likeness", "shared", "aspects_told", "asks_aspect"),
    *("value_told", "asks_value", "leans", "several", "is_sum", "from_first"),
)


def signals_of(state: State, draft: Draft) -> Signals:
    """What speaks for and against an answer; each about 0 to 1."""
    language, found = state["language"], state["found"]
    asked, context = state.get("asked", ""), state.get("context", "")
    best = found[0]
    others = [each for each in found if each.article.slug != best.article.slug]
    near = max((each.score for each in others), default=0.0)
    like = best.likeness or 0.0
    next_like = max((each.likeness or 0.0 for each in others), default=like - 0.1)
    points = knowledge.points_of(asked, language, context=context)
    held = content_terms(draft.text, language)
    worth = fsum(points.values())
    aspects = asked_in(asked, language) or asked_in(context, language)
    types = types_asked(asked, language)
    told = aspects & told_in(draft.text, language)
    return {
        "fits": best.score,
        "likeness": 10 * max(like - 0.8, 0.0),
        "lead": (best.score - near) / (best.score or 1.0),
        "lead_in_likeness": 10 * (like - next_like),
        "shared": fsum(points[term] for term in points.keys() & held) / worth if worth else 0.0,
        "aspects_told": len(told) / len(aspects) if aspects else 0.0,
        "asks_aspect": float(bool(aspects)),
        "value_told": float(bool(types) and tells(draft.text, types, language)),
        "asks_value": float(bool(types)),
        "leans": float(bool(context)),
        "several": float(bool(state.get("several"))),
        "is_sum": float(bool(state["trace"].get("sum"))),
        "from_first": float(
            bool(draft.sources) and draft.sources[0].article_id == best.article.slug
        ),
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
    total = learned["bias"] + fsum(learned[name] * signals[name] for name in NAMES)
    return round(1 / (1 + exp(-total)), 2)
