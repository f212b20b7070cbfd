"""The figures of a period in words and numbers, each with the list behind it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aicc.backoffice.dashboard import formatting
from aicc.backoffice.dashboard.drilldown import CONVERSATIONS, HANDOVERS, link
from aicc.backoffice.dashboard.labels import NAMES
from aicc.platform.inference.token_usage import MICRO
from aicc.platform.percentiles import ratio
from handover.reporting import Period, Tally


@dataclass(frozen=True, slots=True)
class Figure:
    """value: what is shown of a tally; None where there is nothing to tell.

    behind: the list's name for it. better: more, less, or blank where neither is.
    beside: words with a place for a second value, and that value.
    """

    name: str
    value: Callable[[Tally], float | None]
    form: formatting.Form
    behind: str
    room: str = CONVERSATIONS
    better: str = ""
    title: Any = ""
    beside: tuple[Any, Callable[[Tally], float | None], formatting.Form] | None = None


def number(name: str) -> Callable[[Tally], float]:
    return lambda tally: tally.counts[name]


def share_of(name: str, whole: str) -> Callable[[Tally], float | None]:
    return lambda tally: ratio(tally.counts[name], tally.counts[whole])


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
    ninety = (_("9 of 10 within %(value)s"), rank(name, 90), formatting.duration)
    return Figure(
        name, rank(name, 50), formatting.duration, behind, room, "less", title, beside=ninety
    )


SCORES = _("scores: %(value)s")
ASSISTANT = (
    Figure("conversations", number("conversations"), formatting.whole, "conversations"),
    Figure(
        "contained", share_of("contained", "conversations"), formatting.share, "contained",
        better="more",
        beside=(_("conversations: %(value)s"), number("contained"), formatting.whole),
    ),
    Figure("questions", number("questions"), formatting.whole, "questions"),
    Figure("unanswered", number("unanswered"), formatting.whole, "unanswered", better="less"),
    times("answer", "answered", _("Time to the answer"), CONVERSATIONS),
    times("model", "model", _("Model's time"), CONVERSATIONS),
    Figure(
        "cost", cost, formatting.won, "paid", title=_("Cost of the model"),
        beside=(_("answers by it: %(value)s"), number("engine.model"), formatting.whole),
    ),
    Figure(
        "confidence", rank("confidence", 50), formatting.score, "questions",
        better="more", title=_("Retrieval confidence"),
        beside=(_("9 of 10 above %(value)s"), rank("confidence", 10), formatting.score),
    ),
    Figure("thumbs_up", number("thumb.up"), formatting.whole, "thumbs_up", better="more"),
    Figure("thumbs_down", number("thumb.down"), formatting.whole, "thumbs_down", better="less"),
    Figure(
        "scored_assistant", mean_score("assistant"), formatting.score, "scored_assistant",
        better="more", beside=(SCORES, scores("assistant"), formatting.whole),
    ),
    Figure("apologies", number("turn.failed"), formatting.whole, "apologies", better="less"),
)  # fmt: skip
PEOPLE = (
    Figure("wishes", number("wishes"), formatting.whole, "wishes", HANDOVERS),
    Figure("taken", number("taken"), formatting.whole, "taken", HANDOVERS),
    Figure("abandoned", number("abandoned"), formatting.whole, "abandoned", HANDOVERS, "less"),
    Figure("open", still_open, formatting.whole, "open", HANDOVERS),
    times("waiting", "taken", pgettext_lazy("figure", "Waiting")),
    times("first_reply", "replied", _("First reply")),
    times("handling", "handled", _("Handling")),
    Figure("transfers", number("transfers"), formatting.whole, "transferred", HANDOVERS,
           title=pgettext_lazy("figure", "Transfers")),
    Figure(
        "first_replies_kept", share_of("first_replies_kept", "first_replies"), formatting.share,
        "replied_late", HANDOVERS, "more", _("First reply SLA"),
    ),
    Figure(
        "solved_kept", share_of("solved_kept", "handled"), formatting.share,
        "solved_late", HANDOVERS, "more", _("Resolution SLA"),
    ),
    Figure(
        "scored_people", mean_score("people"), formatting.score, "scored_people",
        better="more", beside=(SCORES, scores("people"), formatting.whole),
    ),
    Figure(
        "scored_nobody", mean_score("nobody"), formatting.score, "scored_nobody",
        better="more", beside=(SCORES, scores("nobody"), formatting.whole),
    ),
)  # fmt: skip


def cards(
    figures: tuple[Figure, ...], now: Tally, before: Tally, period: Period
) -> Iterator[dict[str, Any]]:
    for figure in figures:
        value = figure.value(now)
        changed = formatting.change(value, figure.value(before), figure.form)
        yield {
            "name": figure.name,
            "title": figure.title or NAMES[figure.name],
            "value": formatting.said(value, figure.form),
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
