"""What the figures are called, on the dashboard and above the lists behind them."""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat.backoffice.transcript_pages import ENGINES, category_label
from handover.models import Handover
from handover.reporting import agent_figures
from handover.reporting.drilldown import CATEGORY

TRIGGERS = dict(Handover.Trigger.choices)
OUTCOMES = dict(Handover.Outcome.choices)

NAMES: dict[str, Any] = {
    "conversations": _("Conversations"),
    "contained": _("Contained by the assistant"),
    "wanted": _("Handover requested"),
    "scored_assistant": _("Score, assistant alone"),
    "scored_people": _("Score, with an agent"),
    "scored_nobody": _("Score, nobody came"),
    "thinking": _("Being answered"),
    "questions": _("Questions"),
    "answered": _("Answered"),
    "apologies": _("Failed answers"),
    "left": _("Handled by agent"),
    **ENGINES,
    "paid": _("Cost of the model"),
    "thumbs_up": _("Helpful"),
    "thumbs_down": _("Not helpful"),
    "unanswered": _("Not in the articles"),
    "wishes": _("Handover requests"),
    "taken": _("Taken by an agent"),
    "abandoned": _("Abandoned"),
    "open": _("Still open"),
    "ended": _("Ended"),
    "handled": _("Handling"),
    "replied": _("First reply"),
    "replied_late": _("First reply late"),
    "solved_late": _("Solved late"),
    "transferred": _("Transferred"),
    **{
        f"trigger_{name}": format_lazy("{}: {}", _("Trigger"), label)
        for name, label in TRIGGERS.items()
    },
    **{
        f"outcome_{name}": format_lazy("{}: {}", _("Outcome"), label)
        for name, label in OUTCOMES.items()
    },
}

OF_AN_AGENT: dict[str, Any] = {
    "taken": _("Taken by this agent"),
    "closed": _("Closed by this agent"),
    "transferred": _("Transferred by this agent"),
    "released": _("Returned by this agent"),
    "lapsed": _("Timed out with this agent"),
}


def name_of(figure: str) -> str:
    """Blank for one that does not exist."""
    if figure.startswith(CATEGORY):
        return category_label(figure.removeprefix(CATEGORY))
    if (asked := agent_figures.part_of(figure)) is not None:
        return str(OF_AN_AGENT[asked[1]])
    return str(NAMES.get(figure, ""))
