"""What a customer may want, over either road: an answer, a person, to be heard, to end.

Each action is one database hop; `grant` is the socket's road to them.
"""

import asyncio
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from aicc.platform import events
from aicc.platform.db import in_db
from aicc.platform.errors import AiccError
from chat import transcript, turns
from chat.api import thumbs
from chat.api.delivery import Delivery
from chat.backoffice import indexer
from chat.models import Conversation, Message
from chat.pii import mask
from chat.protocol import incoming, outgoing
from chat.sessions import rate_limits
from chat.turns import TurnReceipt
from handover.queue import queue
from handover.queue.queued_words import queued_words


def with_agent() -> str:
    """What somebody who waits for a response is told when an agent will answer."""
    return gettext("An agent has your message and will answer here.")


async def handle_frame(frame: incoming.Frame, delivery: Delivery, room: events.EventRelay) -> None:
    """Do what a frame asks for, and tell the socket that asked."""
    conversation_id = delivery.session.conversation_id
    match frame:
        case incoming.Say():
            await take_turn(frame, delivery)
        case incoming.Ping(timestamp=stamp):
            await room.join()
            await delivery.look()
            await delivery.send(outgoing.pong(stamp, delivery.cursor))
        case incoming.Resume(last_seq=seq, epoch=epoch):
            await delivery.resume(seq, epoch)
        case incoming.Typing(is_typing=is_typing):
            events.typing(conversation_id, Message.Sender.CUSTOMER, is_typing)
        case _:
            async with delivery.action_lock:
                await do(frame, delivery)


async def take_turn(frame: incoming.Say, delivery: Delivery) -> None:
    """Store what the customer said, and send what the socket that said it waits for. A message
    whose socket ends at the same moment is stored and answered all the same.
    """
    try:
        async with delivery.action_lock:
            asked = await store(frame, delivery)
            await delivery.accept(asked)
    finally:
        delivery.storing.discard(asyncio.current_task())
    if delivery.is_gone:
        return
    if asked.is_open and asked.mine is None and delivery.current:
        return  # thought elsewhere or later; the transcript brings it
    try:
        answer = await turns.answer_to(asked)
    except AiccError:
        delivery.excuse(asked)
        raise
    if answer is not None:
        await delivery.answer(answer, again=asked.duplicate and asked.answer is not None)
    else:
        await delivery.notice(outgoing.notice(with_agent()), asked)


async def store(frame: incoming.Say, delivery: Delivery) -> TurnReceipt:
    await rate_limits.spend(rate_limits.Action.MESSAGE, delivery.session)
    delivery.asking = frame.client_message_id or turns.generated_id()
    try:
        return await turns.ask(
            delivery.session.conversation_id,
            frame.text,
            delivery.asking,
            frame.answers,
            delivery.cursor,
            asker=delivery.session.counted_as,
        )
    except AiccError:
        await delivery.give_up()
        raise


async def do(frame: incoming.Frame, delivery: Delivery) -> None:
    """What changes the conversation beside a message. One action of a socket after another."""
    conversation_id = delivery.session.conversation_id
    await rate_limits.spend(rate_limits.FRAMES[type(frame)], delivery.session)
    match frame:
        case incoming.RequestHandover(reason=reason):
            await in_db(queue.open_handover)(conversation_id, reason=reason)
            await delivery.confirm_owner()
            await delivery.notice(await in_db(person_wanted)(conversation_id, delivery.owner))
        case incoming.CancelHandover():
            await in_db(queue.cancel)(conversation_id)
            await delivery.catch_up()
        case incoming.Thumb(seq=seq, rating=rating, comment=comment):
            await in_db(thumbs.give)(conversation_id, seq, rating, comment)
        case incoming.Rate(score=score, comment=comment):
            await in_db(rate)(conversation_id, score, comment)
        case incoming.End():
            await in_db(end)(conversation_id)
            await delivery.catch_up()


def person_wanted(conversation_id: int, owner: str) -> dict[str, Any]:
    """The `data` of the response to a handover request, in the language that the conversation has
    from there on; out of hours also when we are back.
    """
    languages = Conversation.objects.filter(pk=conversation_id).values_list("language", flat=True)
    language = languages.first() or settings.LANGUAGE_CODE  # erased meanwhile
    triage = {"intent": "HUMAN_REQ", "suggested_action": "HANDOVER"}
    with override(language):
        if owner == Conversation.Owner.AGENT:
            return outgoing.notice(with_agent(), handover_status="accepted", **triage)
        text = str(queued_words(language, timezone.now()))
        return outgoing.notice(text, handover_status="pending", **triage)


def rate(conversation_id: int, score: int, comment: str) -> None:
    """The customer's score of the whole conversation, 1 to 5, also after its end."""
    Conversation.objects.filter(pk=conversation_id).update(
        score=score, score_comment=mask(comment), scored_at=timezone.now()
    )
    indexer.again(conversation_id)


ENDED = _("The conversation was ended by the customer. Write again at any time.")


@transaction.atomic
def end(conversation_id: int) -> None:
    """The customer closes the conversation: queue, agent and assistant let go of it."""
    conversation = transcript.lock(conversation_id)
    if conversation.owner == Conversation.Owner.CLOSED:
        return
    queue.end_handovers(conversation)
    queue.set_owner(conversation, Conversation.Owner.CLOSED)
    conversation.ended_at = timezone.now()
    conversation.save(update_fields=["ended_at"])
    transcript.append(conversation, Message.Sender.SYSTEM, ENDED)
    events.changed(conversation.pk)
