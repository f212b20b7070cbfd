"""What a frame from the desk does, for whom, and what it answers.

Each call is one database hop: who is signed in, what they may, and the command itself. The table
of rights is the one of docs/desk.md, and a test walks both.
"""

from enum import StrEnum
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q

from aicc.platform import events
from aicc.platform.errors import AiccError, NotAllowed, NotFound
from chat.models import Message
from chat.pii import mask
from chat.protocol.frame_size import fitting, shortened
from chat.transcript import Reading
from handover.briefing import offline
from handover.callbacks import calls
from handover.callbacks import protocol as callback_protocol
from handover.desk import actions, board, protocol, supervision, visibility
from handover.desk.visibility import Viewer
from handover.models import Handover, Note, Team
from handover.queue import ownership, presence, queue

SUMMARY_CHARACTERS, KEYWORD_CHARACTERS = 2000, 60  # as a frame carries them


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
    if isinstance(viewer, Viewer):
        return viewer
    raise viewer


def beat(session_key: str | None) -> Viewer:
    """The desk is still there: say so, and check that its login still counts."""
    viewer = sign_in(session_key)
    if viewer.may_work:
        presence.beat(viewer.user)
    return viewer


def boards_of(session_keys: list[str | None]) -> list[dict[str, Any] | AiccError]:
    """The board of each of these desks as its person may see it now, or why they may not.

    Thirteen queries, whatever the number of desks.
    """
    found = visibility.viewers_of(session_keys)
    viewers = {key: each for key, each in found.items() if isinstance(each, Viewer)}
    answers: dict[str | None, Any] = {**found}
    answers |= zip(viewers, board.boards(list(viewers.values())), strict=True)
    return [answers[key] for key in session_keys]


def do(session_key: str | None, frame: protocol.Frame) -> None:
    """Do what a frame asks for.

    Raises SignedOut, AccessRevoked, NotAllowed, NotYours, NotFound, AlreadyClaimed or Invalid.
    """
    viewer = allowed(session_key, frame)
    agent = viewer.user
    match frame:
        case protocol.Presence(presence=wanted):
            presence.set_presence(agent, wanted)
        case protocol.Claim(handover=pk):
            queue.claim(pk, agent)
        case protocol.TakeOver(handover=pk):
            actions.take_over(pk, agent)
        case protocol.Correct(handover=pk, fields=fields):
            actions.correct(pk, {name: mask(text) for name, text in fields.items()})
        case protocol.Read(handover=pk, seq=seq):
            actions.read(pk, agent, seq)
        case callback_protocol.EndCall(call_back=pk, outcome=outcome, note=note):
            calls.end(pk, agent, outcome, note)
        case protocol.About(handover=pk):
            in_conversation(conversation_of(pk), agent, frame)


def in_conversation(conversation_id: int, agent: User, frame: protocol.About) -> None:
    """The commands of whoever has the conversation."""
    match frame:
        case protocol.Typing(is_typing=is_typing):
            if not ownership.claimed_by(conversation_id, agent).exists():
                raise ownership.NotYours
            events.typing(conversation_id, Message.Sender.AGENT, is_typing)
        case protocol.Warn():
            actions.warn(conversation_id, agent)
        case protocol.Release():
            actions.release(conversation_id, agent)
        case protocol.Transfer(agent=to, team=team):
            whole_team = Team.objects.filter(pk=team).first() if team else None
            actions.transfer(conversation_id, agent, to=colleague(to), team=whole_team)
        case protocol.HandBack(wrap_up=words, agreed=agreed):
            actions.hand_back(conversation_id, agent, words, agreed)
        case protocol.Close(outcome=outcome, wrap_up=words, agreed=agreed):
            actions.close(conversation_id, agent, outcome, words, agreed)


def say(session_key: str | None, frame: protocol.Say) -> Message:
    """The stored words. Raises as `do`, and IdReuse."""
    viewer = allowed(session_key, frame)
    conversation_id = conversation_of(frame.handover)
    return actions.say(conversation_id, viewer.user, frame.text, frame.client_message_id)


def write_note(session_key: str | None, frame: protocol.WriteNote) -> Note:
    """The stored note. Raises as `say`."""
    viewer = allowed(session_key, frame)
    return actions.note(frame.handover, viewer.user, frame.text, frame.client_message_id)


