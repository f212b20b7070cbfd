"""What the parts of a turn's trace are called where people read them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

NAMES: dict[str, Any] = {
    "need": _("what the customer needs"),
    "articles": _("articles found"),
    "leans_on_history": _("leans on what was said before"),
    "model": _("language model"),
    "model_failure": _("model's failure"),
    "model_failure_code": _("kind of failure"),
    "triage_failure": _("failure while sorting"),
    "triage_failure_code": _("kind of failure while sorting"),
    "sorted_by": _("sorted by"),
    "emergency": pgettext_lazy("kind of trouble", "emergency"),
    "happened": _("is happening now"),
    "withheld": _("withheld, because of"),
    "left_out": _("sentences left out"),
    "failure": _("failure"),
    "retaken": _("answered again, without vectors and model"),
}
# By the part: one word means different things in two of them.
VALUES: dict[str, dict[str, Any]] = {
    "need": {
        "small_talk": _("small talk"),
        "human": _("a person"),
        "accept": _("the person who was offered"),
        "decline": _("no person"),
        "unclear": _("not clear"),
        "complaint": _("to complain"),
        "question": _("an answer"),
        "agreed": _("what an agent agreed"),
    },
    "emergency": {
        "sent": _("money sent to a fraud"),
        "takeover": _("account taken over"),
        "phishing": _("phishing"),
        "card": _("card lost or misused"),
        "loss": _("something lost or stolen"),
    },
    "model": {
        "no model is configured": _("no model is set up"),
        "switched off": _("switched off"),
        "thought again": _("answered again after an attempt that did not end"),
        "found no answer in the passages": _("found no answer in the passages"),
    },
    "sorted_by": {"model": _("language model")},
    "withheld": {"ungrounded figure": _("a figure that stands in no passage")},
    "failure": {"no engine answered": _("no engine answered")},
}
CODES: dict[str, Any] = {
    "resting": _("left alone for a moment after failures"),
    "ungrounded": _("a figure that stands in no passage"),
    "unfounded": _("said what the passages do not"),
    "unsourced": _("named no passage"),
    "oversteps": _("recommended, promised or decided"),
    "instructions": _("repeated its instructions"),
    "contradicts": _("denied what the passage says"),
    "forbidden": _("asked for what no bank asks for"),
    "language": _("answered in another language"),
    "reasoning": _("talked to itself"),
    "empty": _("said nothing"),
    "long": _("did not come to an end"),
    "schema": _("answered in another form than asked"),
}
VALUES |= {"model_failure_code": CODES, "triage_failure_code": CODES}


def name_of(part: str) -> str:
    """One that is not known here is called as it is stored."""
    return str(NAMES.get(part, part))


def value_of(part: str, value: Any) -> str | None:
    """The value in words; None where it speaks for itself."""
    word = VALUES.get(part, {}).get(value) if isinstance(value, str) else None
    return None if word is None else str(word)
