"""What a security officer reads of one month of the audit log: who looked at whom, what left the
office, what failed, and what changed of people's rights. Masked, because the entries are.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from aicc.audit.models import AuditEvent
from aicc.audit.recording import Action

LOOKS = (Action.VIEW, Action.LIST, Action.SEARCH)
LEFT = (Action.REVEAL, Action.EXPORT, Action.PRINT)
FAILED = (Action.SIGN_IN_FAILED, Action.REFUSED)
CHANGED = (Action.ADD, Action.CHANGE, Action.DELETE)
# Whose changes are changes of what somebody may do.
RIGHTS = (
    *("auth.user", "auth.group", "handover.accesschange"),
    *("handover.secondfactor", "handover.passkey"),
)
MOST_ROWS = 1_000  # of one list of the page; the CSV has all
LONGEST = 300  # characters of an entry's details


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: when, who, from where, what, why."""

    at: datetime
    who: str
    address: str
    action: str
    what: str
    reason: str
    details: str


@dataclass(slots=True)
class Person:
    """What one person looked at. conversations: different ones that they opened."""

    who: str
    counts: Counter[str] = field(default_factory=Counter)
    conversations: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """counts: entries by action. left, rights: at most MOST_ROWS; `of_left`, `of_rights`: all."""

    first: date
    last: date
    counts: dict[str, int]
    people: list[Person]
    left: list[Row]
    of_left: int
    failed: list[tuple[str, str, str, int]]  # whose, from where, why, how often
    rights: list[Row]
    of_rights: int


def days_of(month: date) -> tuple[date, date]:
    """The first and the last day of the month that holds this day."""
    first = month.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def entries(month: date) -> QuerySet[AuditEvent]:
    """Those of the month, by the bank's own days."""
    first, last = days_of(month)
    zone = timezone.get_current_timezone()
    begin = datetime.combine(first, time.min, zone)
    end = datetime.combine(last + timedelta(days=1), time.min, zone)
    return AuditEvent.objects.filter(at__gte=begin, at__lt=end)


def report(month: date) -> Report:
    """Reads each entry of the month at most once; holds the lists' rows and sums."""
    of_month = entries(month)
    first, last = days_of(month)
    left = of_month.filter(action__in=LEFT)
    rights = of_month.filter(action__in=CHANGED, object_type__in=RIGHTS)
    counted = of_month.order_by().values_list("action").annotate(Count("pk"))
    return Report(
        first=first,
        last=last,
        counts=dict(counted),
        people=people(of_month),
        left=list(islice(rows(left), MOST_ROWS)),
        of_left=left.count(),
        failed=failures(of_month),
        rights=list(islice(rows(rights), MOST_ROWS)),
        of_rights=rights.count(),
    )


def people(of_month: QuerySet[AuditEvent]) -> list[Person]:
    """Who looked, by how much they opened."""
    found: dict[str, Person] = {}
    looks = of_month.filter(action__in=(*LOOKS, *LEFT)).order_by()
    for who, action, count in looks.values_list("actor_name", "action").annotate(Count("pk")):
        found.setdefault(who, Person(who)).counts[action] += count
    opened = looks.filter(action=Action.VIEW, object_type="chat.conversation")
    distinct = Count("object_id", distinct=True)
    for who, count in opened.values_list("actor_name").annotate(distinct):
        found[who].conversations = count
    return sorted(found.values(), key=lambda person: (-person.counts.total(), person.who))


def failures(of_month: QuerySet[AuditEvent]) -> list[tuple[str, str, str, int]]:
    """Failed sign-ins and refusals, by login, address and cause, the most frequent first."""
    found: Counter[tuple[str, str, str]] = Counter()
    failed = of_month.filter(action__in=FAILED).order_by()
    for action, who, name, address, details in failed.values_list(
        "action", "actor_name", "object_name", "address", "details"
    ).iterator(chunk_size=2_000):
        told = json.loads(details) if details else {}
        why = str(told.get("why") or told.get("page") or "")
        found[(name if action == Action.SIGN_IN_FAILED else who, address, why)] += 1
    return [(*key, count) for key, count in found.most_common(MOST_ROWS)]


def rows(events: QuerySet[AuditEvent]) -> Iterator[Row]:
    """In the order of time."""
    return map(row_of, events.order_by("pk").iterator(chunk_size=2_000))


def row_of(event: AuditEvent) -> Row:
    what = " ".join(filter(None, (event.object_type, event.object_id, event.object_name)))
    return Row(
        at=timezone.localtime(event.at),
        who=event.actor_name,
        address=event.address,
        action=str(event.get_action_display()),
        what=what,
        reason=event.reason,
        details=event.details[:LONGEST],
    )


def all_rows(month: date) -> Iterator[Row]:
    """What left the office, failed, or changed of rights: every entry, for a table."""
    of_month = entries(month)
    changed = of_month.filter(action__in=CHANGED, object_type__in=RIGHTS)
    yield from rows(of_month.filter(action__in=(*LEFT, *FAILED)) | changed)


def as_context(found: Report) -> dict[str, Any]:
    """For the page: its lists, with the actions' own words."""
    names = dict(AuditEvent.Action.choices)
    shown = [*LOOKS, *LEFT]
    return {
        "report": found,
        "counts": [(names[action], found.counts.get(action, 0)) for action in names],
        "shown": [names[action] for action in shown],
        "people": [
            (person, [person.counts[action] for action in shown]) for person in found.people
        ],
        "most": MOST_ROWS,
    }
