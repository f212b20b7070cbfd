"""How it went: the figures of the period that is asked for, beside the one before."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from aicc.backoffice.dashboard import cards, charts
from aicc.backoffice.dashboard.charts import Slot, day_label, slot_label
from aicc.backoffice.dashboard.drilldown import CONVERSATIONS, link
from handover import reporting
from handover.reporting import Period
from handover.reporting.aggregate import Tally, of, total
from handover.reporting.period import DAY, MOST_DAYS, hour_rows, midnight, today

WEEK = 7
HOUR = timedelta(hours=1)


def asked(request: HttpRequest) -> Period:
    """?from=2026-11-01&to=2026-11-30, at most 92 days; the last seven days without them."""
    now = today()
    last = day(request.GET.get("to"), now)
    first = day(request.GET.get("from"), last - (WEEK - 1) * DAY)
    first, last = min(first, last), max(first, last)
    return Period(max(first, last - (MOST_DAYS - 1) * DAY), last)


def day(text: str | None, otherwise: date) -> date:
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return otherwise
    return found if 2000 <= found.year <= 2100 else otherwise


def context(period: Period) -> dict[str, Any]:
    """Everything that the part below the present shows. Five queries at most."""
    rows = reporting.days_of(Period(period.before.first, period.last))
    by_day = {row.day: of(row) for row in rows}
    here = {day: tally for day, tally in by_day.items() if day >= period.first}
    now, before = total(here.values()), before_it(period, by_day)
    hours = reporting.hours_of(period)
    slots = hour_slots(period) if period.days == 1 else day_slots(period, here)
    return {
        "period": period,
        "title_of_period": said(period),
        "title_of_before": said(period.before),
        "is_cut": period.last == today(),
        "is_running": period.last >= today(),
        "choices": choices(period),
        "most_days": MOST_DAYS,
        "groups": [
            (_("Assistant"), list(cards.cards(cards.ASSISTANT, now, before, period))),
            (_("Agents"), list(cards.cards(cards.PEOPLE, now, before, period))),
        ],
        "charts": charts.drawn(period, slots, hours, now),
        "counted_to": reporting.counted_to(),
        "stale": reporting.stale_hour_count(),
    }


def before_it(period: Period, by_day: dict[date, Tally]) -> Tally:
    """As many days before; of a period that ends today, up to the hour that it has come to."""
    earlier = {day: tally for day, tally in by_day.items() if day < period.first}
    if period.last != today():
        return total(earlier.values())
    last = period.before.last
    then = timezone.now() - period.days * DAY
    hours = [of(row) for row in hour_rows(Period(last, last)) if row.began_at + HOUR <= then]
    return total([*(tally for day, tally in earlier.items() if day < last), *hours])


def day_slots(period: Period, by_day: dict[date, Tally]) -> list[Slot]:
    slots = []
    for number in range(period.days):
        here = period.first + timedelta(days=number)
        tally = by_day.get(here, Tally())
        there = tally.counts["conversations"] or tally.counts["wishes"]
        address = link(CONVERSATIONS, "conversations", Period(here, here)) if there else ""
        slots.append(Slot(day_label(here), tally, address))
    return slots


def hour_slots(period: Period) -> list[Slot]:
    by_hour = {row.began_at: of(row) for row in hour_rows(period)}
    slots = []
    for number in range(24):
        here = midnight(period.first) + timedelta(hours=number)
        slots.append(Slot(slot_label(here), by_hour.get(here, Tally())))
    return slots


def said(period: Period) -> str:
    days = [str(date_format(day, "DATE_FORMAT")) for day in (period.first, period.last)]
    return " – ".join(dict.fromkeys(days))


def choices(period: Period) -> list[dict[str, Any]]:
    """The periods that are one click away."""
    now = today()
    offered = (
        (_("Today"), Period(now, now)),
        (_("Yesterday"), Period(now - DAY, now - DAY)),
        (_("Last 7 days"), Period(now - 6 * DAY, now)),
        (_("Last 28 days"), Period(now - 27 * DAY, now)),
        (_("This month"), Period(now.replace(day=1), now)),
    )
    return [
        {"title": title, "first": each.first, "last": each.last, "is_chosen": each == period}
        for title, each in offered
    ]