def pull(session_key: str | None, frame: protocol.Pull) -> Handover:
    """The new handover of the assistant's conversation. Raises as `do`."""
    viewer = allowed(session_key, frame)
    if not visibility.may_read(viewer, frame.conversation):
        raise NotFound
    if frame.to_me:
        return supervision.take(frame.conversation, viewer.user)
    return supervision.put_in_queue(frame.conversation)


def look(session_key: str | None, handover_id: int) -> tuple[dict[str, Any], int]:
    """The handover's frame, and its conversation."""
    viewer = sign_in(session_key)
    row = visibility.find(viewer, handover_id)
    return visibility.opened(viewer, row), row.conversation_id


def read(session_key: str | None, handover_id: int, conversation_id: int, seq: int) -> Reading:
    """The entries after `seq`, for whoever may still look at the handover; else NotFound."""
    return visibility.read(sign_in(session_key), handover_id, conversation_id, seq)


def still_in_sight(session_key: str | None, handover_id: int) -> None:
    """Raises NotFound once the handover is not theirs to look at any more."""
    visibility.look(sign_in(session_key), handover_id)


def brief(session_key: str | None, handover_id: int) -> dict[str, Any]:
    """The handover's frame with its briefing, as the conversation stands now."""
    viewer = sign_in(session_key)
    row = visibility.find(viewer, handover_id)
    return visibility.opened(viewer, row) | {"briefing": briefing_of(row)}


def briefing_of(row: Handover) -> dict[str, Any]:
    """What the machine found, with what the agent corrected in its place."""
    found = offline.of_conversation(row.conversation_id, row.conversation.language)
    return {
        "summary": shortened(row.correction.get("summary") or found.summary, SUMMARY_CHARACTERS),
        "sentiment": row.correction.get("sentiment") or found.sentiment,
        "category": row.correction.get("category") or row.category or row.conversation.category,
        "keywords": [shortened(word, KEYWORD_CHARACTERS) for word in found.keywords],
        "recommendations": list(found.recommendations),
        "is_corrected": bool(row.correction),
        "engine": found.engine,
    }


def call_backs(session_key: str | None) -> dict[str, Any]:
    """Who wants to be called, numbers masked. Nothing for whoever may only look."""
    viewer = sign_in(session_key)
    if not viewer.may_work:
        return {"type": "call_backs", "call_backs": [], "call_backs_count": 0}
    rows = calls.listed(visibility.call_backs(viewer))
    cards = [calls.card(row) for row in rows[: calls.MOST_SHOWN]]
    return {
        "type": "call_backs",
        "call_backs": fitting(cards, calls.LIST_BYTES),
        "call_backs_count": rows.count(),
    }


def call(
    session_key: str | None, frame: callback_protocol.TakeCall | callback_protocol.ShowNumber
) -> dict[str, Any]:
    """Take a call-back request and show what its conversation was about, or its number.

    Raises as `do`, and Erased.
    """
    viewer = allowed(session_key, frame)
    found: dict[str, Any] = {"type": "call_back", "call_back": frame.call_back}
    if isinstance(frame, callback_protocol.ShowNumber):
        return found | {"number": calls.number(frame.call_back, viewer.user)}
    calls.take(frame.call_back, viewer.user)
    return found | {"briefing": offline.of_call(frame.call_back)}


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
        rows = rows.filter(visibility.in_sight(viewer))
    if rows.filter(pk=frame.handover).exists():
        return
    theirs = Q(team=None) | Q(team__isnull=False, team=viewer.team_id)
    if isinstance(frame, protocol.Claim) and Handover.objects.filter(theirs, pk=frame.handover):
        raise queue.AlreadyClaimed(queue.TOO_LATE)  # it was there for the taking
    raise NotFound


def conversation_of(handover_id: int) -> int:
    found = Handover.objects.filter(pk=handover_id).values_list("conversation_id", flat=True)
    conversation_id = found.first()
    if conversation_id is None:
        raise NotFound
    return conversation_id


def colleague(user_id: int | None) -> User | None:
    """A present colleague. Raises NotFound: nobody is given to an empty chair."""
    if user_id is None:
        return None
    profile = presence.present().filter(user=user_id).select_related("user").first()
    if profile is None or not profile.user.has_perm("handover.change_handover"):
        raise NotFound
    return profile.user
