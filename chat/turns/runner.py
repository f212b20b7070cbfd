"""The turns that this server thinks, and who listens to them.

A turn is a task of the server's own. It goes on when the socket that asked is closed, and when
nobody is left to hear it: the answer is stored, and read when the customer comes back.
"""

import asyncio
import logging
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from typing import Any

from django.conf import settings
from structlog.contextvars import bind_contextvars, unbind_contextvars

from aicc.platform import metrics, tracing
from aicc.platform.db import GroupCommit, in_db
from aicc.platform.errors import Busy, Unavailable
from aicc.platform.inference.token_usage import Usage
from chat import assistant, pseudonyms
from chat.assistant import thinking_line
from chat.assistant.types import Reply
from chat.models import Message, Turn
from chat.pii import mask
from chat.sessions import rate_limits
from chat.turns import closing, leases, opening
from chat.turns.apology import apology
from chat.turns.leases import Closed, Closing, NextQuestion, TurnReceipt, TurnRequest
from chat.turns.registry import Listener, Stream, TurnRegistry

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5  # how often a caller without a socket asks after another server's answer
BUSY_SECONDS = 5  # after which a question that was not taken up may come again
AGAIN_SECONDS = 1.0  # between two tries to store an answer while the database is gone

# One at a time: short questions are masked with their batch, and wait for no long one's masking.
_long_texts = ThreadPoolExecutor(1, thread_name_prefix="mask")

BATCH_SECONDS = 0.05  # the longest that one may take before the next ones are smaller
open_turns = GroupCommit(opening.open_turns, most=64, seconds=BATCH_SECONDS)
close_turns = GroupCommit(closing.close_turns, most=64, seconds=BATCH_SECONDS)

registry = TurnRegistry()


async def take_turn(conversation_id: int, text: str, *, client_message_id: str | None = None):
    """Store one customer message and answer it, once per `client_message_id`; see `ask`."""
    asked = await ask(conversation_id, text, client_message_id)
    return asked, await answer_to(asked)


async def ask(
    conversation_id: int,
    text: str,
    client_message_id: str | None = None,
    answers: int | None = None,
    head: int | None = None,
    asker: str = "",
) -> TurnReceipt:
    """Store one customer message and see to its answer. One database hop.

    text: 1 to 2,000 characters as typed; it is masked before it is stored.
    client_message_id: the sender's own id. Sending it again stores nothing and answers
        nothing new. None: the sender knows no ids, and every message is a new one.
    answers: the question, asked while the customer waits, that the sender says this answers.
    head: how far the conversation has come at least, where the caller knows.
    asker: with whom the work of thinking is counted, such as their network; blank: by itself.

    Raises IdReuse, Busy, NotFound; Unavailable when nothing could be stored.
    """
    if registry.draining:
        raise Unavailable(retry_after=1)
    registry.note_asker(conversation_id, asker)
    if thinking_line.is_full_for(registry.asker_of(conversation_id), len(text)):
        raise Busy(retry_after=BUSY_SECONDS)
    client_id = client_message_id or generated_id()
    request = TurnRequest(conversation_id, text, client_id, answers, head)
    stored: asyncio.Future[TurnReceipt]
    # What comes behind a long one of the same conversation is stored behind it.
    if len(text) >= thinking_line.LONG or registry.being_masked[conversation_id]:
        registry.being_masked[conversation_id] += 1
        stored = asyncio.create_task(open_long(request))
    else:
        stored = open_turns.submit(request)
    registry.tasks.add(stored)
    stored.add_done_callback(begin)
    # Whoever asks may leave while the question is stored; what is stored is answered.
    return await asyncio.shield(stored)


async def open_long(request: TurnRequest) -> TurnReceipt:
    """Mask the text, in its turn and beside the event loop, and open the turn."""
    conversation_id = request.conversation_id
    try:
        loop = asyncio.get_running_loop()
        text = await loop.run_in_executor(_long_texts, mask, request.text)
        stored = open_turns.submit(replace(request, text=text))
    finally:
        registry.being_masked[conversation_id] -= 1
        if not registry.being_masked[conversation_id]:
            del registry.being_masked[conversation_id]
    opened: TurnReceipt = await stored
    return opened


