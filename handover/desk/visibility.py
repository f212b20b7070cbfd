"""What somebody may read: the one place that every door asks, and how the desk is shown.

An agent reads who waits for their team or for anybody, what they or their team have or had,
and, while a customer is with them, what that customer said before. A supervisor and an auditor
read all. At the desk a colleague's conversation is nobody else's; in the back office a team
reads what its members have or had in it. Whoever has neither permission reads nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from aicc.platform.errors import AiccError, NotFound
from chat import transcript
from chat.models import Conversation
from chat.protocol.frame_size import KIB, fitting
from chat.protocol.outgoing import iso
from chat.transcript import Reading
from handover.callbacks.requests import OPEN
from handover.desk import cards, conversation_history
from handover.models import AgentProfile, AgentSegment, CallBack, CannedReply, Handover, Label
from handover.queue import intake, ownership, presence
from handover.queue.presence import WORKS
from handover.staff_sessions import staff_sessions

CANNED_BYTES, LABELS_BYTES = 40 * KIB, 8 * KIB  # of the first frame
MOST_NOTES, NOTES_BYTES = 50, 24 * KIB  # of a handover's frame
Status = Handover.Status

LOOKS = "handover.view_handover"
SUPERVISES = "handover.supervise_handover"
PULLS = "handover.pull_handover"
SEES_NUMBERS = "handover.see_call_back_number"
READS = "chat.view_conversation"
JUDGES = "chat.view_review"
READS_ARTICLES = "chat.view_article"
IS_COACHED = "chat.answer_coachingnote"
RIGHTS = (
    *(LOOKS, WORKS, SUPERVISES, PULLS, SEES_NUMBERS),
    *(READS, JUDGES, READS_ARTICLES, IS_COACHED),
)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody with what they may do, as it was when they were asked about."""

    user: User
    team_id: int | None
    rights: frozenset[str]  # of RIGHTS

    @property
    def key(self) -> int:
        return self.user.pk

    @property
    def may_look(self) -> bool:
        """At handovers and call-backs, and so open a desk."""
        return LOOKS in self.rights

    @property
    def may_work(self) -> bool:
        return WORKS in self.rights

    @property
    def may_supervise(self) -> bool:
        return SUPERVISES in self.rights

    @property
    def may_pull(self) -> bool:
        return PULLS in self.rights

    @property
    def may_read_all(self) -> bool:
        return bool({SUPERVISES, JUDGES} & self.rights)


def viewer_of(user: User | AnonymousUser) -> Viewer:
    """What this person may do. One query more than their permissions."""
    held = frozenset(name for name in RIGHTS if user.has_perm(name))
    team = AgentProfile.objects.filter(user=user.pk).values_list("team_id", flat=True).first()
    return Viewer(user, team, held)  # type: ignore[arg-type]  # nobody has no rights


def viewers_of(session_keys: Iterable[str | None]) -> dict[str | None, Viewer | AiccError]:
    """Who sits at each of these desks, asked for now. Six queries, whatever their number.

    An error in a viewer's place: SignedOut, NotAllowed for whoever is no staff any more, or
    AccessRevoked for staff without the desk's permission.
    """
    found = staff_sessions.users_of(session_keys)
    users = {user.pk: user for user in found.values() if isinstance(user, User)}
    held = staff_sessions.permissions_of(users.values(), RIGHTS)
    profiles = AgentProfile.objects.filter(user__in=users)
    teams = dict(profiles.values_list("user_id", "team_id"))
    viewers: dict[str | None, Viewer | AiccError] = {}
    for key, user in found.items():
        if isinstance(user, User):
            viewer = Viewer(user, teams.get(user.pk), frozenset(held[user.pk]))
            viewers[key] = viewer if viewer.may_look else staff_sessions.AccessRevoked()
        else:
            viewers[key] = user
    return viewers


def visible_to(viewer: Viewer) -> Q:
    """Which handovers this person may work on, or see waiting."""
    if viewer.may_supervise:
        return Q()
    return (
        Q(agent=viewer.key)
        | Q(status=Status.WAITING, team=None)
        | Q(status=Status.WAITING, team__isnull=False, team=viewer.team_id)
    )


def handovers(viewer: Viewer) -> QuerySet[Handover]:
    """The handovers that this person may read, with what was said in them."""
    rows = Handover.objects.select_related("conversation", "team")
    rows = rows.prefetch_related("conversation__labels")
    if not viewer.may_look:
        return rows.none()
    return rows if viewer.may_read_all else rows.filter(visible_to(viewer))


