"""The classes of data, how long each is kept, and which rows of it are over.

Days come from the settings; 0 keeps for good. What has no class is the bank's own (articles,
rules), staff's for as long as their login is there, or the audit log, from which nothing goes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from aicc.personal_data import holds
from aicc.personal_data.inventory import CONVERSATION, OF_CONVERSATION, Part, model_of
from chat.models import Conversation
from handover.callbacks.requests import OPEN as OPEN_CALL_BACKS
from handover.models import CallBack, Handover


class Kind(StrEnum):
    """A class of data; the order is that in which they are purged."""

    CONVERSATIONS = "conversations"
    CALL_BACKS = "call_backs"
    REVIEWS = "reviews"
    PRESENCE = "presence"
    SIGN_INS = "sign_ins"
    RECORDS = "records"


def days_of(kind: Kind) -> int:
    return int(getattr(settings, f"AICC_RETAIN_{kind.upper()}_DAYS"))


def cutoffs(now: datetime) -> dict[Kind, datetime]:
    """The moment before which each class goes; without those that are kept for good."""
    return {kind: now - timedelta(days=days_of(kind)) for kind in Kind if days_of(kind)}


def before(name: str) -> Callable[[datetime], Q]:
    return lambda cutoff: Q(**{f"{name}__lt": cutoff})


def last_said_before(cutoff: datetime) -> Q:
    silent = Q(last_message_at=None, started_at__lt=cutoff)
    return Q(last_message_at__lt=cutoff) | silent


IN_USE = (
    Q(owner__in=[Conversation.Owner.QUEUE, Conversation.Owner.AGENT])
    | Q(open_turns__gt=0)
    | Q(Exists(CallBack.objects.filter(conversation=OuterRef("pk"), state__in=OPEN_CALL_BACKS)))
    | Q(
        Exists(
            Handover.objects.filter(
                conversation=OuterRef("pk"),
                status__in=[Handover.Status.WAITING, Handover.Status.CLAIMED],
            )
        )
    )
)


@dataclass(frozen=True, slots=True)
class Tree:
    """A table of a class, with the tables that go with its rows.

    is_over: by the cut-off, the rows whose time is over. conversation: the look-up to the
    conversation that a hold may keep; blank: the row itself, None: there is none.
    """

    kind: Kind
    label: str
    is_over: Callable[[datetime], Q]
    parts: tuple[Part, ...] = ()
    conversation: str | None = None
    only: Q = field(default_factory=Q)

    @property
    def model(self) -> type[Model]:
        return model_of(self.label)

    @property
    def is_conversations(self) -> bool:
        return self.label == CONVERSATION

    def over(self, cutoff: datetime) -> QuerySet[Any]:
        """Whose time is over, whatever keeps them."""
        return self.model._base_manager.filter(self.is_over(cutoff), self.only)

    def due(self, cutoff: datetime) -> QuerySet[Any]:
        """Those that go: held by nobody, and in nobody's hands."""
        rows = self.over(cutoff)
        if self.is_conversations:
            rows = rows.exclude(IN_USE)
        if self.conversation is not None:
            rows = rows.exclude(holds.is_held(self.conversation))
        return rows


TREES = (
    Tree(
        Kind.CONVERSATIONS,
        CONVERSATION,
        last_said_before,
        OF_CONVERSATION,
        conversation="",
    ),
    Tree(
        Kind.CALL_BACKS,
        "handover.callback",
        before("ended_at"),
        (Part("handover.callbacklook", "call_back"),),
        conversation="conversation",
        only=~Q(state__in=OPEN_CALL_BACKS),
    ),
    Tree(
        Kind.REVIEWS,
        "chat.review",
        before("created_at"),
        (
            Part("chat.evaluationcase", "review"),
            Part("chat.reviewanswer", "review"),
            Part("chat.pinnedcomment", "review"),
            Part("chat.coachingreply", "note__review"),
            Part("chat.coachingnote", "review"),
            Part("chat.assignment", "review"),
        ),
        conversation="conversation",
    ),
    Tree(Kind.PRESENCE, "handover.presenceperiod", before("ended_at")),
    Tree(Kind.SIGN_INS, "handover.staffsession", before("began_at")),
    Tree(Kind.SIGN_INS, "handover.signinfailures", before("last_try_at")),
    Tree(Kind.SIGN_INS, "sessions.session", before("expire_date")),
    Tree(Kind.RECORDS, "chat.export", before("at")),
    Tree(
        Kind.RECORDS,
        "handover.accesschange",
        before("requested_at"),
        only=~Q(state="pending"),
    ),
    Tree(
        Kind.RECORDS,
        "chat.datarequest",
        before("requested_at"),
        (Part("chat.datapackagepart", "request"),),
        only=~Q(state__in=["pending", "approved", "ready"]),
    ),
    Tree(Kind.RECORDS, "admin.logentry", before("action_time")),
)
