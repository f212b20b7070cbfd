"""What is done every so many seconds."""

import asyncio
import math
import secrets
from functools import partial

from django.db import connection

from aicc.personal_data import request_work
from aicc.platform import metrics
from aicc.platform.db import in_db
from aicc.platform.inference import embeddings
from aicc.server import database_state
from aicc.server.background.rounds import Every
from chat.assistant import kill_switch
from chat.assistant.retrieval import knowledge
from chat.knowledge_gaps import resolution
from handover import reporting
from handover.briefing import by_model
from handover.callbacks import calls
from handover.desk import expiry
from handover.queue import presence
from handover.reporting.people import queue_now

# What is decided on one server holds on all of them within 5 s. To read a thousand articles
# anew takes another three.
KNOWLEDGE_SECONDS = 1.0
SWITCH_SECONDS = 2.0
HEADLINE_SECONDS = 0.005  # between two of half a millisecond each: a tenth of a processor


def renew_knowledge() -> Every:
    return Every(KNOWLEDGE_SECONDS, in_db(knowledge.refresh))


def watch_switch() -> Every:
    """The switch that stops the model is read however long the articles take to be read."""
    return Every(SWITCH_SECONDS, in_db(kill_switch.refresh))


def periodic() -> tuple[Every, ...]:
    later = partial(Every, rests_first=True)
    return (
        renew_knowledge(),
        watch_switch(),
        Every(1.0, replace_dead_embedder),  # a worker that died, so soon after its pause
        later(1.0, embed_new_passages),
        later(3.0, warm_new_headline_scores),
        later(2.0, in_db(expiry.keep_up)),  # a lapsed claim is back in the queue so soon
        later(2.0, by_model.keep_up),  # the model is asked for a briefing so soon
        Every(10.0, measure_queue),
        later(30.0, count_what_changed),  # what happened is in the figures so soon
        later(5.0, in_db(resolution.resolve)),  # a question is closed, once an article answers it
        later(5.0, carry_out_data_requests),  # an approved package or erasure is begun so soon
        Every(3600.0, in_db(calls.erase_old)),  # a number that is to be erased goes so soon
    )


async def replace_dead_embedder() -> None:
    """Have a worker ready before the next question: that one need not wait for its start."""
    embedder = embeddings.embedder()
    if embedder:
        await asyncio.to_thread(embedder.keep_alive)
    metrics.EMBEDDER_UP.set(embeddings.state() == "ready")


async def embed_new_passages() -> None:
    """Make their vectors, a few at a time: a server that goes down waits for few."""
    if not knowledge.missing():
        metrics.VECTORS_MISSING.set(0)
        return
    learned = knowledge.embed_missing()
    metrics.VECTORS_MISSING.set(knowledge.missing())
    while await asyncio.to_thread(next, learned, None) is not None:
        metrics.VECTORS_MISSING.set(knowledge.missing())


async def warm_new_headline_scores() -> None:
    """What a question would otherwise wait for; one at a time between the turns."""
    if knowledge.headlines_are_warm():
        return
    judged = knowledge.warm_headline_scores()
    while True:
        if await asyncio.to_thread(next, judged, None) is None:
            return
        await asyncio.sleep(HEADLINE_SECONDS)


async def measure_queue() -> None:
    """Keep the queue's figures fresh: a scrape costs no query, and neither does a turn."""
    # An old figure would be taken for a new one.
    waiting, seconds, agents = math.nan, math.nan, math.nan
    metrics.DATABASE_WRITABLE.set(await database_state.state() == database_state.CONNECTED)
    try:
        waiting, seconds = await in_db(queue_now)()
        agents = await in_db(presence.present().count)()
    finally:
        metrics.AGENTS_PRESENT.set(agents)
        metrics.QUEUE_WAITING.set(waiting)
        metrics.QUEUE_LONGEST_SECONDS.set(seconds)


async def count_what_changed() -> None:
    """Whichever server comes first. Step by step: turns wait for the same few threads."""
    while await in_db(reporting.keep_up)(holder=secrets.token_hex(8)):
        pass


async def carry_out_data_requests() -> None:
    """Packages and erasures of one person's data, on a thread of their own: one may take longer
    than turns would wait for a thread of the pool.
    """
    await asyncio.to_thread(carry_out_now)


def carry_out_now() -> None:
    try:
        request_work.keep_up()
    finally:
        connection.close()  # of this thread, which may not come back
