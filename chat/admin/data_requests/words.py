"""How the pages of one person's data call what is held, by what it was found, why it failed."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from aicc.personal_data.erasure import InUse
from aicc.personal_data.holds import Held

CLASSES = {
    "conversations": _("Conversations"),
    "messages": _("Messages"),
    "answers": _("Answers of the assistant, with what the model was sent"),
    "feedback": _("Thumbs and knowledge gaps"),
    "handovers": _("Handovers with notes, briefings and intake answers"),
    "call_backs": _("Call-backs"),
    "reviews": _("Reviews and coaching"),
    "holds": _("Legal holds, lifted ones too"),
    "mentions": _("Mentions in what staff wrote elsewhere"),
    "history": _("Entries of the office's history"),
}
FOUND_BY = {
    "customer": _("the customer's number"),
    "sessions": _("sessions"),
    "phone": _("a telephone number"),
}
FAILURES = {
    Held.code: Held.message,
    InUse.code: InUse.message,
    "not_found": _("Nothing was kept of this person any more."),
    "unreadable": _("No present key opens it (AICC_CALL_BACK_KEYS). Ask for it anew."),
    "gave_up": _("Servers failed at it several times; their log says why. Ask for it anew."),
}


def class_names(counts: dict[str, int]) -> list[tuple[Any, int]]:
    """What there is of each class, those without rows left out."""
    return [(name, counts[key]) for key, name in CLASSES.items() if counts.get(key)]


def found_by_names(kinds: list[str]) -> list[str]:
    return [str(FOUND_BY[kind]) for kind in kinds if kind in FOUND_BY]


def why_failed(code: str) -> Any:
    """Blank where it did not; the code where it says nothing to people."""
    return FAILURES.get(code, code)
