"""The contact centre in figures, counted by the hour and kept; docs/figures.md defines each."""

from handover.reporting.aggregate import Tally
from handover.reporting.gone import keep_figures_of
from handover.reporting.period import Period, counted_to, days_of, hours_of
from handover.reporting.rollup import count_again, keep_up, stale_hour_count

__all__ = [
    "Period",
    "Tally",
    "count_again",
    "counted_to",
    "days_of",
    "hours_of",
    "keep_figures_of",
    "keep_up",
    "stale_hour_count",
]
