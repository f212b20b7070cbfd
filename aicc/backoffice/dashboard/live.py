"""What is going on this moment. Seven queries, whatever the number of records."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aicc.backoffice.dashboard import formatting
from aicc.backoffice.dashboard.drilldown import CONVERSATIONS, link
from aicc.platform.inference import embeddings, llm
from chat.assistant.retrieval import knowledge
from chat.models import GenerationSwitch, Turn
from handover.queue.hours import calendar
from handover.queue.presence import present, seats
from handover.reporting import Period
from handover.reporting.drilldown import UNDER_WAY
from handover.reporting.people import queue_now
from handover.reporting.period import today

LATELY = timedelta(minutes=15)
MOST_TURNS = 500  # of the last minutes that are looked at


@dataclass(frozen=True, slots=True)
class ModelNow:
    """answers, failures: of the last 15 minutes, of at most the 500 newest questions."""

    state: str  # good, quiet, warn or bad
    words: str
    answers: int
    failures: int


def state() -> dict[str, Any]:
    waiting, seconds = queue_now()
    there = seats()
    switch = GenerationSwitch.objects.select_related("turned_by").first()
    return {
        "waiting": waiting,
        "alarm": alarm(waiting, is_attended=bool(there)),
        "longest": formatting.duration(seconds) if waiting else formatting.NOTHING,
        "present": len(there),
        "in_hand": sum(seat.load for seat in there),
        "places": sum(seat.capacity for seat in there),
        "thinking": Turn.objects.filter(UNDER_WAY).count(),
        "model": model_now(is_on=switch is None or switch.on),
        "search": search_trouble(),
        "switch": switch,
        "is_on": switch is None or switch.on,
        "is_set_up": llm.configured(),
        "at": timezone.localtime(),
        "thinking_link": link(CONVERSATIONS, "thinking", Period(today(), today())),
        "model_link": link(CONVERSATIONS, "model", Period(today(), today())),
    }


def is_unattended() -> bool:
    """Whether no agent is there in business hours. At other hours nobody is expected."""
    return not present().exists() and calendar().is_open(timezone.now())


def alarm(waiting: int, *, is_attended: bool) -> str:
    """What has to be seen to at once; blank where nothing has."""
    if not waiting or is_attended or not calendar().is_open(timezone.now()):
        return ""
    words = ngettext(
        "%(count)d customer waits, and no agent is present.",
        "%(count)d customers wait, and no agent is present.",
        waiting,
    )
    return words % {"count": waiting}


def search_trouble() -> str:
    """What keeps this server from finding articles by their meaning; blank where nothing does."""
    if missing := knowledge.missing():
        count = ngettext("%(count)d vector is missing", "%(count)d vectors are missing", missing)
        return count % {"count": missing}
    return _("embedder is starting again") if embeddings.state() == "resting" else ""


def model_now(*, is_on: bool) -> ModelNow:
    """How the model does, by what became of the last questions on every server.

    Whether it rests is this server's own experience; each counts for itself.
    """
    recent = Turn.objects.filter(asked_at__gte=timezone.now() - LATELY).order_by("-asked_at")
    rows = list(recent.values_list("engine", "trace")[:MOST_TURNS])
    answers = sum(engine == "model" for engine, _ in rows)
    failures = sum("model_failure" in trace for _, trace in rows)
    if not llm.configured():
        state, words = "quiet", _("no model is set up")
    elif not is_on:
        state, words = "warn", _("switched off")
    elif llm.breaker.is_open:
        state, words = "bad", _("left alone for a moment after failures")
    elif failures:
        state, words = ("bad" if failures > answers else "warn"), _("fails at times")
    else:
        state, words = "good", _("well")
    return ModelNow(state, words, answers, failures)
