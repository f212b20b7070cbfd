"""The supervisor's switch: generation stops on every server within 5 s, answers go on.

What stands in the database is read by every process every few seconds; a question is
answered by what was read last, so no turn waits for it.
"""

import logging

from django.conf import settings
from django.contrib.auth.models import User

from aicc.platform.inference import llm
from chat.models import GenerationSwitch
from chat.pii import mask

log = logging.getLogger(__name__)

_is_on = True


def refresh() -> None:
    """Read the switch."""
    global _is_on
    newest = GenerationSwitch.objects.values_list("on", flat=True).first()
    _is_on = True if newest is None else newest


def is_on() -> bool:
    """Whether a model may write answers, as this process read it last."""
    return _is_on


def why_not(*, is_retaken: bool = False) -> str:
    """Why no model is asked now; blank when one is.

    is_retaken: the question is thought again, after an attempt that ended nobody knows how.
    """
    if not llm.configured():
        return "no model is configured"
    if is_retaken:
        return "thought again"
    return "" if _is_on else "switched off"


def may_sort(*, is_retaken: bool = False) -> bool:
    """Whether a model may be asked what a message is."""
    return bool(settings.AICC_MODEL_TRIAGE_SECONDS) and not why_not(is_retaken=is_retaken)


def turn(on: bool, reason: str, by: User | None = None) -> GenerationSwitch:
    """Turn the switch for every server. Every turn stays on record, with its reason."""
    turned = GenerationSwitch.objects.create(on=on, reason=mask(reason)[:200], turned_by=by)
    log.warning("generation was turned %s", "on" if on else "off")
    refresh()
    return turned