def generated_id() -> str:
    """An id for a message whose sender knows none; it is shown to nobody."""
    return f"~{secrets.token_hex(16)}"


def begin(stored: asyncio.Future[TurnReceipt]) -> None:
    registry.tasks.discard(stored)
    if not stored.cancelled() and stored.exception() is None and (mine := stored.result().mine):
        start(mine)


async def answer_to(asked: TurnReceipt) -> Message | None:
    """The stored answer to a question; None when an agent answers it.

    Raises Unavailable after AICC_TURN_SECONDS, and 5 more for the storing: the answer comes
    later, by the transcript.
    """
    if asked.answer or asked.state == Turn.State.LEFT:
        return asked.answer
    key = (asked.conversation_id, asked.seq)
    end = time.monotonic() + settings.AICC_TURN_SECONDS + leases.LEASE_SPARE_SECONDS
    while (left := end - time.monotonic()) > 0:
        under_way = registry.answers.get(key)
        if under_way is not None:
            done, _ = await asyncio.wait({under_way}, timeout=left)
            if done and not under_way.cancelled():
                return under_way.result()
            continue
        if closed := closed_here(asked):
            return closed.answer
        # Another server thinks it, or it waits behind another question.
        state = await in_db(leases.state_of)(*key)
        if state not in (Turn.State.WAITING, Turn.State.THINKING):
            return await in_db(leases.answer_of)(*key)
        await asyncio.sleep(POLL_SECONDS)
    raise Unavailable(retry_after=5)


def closed_here(asked: TurnReceipt) -> Closed | None:
    """How this server closed the turn, a moment ago; None: it did not, or longer ago."""
    return registry.closed.get(asked.mine.lease) if asked.mine else None


def start(mine: NextQuestion) -> None:
    """Think this turn beside everything else; its lease is ours."""
    key = (mine.conversation_id, mine.seq)
    if before := registry.answers.get(key):
        before.cancel()  # its lease ran out while we thought: whoever waits, waits for this one
    answer = registry.answers[key] = asyncio.get_running_loop().create_future()
    registry.leases[key] = mine.lease
    task = asyncio.create_task(run_turn(mine, answer))
    registry.tasks.add(task)
    task.add_done_callback(registry.tasks.discard)


async def run_turn(mine: NextQuestion, answer: asyncio.Future[Message | None]) -> None:
    """Think, store, and go on with the conversation's next waiting question.

    answer: whoever asked waits for it; cancelled, they look for themselves.
    """
    key = (mine.conversation_id, mine.seq)
    bind_contextvars(turn=pseudonyms.Turn(*key))
    span = tracing.begin_turn()
    began = time.monotonic()
    closed = None
    try:
        usage = await rate_limits.allowance(mine.conversation_id)
        reply, failed = await think(mine, usage)
        await rate_limits.note_usage(mine.conversation_id, usage)
        closed = await store(Closing(mine, reply, failed, usage))
        outcome = outcome_of(closed, failed)
        if not closed.is_elsewhere:
            note_closed(outcome, reply.engine, time.monotonic() - began)
        span.note(turn=pseudonyms.Turn(*key), outcome=outcome, engine=reply.engine)
    except Unavailable:
        log.error("an answer could not be stored; its lease will run out")
    finally:
        span.end()
        if registry.answers.get(key) is answer:
            del registry.answers[key]
            registry.leases.pop(key, None)
            registry.streams.pop(mine.conversation_id, None)
        if closed is None or closed.is_elsewhere:
            answer.cancel()  # whoever waits asks the database until somebody has answered
        else:
            registry.remember(mine.lease, closed)
            if not answer.done():
                answer.set_result(closed.answer)
    if closed and closed.following:
        unbind_contextvars("request_id")  # it was another message's
        if registry.draining:
            await in_db(leases.give_back)([closed.following.lease])
        else:
            start(closed.following)


