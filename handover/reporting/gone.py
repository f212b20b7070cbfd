"""What conversations counted before they go: an hour keeps it beside what its others count.

Counted anew, an hour is therefore what it was, whether it was counted before or not.
"""

from collections.abc import Collection
from datetime import datetime

from chat.models import Conversation, KnowledgeGap, Turn
from handover.models import Handover, HourFigures
from handover.reporting.aggregate import of_gone
from handover.reporting.counting import count
from handover.reporting.stale_hours import HOUR, hour_of

MOMENTS = (
    (Conversation, "pk", "started_at"),
    (Turn, "conversation", "asked_at"),
    (KnowledgeGap, "conversation", "noted_at"),
    (Handover, "conversation", "requested_at"),
)


def keep_figures_of(ids: Collection[int]) -> None:
    """To be called by the transaction that deletes these conversations, before it does.

    Locks the rows of their hours, so that whoever counts one of them waits for the commit.
    """
    hours = hours_of_conversations(ids)
    HourFigures.objects.bulk_create(
        [HourFigures(began_at=hour) for hour in hours], ignore_conflicts=True
    )
    rows = HourFigures.objects.select_for_update().filter(began_at__in=hours)
    for row in rows.order_by("began_at"):
        tally = of_gone(row)
        tally.add(count(row.began_at, row.began_at + HOUR, of=ids))
        row.gone_counts, row.gone_spreads = tally.as_json()
        row.save(update_fields=["gone_counts", "gone_spreads"])


def hours_of_conversations(ids: Collection[int]) -> list[datetime]:
    """The hours in which one of their records is counted. Four queries."""
    found: set[datetime] = set()
    for model, name, moment in MOMENTS:
        rows = model._default_manager.filter(**{f"{name}__in": ids})
        found |= {hour_of(at) for at in rows.values_list(moment, flat=True)}
    return sorted(found)
