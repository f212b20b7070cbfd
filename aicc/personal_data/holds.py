"""Legal holds: what a dispute, an inquiry or a court needs is neither purged nor erased."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aicc.audit.recording import name_of
from aicc.platform.errors import AiccError, Invalid, NotFound
from chat import transcript
from chat.models import Conversation, LegalHold
from chat.pii import mask
from chat.sessions.customer_assertion import stored_subject


class Held(AiccError):
    """A legal hold keeps it."""

    code = "legal_hold"
    status = 409
    message = _("A legal hold keeps this data. Lift it first.")


def in_force() -> QuerySet[LegalHold]:
    return LegalHold.objects.filter(lifted_at=None)


def is_held(conversation: str = "") -> Q:
    """Of rows: whether a hold keeps the conversation that this look-up leads to."""
    key, customer = (
        (f"{conversation}__pk", f"{conversation}__customer_id")
        if conversation
        else (
            "pk",
            "customer_id",
        )
    )
    itself = in_force().filter(conversation=OuterRef(key))
    whole = in_force().exclude(customer_id="").filter(customer_id=OuterRef(customer))
    return Q(Exists(itself)) | Q(Exists(whole))


def of_conversation(conversation: Conversation) -> QuerySet[LegalHold]:
    """Those in force that keep this one, the newest first."""
    wanted = Q(conversation=conversation)
    if conversation.customer_id:
        wanted |= Q(customer_id=conversation.customer_id)
    return in_force().filter(wanted).order_by("-pk")


def keeping(ids: Iterable[int], customers: Iterable[str] = ()) -> QuerySet[LegalHold]:
    """Those in force that keep one of these conversations, or one of these customers' data."""
    keys = list(ids)
    named = Conversation.objects.filter(pk__in=keys).exclude(customer_id="").values("customer_id")
    theirs = Q(customer_id__in=named) | Q(customer_id__in=[each for each in customers if each])
    return in_force().filter(Q(conversation__in=keys) | theirs)


@transaction.atomic
def place(
    by: User | None, reason: str, *, session_id: str = "", customer_id: str = ""
) -> LegalHold:
    """On one conversation, or on all of a customer's, those to come too. On record.

    reason: 5 to 500 characters, masked. Raises Invalid, NotFound.
    """
    words = mask(reason.strip())[:500]
    if len(words) < 5:
        raise Invalid(_("Say why, in a sentence."))
    if bool(session_id) == bool(customer_id):
        raise Invalid(_("Name a session or a customer, one of the two."))
    conversation = None
    if session_id:
        found = Conversation.objects.filter(session_id=session_id).values_list("pk", flat=True)
        if (pk := found.first()) is None:
            raise NotFound
        # Whoever purges or erases it holds this lock, and asks for holds under it.
        conversation = transcript.lock(pk)
    return LegalHold.objects.create(
        conversation=conversation,
        customer_id=as_kept(customer_id) if customer_id else "",
        reason=words,
        placed_by=by,
        placed_by_name=name_of(by),
    )


def as_kept(customer_id: str) -> str:
    """As the customer's conversations have it, those to come too: a number of a person's stands in
    no row.
    """
    there = Conversation.objects.filter(customer_id=customer_id).exists()
    return customer_id if there else stored_subject(customer_id)


@transaction.atomic
def lift(hold_id: int, by: User | None, reason: str) -> None:
    """It keeps nothing any more; why is on record. Again is harmless. Raises Invalid, NotFound."""
    words = mask(reason.strip())[:500]
    if len(words) < 5:
        raise Invalid(_("Say why, in a sentence."))
    hold = LegalHold.objects.select_for_update().filter(pk=hold_id).first()
    if hold is None:
        raise NotFound
    if hold.lifted_at is not None:
        return
    hold.lifted_at, hold.lifted_by_name, hold.lift_reason = timezone.now(), name_of(by), words
    hold.save(update_fields=["lifted_at", "lifted_by_name", "lift_reason"])


def as_dict(hold: LegalHold) -> dict[str, Any]:
    """For a report: what holds, since when, and nothing of the reason."""
    kept = f"conversation {hold.conversation_id}" if hold.conversation_id else "a customer's"
    return {"hold": hold.pk, "keeps": kept, "since": hold.placed_at.isoformat()}