def outcome_of(closed: Closed, failed: bool) -> str:
    if closed.is_elsewhere:
        return "elsewhere"
    return "left" if closed.answer is None else "failed" if failed else "answered"


def note_closed(outcome: str, engine: str, seconds: float) -> None:
    closed_as(outcome, engine).inc()
    metrics.TURN_SECONDS.observe(seconds)
    if log.isEnabledFor(logging.INFO):
        line = {"outcome": outcome, "engine": engine, "milliseconds": round(seconds * 1000)}
        log.info("turn closed", extra=line)


@cache
def closed_as(outcome: str, engine: str) -> Any:
    """The metric of turns that end so; looking it up costs more than counting in it."""
    return metrics.TURNS.labels(outcome, engine)


async def think(mine: NextQuestion, usage: Usage) -> tuple[Reply, bool]:
    """The assistant's reply; an apology when three attempts brought none.

    usage: what the model consumed in all of them is added.

    An attempt that crashed a server was counted when its lease was taken.
    """
    stream = registry.streams[mine.conversation_id] = Stream(mine.seq)
    began = time.monotonic()

    def tell(offset: int, text: str) -> None:
        if registry.streams.get(mine.conversation_id) is not stream:
            return  # the turn is thought anew, and that is what listeners hear
        if text and not stream.begun:
            stream.begun = True
            metrics.FIRST_TOKEN_SECONDS.observe(time.monotonic() - began)
        stream.text = stream.text[:offset] + text
        for listener in list(registry.listeners.get(mine.conversation_id, ())):
            listener(mine.seq, offset, text)

    question = replace(mine.question, asker=registry.asker_of(mine.conversation_id))
    if question.is_retaken:
        metrics.TURNS_RETAKEN.inc()
        log.warning("a turn that a server did not finish is thought without vectors and model")
    for _ in range(mine.attempt, leases.MOST_ATTEMPTS + 1):
        try:
            async with asyncio.timeout(settings.AICC_TURN_SECONDS):
                return await assistant.reply_to(question, tell, usage), False
        except TimeoutError:
            log.warning("no engine answered in AICC_TURN_SECONDS")
            break
        except Exception:
            # Whatever it is, the customer must not be left without a word.
            log.exception("thinking failed")
            question = replace(question, is_retaken=True)
    return apology(mine.question), True


async def store(answer: Closing) -> Closed:
    """Close the turn; while the database is gone, until the lease has run out."""
    end = time.monotonic() + leases.LEASE_SPARE_SECONDS + settings.AICC_TURN_SECONDS
    while True:
        try:
            closed: Closed = await close_turns(answer)
            return closed
        except Unavailable:
            if time.monotonic() > end:
                raise
            await asyncio.sleep(AGAIN_SECONDS)


def listen(conversation_id: int, listener: Listener) -> None:
    """Call `listener` with each piece of an answer thought here, beginning with what was said."""
    registry.listeners.setdefault(conversation_id, set()).add(listener)
    stream = registry.streams.get(conversation_id)
    if stream and stream.text:
        listener(stream.seq, 0, stream.text)


def stop_listening(conversation_id: int, listener: Listener) -> None:
    listeners = registry.listeners.get(conversation_id, set())
    listeners.discard(listener)
    if not listeners:
        registry.listeners.pop(conversation_id, None)


async def drain(seconds: float) -> None:
    """Take no new turns, wait for those under way, and give back the leases of the rest."""
    registry.draining = True
    end = time.monotonic() + seconds
    # A question that is being stored becomes a turn; so look again until nothing is left.
    while registry.tasks and (left := end - time.monotonic()) > 0:
        await asyncio.wait(set(registry.tasks), timeout=left)
    if registry.leases:
        await in_db(leases.give_back)(list(registry.leases.values()))
