"""The desk's side of a call-back: who calls, who looked at the number, and how it went."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aicc.audit.recording import Action, record
from aicc.platform import encryption, events
from aicc.platform.errors import AiccError, Invalid, NotFound
from chat import transcript
from chat.models import Message
from chat.pii import mask
from chat.protocol.frame_size import KIB, shortened
from handover.callbacks.requests import OPEN
from handover.models import CallBack, CallBackLook
from handover.queue import ownership, queue

TAKEN_MINUTES = 30  # whoever took one and ended nothing for so long has given it back
MOST_SHOWN = 100
LIST_BYTES = 48 * KIB  # of a frame's list
NOTE_CHARACTERS = 500  # of what was noted before, on a card
AT_ONCE = 200
State = CallBack.State
OUTCOMES = ("reached", "not_reached", "given_up", "release")

NOT_REACHED = _(
    "We tried to call you and did not reach you. Write here, or leave another request."
)


class Erased(AiccError):
    """The number is gone, or sealed under a key that nobody has any more."""

    code = "erased"
    status = 410
    message = _("This number is not there any more.")


def free() -> Q:
    """Those that nobody calls just now, by the database's clock, or whose agent is gone."""
    lapsed = Q(taken_at__lt=Now() - timedelta(minutes=TAKEN_MINUTES))
    working = User.objects.filter(pk=OuterRef("agent"), is_active=True)
    return Q(state=State.OPEN) | Q(lapsed | Q(~Exists(working)), state=State.TAKEN)


def listed(rows: QuerySet[CallBack]) -> QuerySet[CallBack]:
    """Those of these rows that are open, the next window first; `is_free`: anybody may call."""
    is_free = ExpressionWrapper(free(), output_field=BooleanField())
    return rows.filter(state__in=OPEN).annotate(is_free=is_free).order_by("window_from", "pk")


def take(call_back_id: int, agent: User) -> None:
    """Who takes it calls. Raises AlreadyClaimed when another was first; again is harmless."""
    rows = CallBack.objects.filter(pk=call_back_id)
    if rows.filter(free()).update(state=State.TAKEN, agent=agent, taken_at=Now()):
        events.call_backs_moved()
        return
    if rows.filter(state=State.TAKEN, agent=agent).exists():
        return
    if not rows.exists():
        raise NotFound
    raise queue.AlreadyClaimed(_("A colleague was faster, or the request is over."))


@transaction.atomic
def number(call_back_id: int, agent: User, reason: str = "") -> str:
    """The whole number, for whoever has taken it; that they looked is stored before they see it.

    reason: what for, beside the call that they have taken.

    Raises NotYours, Erased.
    """
    row = of_agent(call_back_id, agent)
    if not row.number_sealed:
        raise Erased
    looked = {"call": row.attempts + 1}
    record(Action.REVEAL, "handover.callback", row.pk, reason=reason, user=agent, details=looked)
    CallBackLook.objects.create(call_back=row, user=agent, user_name=ownership.name_of(agent))
    try:
        return encryption.decrypt(row.number_sealed)
    except encryption.Unreadable:
        raise Erased from None


@transaction.atomic
def end(call_back_id: int, agent: User, outcome: str, note: str) -> None:
    """How the call went: reached; not_reached, tried again until AICC_CALL_BACK_ATTEMPTS;
    given_up; or release, given back untried. Raises NotYours, Invalid.
    """
    if outcome not in OUTCOMES:
        raise Invalid(_("outcome: one of %(all)s.") % {"all": ", ".join(OUTCOMES)})
    row, now = of_agent(call_back_id, agent), timezone.now()
    row.note = "\n".join(filter(None, [row.note, mask(note)]))
    row.attempts += outcome in ("reached", "not_reached")
    is_last = row.attempts >= settings.AICC_CALL_BACK_ATTEMPTS
    if outcome == "reached":
        row.state, row.ended_at = State.REACHED, now
    elif outcome == "given_up" or (outcome == "not_reached" and is_last):
        row.state, row.ended_at = State.GIVEN_UP, now
    else:
        row.state, row.agent, row.taken_at = State.OPEN, None, None
        if outcome == "not_reached":
            row.not_before = now + timedelta(minutes=settings.AICC_CALL_BACK_RETRY_MINUTES)
    row.save()
    if row.state == State.GIVEN_UP:
        conversation = transcript.lock(row.conversation_id)
        transcript.append(conversation, Message.Sender.SYSTEM, NOT_REACHED)
    events.call_backs_moved()


def of_agent(call_back_id: int, agent: User) -> CallBack:
    """The one that this agent has, locked. Raises NotFound, NotYours."""
    found = CallBack.objects.filter(pk=call_back_id).values_list("conversation_id", flat=True)
    conversation_id = found.first()
    if conversation_id is None:
        raise NotFound
    transcript.lock(conversation_id)  # the first lock of every flow
    row = CallBack.objects.select_for_update().get(pk=call_back_id)
    if row.state != State.TAKEN or row.agent_id != agent.pk:
        raise ownership.NotYours
    return row


def erase_old() -> int:
    """Erase the numbers of requests that ended AICC_CALL_BACK_DAYS ago, or whose time has long
    passed without a call. Returns how many; harmless to repeat.
    """
    oldest = Now() - timedelta(days=settings.AICC_CALL_BACK_DAYS)
    old = CallBack.objects.exclude(number_sealed="").filter(
        Q(ended_at__lt=oldest) | Q(state__in=OPEN, window_until__lt=oldest)
    )
    keys = list(old.values_list("pk", flat=True)[:AT_ONCE])
    if not keys:
        return 0
    rows = CallBack.objects.filter(pk__in=keys)
    rows.filter(state__in=OPEN).update(state=State.GIVEN_UP, ended_at=Now())
    return rows.update(number_sealed="", number_end="")


def card(row: Any) -> dict[str, Any]:
    """What the desk's list shows of one of `listed`. One that is free again is open to all."""
    conversation = row.conversation
    return {
        "call_back": row.pk,
        "session": ownership.session_name(conversation.session_id),
        "customer": conversation.customer_name,
        "language": conversation.language,
        "category": conversation.category,
        "phone": f"****-{row.number_end}",
        "from": row.window_from.isoformat(),
        "until": row.window_until.isoformat(),
        "not_before": row.not_before.isoformat() if row.not_before else None,
        "attempts": row.attempts,
        "note": shortened(row.note, NOTE_CHARACTERS),
        "state": State.OPEN if row.is_free else row.state,
        "agent": row.agent_id,
        "agent_name": ownership.name_of(row.agent) if row.agent else "",
    }
