"""Who may send which frame of the desk: the table of docs/desk.md, and a test walks both."""

from enum import StrEnum

from django.db.models import Q

from aicc.platform.errors import NotAllowed, NotFound
from handover.callbacks import protocol as callback_protocol
from handover.desk import protocol, visibility
from handover.desk.visibility import Viewer
from handover.models import Handover
from handover.queue import queue
from handover.staff_sessions import networks


class Right(StrEnum):
    """What it takes to send a frame."""

    LOOK = "look"  # see the handover
    WORK = "work"  # see it, and the permission to take conversations
    OWN = "own"  # the same, and have it
    SUPERVISE = "supervise"  # the permission to take anybody's
    PULL = "pull"  # the permission to take the assistant's
    NUMBER = "number"  # work, and the permission to see whole numbers


RIGHTS: dict[type[protocol.Frame], Right] = {
    protocol.Resume: Right.LOOK,
    protocol.Brief: Right.LOOK,
    protocol.Presence: Right.WORK,
    protocol.Claim: Right.WORK,
    protocol.WriteNote: Right.WORK,
    protocol.Correct: Right.WORK,
    protocol.Say: Right.OWN,
    protocol.Typing: Right.OWN,
    protocol.Read: Right.OWN,
    protocol.Warn: Right.OWN,
    protocol.PutLabels: Right.WORK,
    protocol.Snooze: Right.OWN,
    protocol.Wake: Right.OWN,
    protocol.Release: Right.OWN,
    protocol.Transfer: Right.OWN,
    protocol.HandBack: Right.OWN,
    protocol.Close: Right.OWN,
    protocol.TakeOver: Right.SUPERVISE,
    protocol.Pull: Right.PULL,
    callback_protocol.TakeCall: Right.WORK,
    callback_protocol.EndCall: Right.WORK,
    callback_protocol.ShowNumber: Right.NUMBER,
}


def sign_in(session_key: str | None) -> Viewer:
    """Who sits at a desk, with what they may do now. Raises SignedOut or AccessRevoked."""
    viewer = visibility.viewers_of([session_key])[session_key]
    if not isinstance(viewer, Viewer):
        raise viewer
    networks.check(viewer.user)
    return viewer


def allowed(session_key: str | None, frame: protocol.Frame) -> Viewer:
    """Whoever sent this frame, if they may. Raises as `do`."""
    viewer = sign_in(session_key)
    allow(viewer, frame)
    return viewer


def allow(viewer: Viewer, frame: protocol.Frame) -> None:
    """Whether this person may send this frame. That the conversation is theirs is checked by
    the command itself, under the conversation's lock.
    """
    right = RIGHTS[type(frame)]
    is_refused = (
        (right != Right.LOOK and not viewer.may_work)
        or (right == Right.SUPERVISE and not viewer.may_supervise)
        or (right == Right.PULL and not viewer.may_pull)
        or (right == Right.NUMBER and visibility.SEES_NUMBERS not in viewer.rights)
    )
    if is_refused:
        raise NotAllowed
    if isinstance(frame, callback_protocol.AboutCall):
        if not visibility.call_backs(viewer).filter(pk=frame.call_back).exists():
            raise NotFound
    elif isinstance(frame, protocol.About) and right != Right.OWN:
        allow_about(viewer, frame, right)


def allow_about(viewer: Viewer, frame: protocol.About, right: Right) -> None:
    """Whether the handover is there for them; who reads everything does not work on everything."""
    rows = visibility.handovers(viewer)
    if right != Right.LOOK:
        rows = rows.filter(visibility.visible_to(viewer))
    if rows.filter(pk=frame.handover).exists():
        return
    theirs = Q(team=None) | Q(team__isnull=False, team=viewer.team_id)
    if isinstance(frame, protocol.Claim) and Handover.objects.filter(theirs, pk=frame.handover):
        raise queue.AlreadyClaimed(queue.TOO_LATE)  # it was there for the taking
    raise NotFound
