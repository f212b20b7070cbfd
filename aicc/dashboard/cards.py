"""The figures of a period in words and numbers, each with the list behind it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aicc.dashboard import shown
from aicc.dashboard.behind import HANDOVERS, TALKS, link
from aicc.dashboard.names import NAMES
from aicc.spread import part
from aicc.usage import MICRO
from handover.figures import Period, Tally


@dataclass(frozen=True, slots=True)
class Figure:
    """value: what is shown of a tally; None where there is nothing to tell.

    behind: the list's name for it. better: more, less, or blank where neither is.
    beside: words with a place for a second value, and that value.
    """

    name: str
    value: Callable[[Tally], float | None]
    form: shown.Form
    behind: str
    room: str = TALKS
    better: str = ""
    title: Any = ""
    beside: tuple[Any, Callable[[Tally], float | None], shown.Form] | None = None


def number(name: str) -> Callable[[Tally], float]:
    return lambda tally: tally.counts[name]


def share_of(name: str, whole: str) -> Callable[[Tally], float | None]:
    return lambda tally: part(tally.counts[name], tally.counts[whole])


def rank(name: str, percent: int) -> Callable[[Tally], float | None]:
    return lambda tally: tally.ranked(name, percent)


def mean_score(by: str) -> Callable[[Tally], float | None]:
    def mean(tally: Tally) -> float | None:
        given = tally.named(f"score_{by}")
        total = sum(int(score) * times for score, times in given.items())
        return total / sum(given.values()) if given else None

    return mean


def scores(by: str) -> Callable[[Tally], float]:
    return lambda tally: sum(tally.named(f"score_{by}").values())


def cost(tally: Tally) -> float:
    return tally.counts["cost_micro_won"] / MICRO


def still_open(tally: Tally) -> float:
    return tally.counts["wishes"] - tally.counts["ended"]


def times(name: str, behind: str, title: Any, room: str = HANDOVERS) -> Figure:
    ninety = (_("9 of 10 within %(value)s"), rank(name, 90), shown.duration)
    return Figure(name, rank(name, 50), shown.duration, behind, room, "less", title, beside=ninety)


SCORES = _("%(value)s scores")
ASSISTANT = (
    Figure("conversations", number("conversations"), shown.whole, "conversations"),
    Figure(
        "contained", share_of("contained", "conversations"), shown.share, "contained",
        better="more", beside=(_("%(value)s conversations"), number("contained"), shown.whole),
    ),
    Figure("questions", number("questions"), shown.whole, "questions"),
    Figure("unanswered", number("unanswered"), shown.whole, "unanswered", better="less"),
    times("answer", "answered", _("Time to the answer"), TALKS),
    times("model", "model", _("Model's time"), TALKS),
    Figure(
        "cost", cost, shown.won, "paid", title=_("Cost of the model"),
        beside=(_("%(value)s answers by it"), number("engine.model"), shown.whole),
    ),
    Figure(
        "confidence", rank("confidence", 50), shown.score, "questions",
        better="more", title=_("Retrieval confidence"),
        beside=(_("9 of 10 above %(value)s"), rank("confidence", 10), shown.score),
    ),
    Figure("thumbs_up", number("thumb.up"), shown.whole, "thumbs_up", better="more"),
    Figure("thumbs_down", number("thumb.down"), shown.whole, "thumbs_down", better="less"),
    Figure(
        "scored_assistant", mean_score("assistant"), shown.score, "scored_assistant",
        better="more", beside=(SCORES, scores("assistant"), shown.whole),
    ),
    Figure("apologies", number("turn.failed"), shown.whole, "apologies", better="less"),
)  # fmt: skip
PEOPLE = (
    Figure("wishes", number("wishes"), shown.whole, "wishes", HANDOVERS),
    Figure("taken", number("taken"), shown.whole, "taken", HANDOVERS),
    Figure("abandoned", number("abandoned"), shown.whole, "abandoned", HANDOVERS, "less"),
    Figure("open", still_open, shown.whole, "open", HANDOVERS),
    times("waiting", "taken", pgettext_lazy("figure", "Waiting")),
    times("first_reply", "replied", _("First reply")),
    times("handling", "handled", _("Handling")),
    Figure("transfers", number("transfers"), shown.whole, "transferred", HANDOVERS,
           title=pgettext_lazy("figure", "Transfers")),
    Figure(
        "first_replies_kept", share_of("first_replies_kept", "first_replies"), shown.share,
        "replied_late", HANDOVERS, "more", _("First reply in time"),
    ),
    Figure(
        "solved_kept", share_of("solved_kept", "handled"), shown.share,
        "solved_late", HANDOVERS, "more", _("Solved in time"),
    ),
    Figure(
        "scored_people", mean_score("people"), shown.score, "scored_people",
        better="more", beside=(SCORES, scores("people"), shown.whole),
    ),
    Figure(
        "scored_nobody", mean_score("nobody"), shown.score, "scored_nobody",
        better="more", beside=(SCORES, scores("nobody"), shown.whole),
    ),
)  # fmt: skip


def cards(
    figures: tuple[Figure, ...], now: Tally, before: Tally, period: Period
) -> Iterator[dict[str, Any]]:
    for figure in figures:
        value = figure.value(now)
        changed = shown.change(value, figure.value(before), figure.form)
        yield {
            "name": figure.name,
            "title": figure.title or NAMES[figure.name],
            "value": shown.said(value, figure.form),
            "beside": beside(figure, now),
            "change": changed,
            "mood": mood(changed, figure.better),
            "link": link(figure.room, figure.behind, period),
        }


def beside(figure: Figure, now: Tally) -> str:
    """Blank where there is nothing to tell."""
    if figure.beside is None:
        return ""
    words, value, form = figure.beside
    found = value(now)
    return "" if found is None else str(words) % {"value": form(found)}


def mood(changed: dict[str, Any] | None, better: str) -> str:
    """Whether the change is a good one."""
    if changed is None or not better or changed["way"] == "same":
        return ""
    return "good" if changed["way"] == better else "bad"
