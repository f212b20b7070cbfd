"""What is drawn of a period. Each chart is a table; the page draws what the table says."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from aicc.backoffice.dashboard import formatting
from aicc.backoffice.dashboard.cards import cost, rank, share_of
from aicc.backoffice.dashboard.drilldown import CONVERSATIONS, HANDOVERS, link
from aicc.backoffice.dashboard.labels import OUTCOMES, TRIGGERS
from chat.backoffice.transcript_pages import ENGINES, category_label
from handover.reporting import Period, Tally
from handover.reporting.drilldown import CATEGORY

MOST_CATEGORIES = 8
Value = Callable[[Tally], float | None]


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    values: Sequence[float | None]
    cells: Sequence[str]  # the same, as people read them
    link: str = ""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Each value for the drawing, in no language, and as people read it."""
        drawn = ("" if value is None else repr(float(value)) for value in self.values)
        return list(zip(drawn, self.cells, strict=True))


@dataclass(frozen=True, slots=True)
class Chart:
    """kind: bar, line, or across for bars that lie. unit: what the axis counts, for people."""

    name: str
    title: str
    kind: str
    head: Sequence[str]  # of the labels, then of each series
    rows: list[Row] = field(default_factory=list)
    unit: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(value for row in self.rows for value in row.values)


@dataclass(frozen=True, slots=True)
class Slot:
    """An hour of a single day, or a day of a longer period."""

    label: str
    tally: Tally
    link: str = ""  # to its conversations; an hour has no list of its own


def drawn(
    period: Period, slots: list[Slot], hours: list[tuple[datetime, Counter[str]]], whole: Tally
) -> list[Chart]:
    """hours: of the whole period; whole: everything in it."""
    charts = [volume(slots)]
    if period.days > 1:
        charts.append(by_hour_of_day(hours))
    return [
        *charts,
        over_time(
            "containment", _("Contained by the assistant"), slots, formatting.share,
            [(_("Share"), share_of("contained", "conversations"))], unit="%", scale=100,
        ),
        named("triggers", _("Handover triggers"), whole.named("trigger"), TRIGGERS,
              lambda name: link(HANDOVERS, f"trigger_{name}", period)),
        named("outcomes", _("How it ended"), whole.named("outcome"), OUTCOMES,
              lambda name: link(HANDOVERS, f"outcome_{name}", period)),
        categories(whole, period),
        over_time(
            "waiting", _("Waiting and first reply"), slots, formatting.duration,
            [
                (_("Waiting, median"), rank("waiting", 50)),
                (_("Waiting, 9 of 10 within"), rank("waiting", 90)),
                (_("First reply, median"), rank("first_reply", 50)),
                (_("First reply, 9 of 10 within"), rank("first_reply", 90)),
            ],
            unit=_("minutes"), scale=1 / 60,
        ),
        over_time(
            "answer", _("Time to the answer"), slots, formatting.duration,
            [
                (_("Median"), rank("answer", 50)),
                (_("9 of 10 within"), rank("answer", 90)),
                (_("Model, median"), rank("model", 50)),
                (_("Model, 9 of 10 within"), rank("model", 90)),
            ],
            unit=_("seconds"),
        ),
        scores(whole),
        named("engines", _("Who answered"), whole.named("engine"), ENGINES,
              lambda name: link(CONVERSATIONS, name, period) if name in ENGINES else ""),
        over_time("cost", _("Cost of the model"), slots, formatting.won, [(_("Cost"), cost)],
                  unit=_("won"), kind="bar"),
        over_time(
            "confidence", _("Retrieval confidence"), slots, formatting.score,
            [
                (_("Median"), rank("confidence", 50)),
                (_("9 of 10 above"), rank("confidence", 10)),
            ],
        ),
    ]  # fmt: skip


def volume(slots: list[Slot]) -> Chart:
    series = [
        (_("Conversations"), lambda tally: tally.counts["conversations"]),
        (_("Handover requests"), lambda tally: tally.counts["wishes"]),
        (_("Not in the articles"), lambda tally: tally.counts["unanswered"]),
    ]
    return over_time("volume", _("Volume"), slots, formatting.whole, series, kind="bar")


def over_time(
    name: str,
    title: str,
    slots: list[Slot],
    form: formatting.Form,
    series: Sequence[tuple[str, Value]],
    *,
    unit: str = "",
    scale: float = 1,
    kind: str = "line",
) -> Chart:
    """scale: from the figure to the axis, seconds to minutes for instance."""
    rows = []
    for slot in slots:
        values = [value(slot.tally) for _, value in series]
        rows.append(
            Row(
                slot.label,
                [None if value is None else value * scale for value in values],
                [formatting.said(value, form) for value in values],
                slot.link,
            )
        )
    head = [_("Time"), *(str(label) for label, _ in series)]
    return Chart(name, title, kind, head, rows, unit)


def by_hour_of_day(hours: Iterable[tuple[datetime, Counter[str]]]) -> Chart:
    conversations: Counter[int] = Counter()
    requests: Counter[int] = Counter()
    zone = timezone.get_default_timezone()
    for began, counts in hours:
        hour = timezone.localtime(began, zone).hour
        conversations[hour] += counts["conversations"]
        requests[hour] += counts["wishes"]
    rows = [
        Row(f"{hour:02}", (conversations[hour], requests[hour]),
            (formatting.whole(conversations[hour]), formatting.whole(requests[hour])))
        for hour in range(24)
    ]  # fmt: skip
    head = (_("Hour"), _("Conversations"), _("Handover requests"))
    return Chart("hours", _("By hour of the day"), "bar", head, rows)


def named(
    name: str,
    title: str,
    counts: dict[str, int],
    labels: dict[Any, Any],
    address: Callable[[str], str],
) -> Chart:
    """Bars that lie, the longest first."""
    rows = [
        Row(str(labels.get(each, each)), (number,), (formatting.whole(number),), address(each))
        for each, number in counts.items()
    ]
    return Chart(name, title, "across", (_("What"), _("Number")), rows)


def categories(whole: Tally, period: Period) -> Chart:
    counts = {name: number for name, number in whole.named("category").items() if name}
    most = dict(list(counts.items())[:MOST_CATEGORIES])
    return named(
        "categories", _("Most frequent categories"), most,
        {name: category_label(name) for name in most},
        lambda name: link(CONVERSATIONS, f"{CATEGORY}{name}", period),
    )  # fmt: skip


def scores(whole: Tally) -> Chart:
    assistant, people = whole.named("score_assistant"), whole.named("score_people")
    rows = []
    for score in "54321":
        numbers = (assistant.get(score, 0), people.get(score, 0))
        rows.append(Row(score, numbers, [formatting.whole(number) for number in numbers]))
    head = (_("Score"), _("Assistant alone"), _("With an agent"))
    return Chart("scores", _("Customers' scores"), "bar", head, rows)


def slot_label(hour: datetime) -> str:
    return f"{timezone.localtime(hour, timezone.get_default_timezone()):%H}"


def day_label(day: Any) -> str:
    return str(date_format(day, "n/j"))