def conversations(viewer: Viewer) -> QuerySet[Conversation]:
    """The conversations that this person may read, whichever door they come by."""
    rows = Conversation.objects.all()
    if READS not in viewer.rights:
        return rows.none()
    if viewer.may_read_all:
        return rows
    if not viewer.may_look:
        return rows.none()
    team = Q(team__isnull=False, team=viewer.team_id)
    seen = Handover.objects.filter(visible_to(viewer) | team)
    held = AgentSegment.objects.filter(agent=viewer.key)
    served = Handover.objects.filter(agent=viewer.key, status=Status.CLAIMED)
    return rows.filter(
        Q(pk__in=seen.values("conversation"))
        | Q(pk__in=held.values("handover__conversation"))
        | Q(customer_id__in=served.values("conversation__customer_id")) & ~Q(customer_id="")
    )


def may_read(viewer: Viewer, conversation_id: int) -> bool:
    return conversations(viewer).filter(pk=conversation_id).exists()


def about_readable(viewer: Viewer, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of rows about a `conversation`, those about one that this person may read."""
    if viewer.may_read_all and READS in viewer.rights:
        return rows
    return rows.filter(conversation__in=conversations(viewer))


def call_backs(viewer: Viewer) -> QuerySet[CallBack]:
    """The call-back requests that this person may read: an agent theirs, and those to be called
    whose conversation was last with their team or with none.
    """
    rows = CallBack.objects.select_related("conversation", "agent")
    if not viewer.may_look:
        return rows.none()
    if viewer.may_read_all:
        return rows
    last = Handover.objects.filter(conversation=OuterRef("conversation")).order_by("-pk")
    rows = rows.annotate(team=Subquery(last.values("team")[:1]))
    theirs = Q(team=None) | Q(team__isnull=False, team=viewer.team_id)
    return rows.filter(Q(agent=viewer.key) | theirs & Q(state__in=OPEN))


def find(viewer: Viewer, handover_id: int) -> Handover:
    """Raises NotFound where there is none, or none for this person's eyes."""
    row = handovers(viewer).filter(pk=handover_id).first()
    if row is None:
        raise NotFound
    return row


def read(viewer: Viewer, handover_id: int, conversation_id: int, seq: int) -> Reading:
    """The entries after `seq` of a conversation that this person may still look at."""
    look(viewer, handover_id)
    return transcript.since(conversation_id, seq)


def look(viewer: Viewer, handover_id: int) -> None:
    """Raises NotFound unless they may still look at it."""
    if not handovers(viewer).filter(pk=handover_id).exists():
        raise NotFound


def hello(viewer: Viewer) -> dict[str, Any]:
    """What a desk needs once: who sits there, and the sentences they need not type."""
    profile = presence.profile_of(viewer.user)
    known = list(labels())
    replies = list(canned_for(viewer).values("shortcut", "language", "text"))
    return {
        "type": "desk",
        "now": iso(timezone.now()),
        "me": {
            "id": viewer.key,
            "name": ownership.name_of(viewer.user),
            "presence": profile.presence,
            "capacity": profile.capacity,
            "team": profile.team.name if profile.team else None,
            "may_work": viewer.may_work,
            "may_supervise": viewer.may_supervise,
            "may_pull": viewer.may_pull,
        },
        "canned": fitting(replies, CANNED_BYTES),
        "canned_count": len(replies),
        "labels": fitting(known, LABELS_BYTES),
        "labels_count": len(known),
    }


def labels() -> Any:
    """All of the bank's, those that are offered no more included: conversations have them."""
    return Label.objects.order_by("name").values("id", "name", "is_offered")


def canned_for(viewer: Viewer) -> QuerySet[CannedReply]:
    return CannedReply.objects.filter(Q(team=None) | Q(team=viewer.team_id)).order_by("shortcut")


def opened(viewer: Viewer, row: Handover) -> dict[str, Any]:
    """One handover with what was answered in it, and whether it is the viewer's; and of its
    whole conversation the newest notes, the handovers before, and what was agreed. Earlier
    notes are looked up.
    """
    notes = conversation_history.notes(row.conversation_id)
    newest = [cards.note_of(note) for note in notes[:MOST_NOTES]]
    return {
        "type": "handover",
        **cards.card(row),
        "correction": row.correction,
        "notes": fitting(newest, NOTES_BYTES)[::-1],
        "notes_count": notes.count(),
        "earlier_handovers": conversation_history.earlier_handovers(row),
        "agreements": conversation_history.agreements(row),
        "answers": intake.collected(row),
        "is_mine": row.status == Status.CLAIMED and row.agent_id == viewer.key,
    }
