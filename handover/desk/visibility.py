"""What somebody at the desk may see, and how it is put on their screen.

An agent sees who waits for their team or for anybody, and what they have or had themselves;
a supervisor sees all. At the desk a colleague's conversation is nobody else's; in the back
office a team reads what its members have or had in it.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils import timezone

from aicc.platform.errors import NotAllowed, NotFound
from chat import transcript
from chat.protocol.outgoing import iso
from chat.transcript import Reading
from handover.desk import protocol
from handover.models import AgentProfile, CannedReply, Handover, Note, Stint
from handover.queue import intake, presence, queue

Status = Handover.Status


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody at the desk, with what they may do there."""

    user: User
    team_id: int | None
    may_work: bool
    may_supervise: bool
    may_pull: bool

    @property
    def key(self) -> int:
        return self.user.pk


def viewer_of(user: User) -> Viewer:
    """Raises NotAllowed for staff without the desk's permission."""
    if not user.has_perm("handover.view_handover"):
        raise NotAllowed
    profile = AgentProfile.objects.filter(user=user).values_list("team_id", flat=True).first()
    return Viewer(
        user,
        profile,
        user.has_perm("handover.change_handover"),
        user.has_perm("handover.supervise_handover"),
        user.has_perm("handover.pull_handover"),
    )


def in_sight(viewer: Viewer) -> Q:
    """Which handovers this person may look at."""
    if viewer.may_supervise:
        return Q()
    return (
        Q(agent=viewer.key)
        | Q(status=Status.WAITING, team=None)
        | Q(status=Status.WAITING, team__isnull=False, team=viewer.team_id)
    )


def readable(viewer: Viewer) -> Q:
    """Which conversations an agent may read in the back office."""
    team = Q(team__isnull=False, team=viewer.team_id)
    handovers = Handover.objects.filter(in_sight(viewer) | team)
    held = Stint.objects.filter(agent=viewer.key)
    return Q(pk__in=handovers.values("conversation")) | Q(
        pk__in=held.values("handover__conversation")
    )


def visible(viewer: Viewer) -> QuerySet[Handover]:
    return Handover.objects.select_related("conversation", "team").filter(in_sight(viewer))


def find(viewer: Viewer, handover_id: int) -> Handover:
    """Raises NotFound where there is none, or none for this person's eyes."""
    row = visible(viewer).filter(pk=handover_id).first()
    if row is None:
        raise NotFound
    return row


def read(viewer: Viewer, handover_id: int, conversation_id: int, seq: int) -> Reading:
    """The entries after `seq` of a conversation that this person may still look at."""
    if not visible(viewer).filter(pk=handover_id).exists():
        raise NotFound
    return transcript.since(conversation_id, seq)


def hello(viewer: Viewer) -> dict[str, Any]:
    """What a desk needs once: who sits there, and the sentences they need not type."""
    profile = presence.profile_of(viewer.user)
    replies = CannedReply.objects.filter(Q(team=None) | Q(team=viewer.team_id)).order_by(
        "shortcut"
    )
    return {
        "type": "desk",
        "now": iso(timezone.now()),
        "me": {
            "id": viewer.key,
            "name": queue.name_of(viewer.user),
            "presence": profile.presence,
            "capacity": profile.capacity,
            "team": profile.team.name if profile.team else None,
            "may_work": viewer.may_work,
            "may_supervise": viewer.may_supervise,
            "may_pull": viewer.may_pull,
        },
        "canned": list(replies.values("shortcut", "language", "text")),
    }


def opened(viewer: Viewer, row: Handover) -> dict[str, Any]:
    """One handover with its notes, what was answered in it, and whether it is the viewer's."""
    notes = Note.objects.filter(handover=row).order_by("id")
    return {
        "type": "handover",
        **protocol.card(row),
        "correction": row.correction,
        "notes": [protocol.note_of(note) for note in notes],
        "answers": intake.collected(row),
        "is_mine": row.status == Status.CLAIMED and row.agent_id == viewer.key,
    }
