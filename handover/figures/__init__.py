"""The contact centre in figures, counted by the hour and kept; docs/figures.md defines each."""

from handover.figures.period import Period, counted_to, days_of, hours_of
from handover.figures.rollup import count_again, keep_up, stale_hours
from handover.figures.tally import Tally

__all__ = [
    "Period",
    "Tally",
    "count_again",
    "counted_to",
    "days_of",
    "hours_of",
    "keep_up",
    "stale_hours",
]
