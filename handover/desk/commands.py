"""What a frame from the desk does, for whom, and what it answers.

Each call is one database hop: who is signed in, what they may, and the command itself.
"""

from typing import Any

from django.contrib.auth.models import User

from aicc.audit.recording import Action, record
from aicc.platform import events
from aicc.platform.errors import NotFound
from chat.models import Message
from chat.pii import mask
from handover.briefing import offline
from handover.callbacks import calls
from handover.callbacks import protocol as callback_protocol
from handover.desk import actions, cards, protocol, sorting, supervision, visibility
from handover.desk.rights import allowed, sign_in
from handover.desk.visibility import Viewer
from handover.models import Handover, Note, Team
from handover.queue import ownership, presence, queue


def beat(session_key: str | None) -> Viewer:
    """The desk is still there: say so, and check that its login still counts."""
    viewer = sign_in(session_key)
    if viewer.may_work:
        presence.beat(viewer.user)
    return viewer


def open_desk(session_key: str | None) -> Viewer:
    """As `beat`, for a desk that opens: it shows who waits, and goes on showing it."""
    viewer = beat(session_key)
    record(Action.LIST, "handover.desk", user=viewer.user)
    return viewer


def answer(session_key: str | None, frame: protocol.Frame) -> dict[str, Any] | None:
    """Do what a frame asks for: what its sender is told; None where a hint tells everybody.

    Raises as `do`.
    """
    match frame:
        case protocol.WriteNote():
            return cards.note_ack(frame.handover, write_note(session_key, frame))
        case protocol.Pull():
            return cards.pulled(pull(session_key, frame))
        case callback_protocol.TakeCall() | callback_protocol.ShowNumber():
            return call(session_key, frame)
    do(session_key, frame)
    return None


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
        case protocol.PutLabels(handover=pk, labels=labels):
            sorting.put_labels(pk, agent, labels)
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
        case protocol.Transfer(agent=to, team=team, reason=reason):
            whole_team = Team.objects.filter(pk=team).first() if team else None
            actions.transfer(
                conversation_id, agent, to=colleague(to), team=whole_team, reason=reason
            )
        case protocol.Snooze(minutes=minutes, reminder=reminder):
            sorting.snooze(conversation_id, agent, minutes, reminder)
        case protocol.Wake():
            sorting.wake(conversation_id, agent)
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


def call(
    session_key: str | None, frame: callback_protocol.TakeCall | callback_protocol.ShowNumber
) -> dict[str, Any]:
    """Take a call-back request and show what its conversation was about, or its number.

    Raises as `do`, and Erased.
    """
    viewer = allowed(session_key, frame)
    found: dict[str, Any] = {"type": "call_back", "call_back": frame.call_back}
    if isinstance(frame, callback_protocol.ShowNumber):
        return found | {"number": calls.number(frame.call_back, viewer.user, frame.reason)}
    calls.take(frame.call_back, viewer.user)
    record(Action.VIEW, "handover.callback", frame.call_back, user=viewer.user)
    return found | {"briefing": offline.of_call(frame.call_back)}


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
