"""What a serving process does beside its requests: turns, claims, articles and the list of
conversations are kept up, and the server measures itself.
"""

import asyncio
import logging
import math
import secrets
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection

from aicc.audit import anchors, chain, settings_changes
from aicc.personal_data import request_work
from aicc.platform import events, metrics
from aicc.platform.db import in_db
from aicc.platform.errors import Unavailable
from aicc.platform.inference import embeddings
from aicc.platform.inference.embeddings import NoVectors
from aicc.server import database_state
from aicc.server.wakeup import Wakeup
from chat import turns
from chat.api import lost_hints
from chat.articles import citations
from chat.assistant import kill_switch
from chat.assistant.retrieval import knowledge
from chat.backoffice import indexer as list_upkeep
from chat.knowledge_gaps import resolution
from chat.turns.abandoned import watch_for_abandoned
from handover import reporting
from handover.briefing import by_model
from handover.callbacks import calls
from handover.desk import expiry
from handover.queue import presence
from handover.reporting.people import queue_now

log = logging.getLogger(__name__)

# What is decided on one server holds on all of them within 5 s. To read a thousand articles
# anew takes another three.
KNOWLEDGE_SECONDS = 1.0
SWITCH_SECONDS = 2.0
MEANINGS_SECONDS = 1.0  # between two looks for passages without a vector
EMBEDDER_SECONDS = 1.0  # a worker that died is replaced so soon after its pause
HEADLINES_SECONDS = 3.0  # between two looks for new headlines
HEADLINE_SECONDS = 0.005  # between two of half a millisecond each: a tenth of a processor
DESK_SECONDS = 2.0  # a lapsed claim is back in the queue so soon
GAPS_SECONDS = 5.0  # a question is closed so soon after an article answers it
CITATIONS_SECONDS = 15.0  # between two looks for answers whose citations are not counted
CITATIONS_PAUSE = 0.2  # between two steps of some milliseconds each
BRIEFING_SECONDS = 2.0  # the model is asked for a briefing so soon
DATA_REQUESTS_SECONDS = 5.0  # an approved package or erasure is begun so soon
ERASE_SECONDS = 3600.0  # a number that is to be erased goes so soon
LIST_SECONDS = 3.0  # what was said here is found, and its risk seen, so soon
LIST_SHARE = 0.03  # of a processor, at most, while it is not far behind
LIST_LOOK_SECONDS = 15.0  # between two looks for what time alone, or a server that died, left
QUEUE_SECONDS = 10.0  # between two counts of who waits
FIGURES_SECONDS = 30.0  # what happened is in the figures so soon
LOOK_PAUSE = 1.0  # between two looks for lost hints, however many doubts there are
AUDIT_SECONDS = 10.0  # what was recorded is chained so soon
LAG_SECONDS = 0.5  # between two looks at the loop's punctuality

running: set[asyncio.Task[Any]] = set()
has_taken_over = False


def start_once() -> None:
    """Start the loops of this process, on the loop that serves; again is harmless."""
    loop = asyncio.get_running_loop()
    if any(not task.done() and task.get_loop() is loop for task in running):
        return
    running.clear()
    events.EventRelay.here()  # what HTTP moves is hinted at too, before the first socket
    for work in (
        finish_turns,
        renew_knowledge,
        watch_switch,
        keep_embedder_alive,
        embed_passages,
        warm_headline_scores,
        expire_and_assign,
        renew_briefings,
        erase_old_numbers,
        carry_out_data_requests,
        index_conversations,
        count_queue,
        roll_up_figures,
        count_citations,
        resolve_gaps,
        look_for_lost_hints,
        seal_audit,
        measure_lag,
    ):
        running.add(loop.create_task(work()))


async def stop() -> None:
    """Let go of everything: turns under way are waited for, or their leases given back."""
    for task in running:
        task.cancel()
    await turns.drain(settings.AICC_DRAIN_SECONDS)
    await asyncio.to_thread(embeddings.stop)


async def take_over() -> None:
    """End what a server before us holds; once, before the first question comes, whose own lease
    would end with it. Embedded there is one server, so whoever held a lease is gone.
    """
    global has_taken_over
    if not has_taken_over:
        has_taken_over = True
        if "InMemory" in settings.CHANNEL_LAYERS["default"]["BACKEND"] and is_sqlite():
            await run_safely(in_db(turns.give_back_all))


async def finish_turns() -> None:
    await take_over()  # on a server that loads nothing before it listens
    await watch_for_abandoned()


def is_sqlite() -> bool:
    return connection.vendor == "sqlite"


async def renew_knowledge() -> None:
    while True:
        await run_safely(in_db(knowledge.refresh))
        await asyncio.sleep(KNOWLEDGE_SECONDS)


async def watch_switch() -> None:
    """Read the switch that stops the model; however long the articles take to be read."""
    while True:
        await run_safely(in_db(kill_switch.refresh))
        await asyncio.sleep(SWITCH_SECONDS)


async def embed_passages() -> None:
    """Make the vectors of new passages, a few at a time: a server that goes down waits for few."""
    while True:
        await asyncio.sleep(MEANINGS_SECONDS)
        await run_safely(embed_new_passages)


async def embed_new_passages() -> None:
    if not knowledge.missing():
        metrics.VECTORS_MISSING.set(0)
        return
    learned = knowledge.embed_missing()
    metrics.VECTORS_MISSING.set(knowledge.missing())
    while await asyncio.to_thread(next, learned, None) is not None:
        metrics.VECTORS_MISSING.set(knowledge.missing())


async def keep_embedder_alive() -> None:
    """Have a worker ready before the next question: that one need not wait for its start."""
    while True:
        await run_safely(replace_dead_embedder)
        await asyncio.sleep(EMBEDDER_SECONDS)


async def replace_dead_embedder() -> None:
    embedder = embeddings.embedder()
    if embedder:
        await asyncio.to_thread(embedder.keep_alive)
    metrics.EMBEDDER_UP.set(embeddings.state() == "ready")


async def warm_headline_scores() -> None:
    """What a question would otherwise wait for; one at a time between the turns."""
    while True:
        await asyncio.sleep(HEADLINES_SECONDS)
        await run_safely(warm_new_headline_scores)


async def warm_new_headline_scores() -> None:
    if knowledge.headlines_are_warm():
        return
    judged = knowledge.warm_headline_scores()
    while True:
        if await asyncio.to_thread(next, judged, None) is None:
            return
        await asyncio.sleep(HEADLINE_SECONDS)


async def expire_and_assign() -> None:
    while True:
        await asyncio.sleep(DESK_SECONDS)
        await run_safely(in_db(expiry.keep_up))


async def renew_briefings() -> None:
    while True:
        await asyncio.sleep(BRIEFING_SECONDS)
        await run_safely(by_model.keep_up)


async def erase_old_numbers() -> None:
    while True:
        await run_safely(in_db(calls.erase_old))
        await asyncio.sleep(ERASE_SECONDS)


async def carry_out_data_requests() -> None:
    """Packages and erasures of one person's data, on a thread of their own: one may take longer
    than turns would wait for a thread of the pool.
    """
    while True:
        await asyncio.sleep(DATA_REQUESTS_SECONDS)
        await run_safely(partial(asyncio.to_thread, carry_out_now))


def carry_out_now() -> None:
    try:
        request_work.keep_up()
    finally:
        connection.close()  # of this thread, which may not come back


async def index_conversations() -> None:
    """While something moves, every three seconds, whichever server comes first. Who found
    something looks again: what another moved meanwhile is then found as well.
    """
    wakeup = Wakeup()
    wakeup.listen()
    rest = LIST_SECONDS
    while True:
        await wakeup.rest(rest, LIST_LOOK_SECONDS)
        began = time.monotonic()
        round_of = partial(in_db(list_upkeep.keep_up), lease=secrets.token_hex(16))
        if await run_safely(round_of):
            wakeup.again()
        # Under load it rests the longer, and takes no more of a processor than this part.
        took = (time.monotonic() - began) / LIST_SHARE
        rest = min(max(LIST_SECONDS, took), LIST_LOOK_SECONDS)


async def count_queue() -> None:
    """Keep the queue's figures fresh: a scrape costs no query, and neither does a turn."""
    while True:
        await run_safely(measure_queue)
        await asyncio.sleep(QUEUE_SECONDS)


async def count_citations() -> None:
    """Keep the articles' figures up with the answers. A long history is counted step by step
    beside the turns, not before them.
    """
    while True:
        counted = await run_safely(in_db(citations.count))
        is_behind = counted == citations.AT_ONCE
        await asyncio.sleep(CITATIONS_PAUSE if is_behind else CITATIONS_SECONDS)


async def resolve_gaps() -> None:
    """Close the questions that a new article answers."""
    while True:
        await asyncio.sleep(GAPS_SECONDS)
        await run_safely(in_db(resolution.resolve))


async def look_for_lost_hints() -> None:
    """When something says that a hint may have been lost, and once a minute."""
    numbers = events.EventRelay.here().numbers
    while True:
        await run_safely(lost_hints.look)
        await asyncio.sleep(LOOK_PAUSE)
        await numbers.wait_for_doubt()


async def seal_audit() -> None:
    """Chain what was recorded, and sign each day's head; at first, what the settings are now."""
    await run_safely(in_db(settings_changes.note))
    while True:
        await run_safely(in_db(chain.seal))
        await run_safely(in_db(anchors.keep_up))
        await asyncio.sleep(AUDIT_SECONDS)


async def measure_queue() -> None:
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


async def roll_up_figures() -> None:
    """Count what changed, whichever server comes first."""
    while True:
        await asyncio.sleep(FIGURES_SECONDS)
        await run_safely(count_what_changed)


async def count_what_changed() -> None:
    # Step by step: customers' turns wait for the same few threads.
    while await in_db(reporting.keep_up)(holder=secrets.token_hex(8)):
        pass


async def measure_lag() -> None:
    """How late the loop comes back to who sleeps; whoever holds it up shows here."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + LAG_SECONDS
        await asyncio.sleep(LAG_SECONDS)
        metrics.LOOP_LAG_SECONDS.observe(max(0.0, loop.time() - due))


async def run_safely(work: Callable[[], Awaitable[Any]]) -> Any:
    """What one round of a loop brought; a fault costs this round and not the loop."""
    try:
        return await work()
    except Unavailable:
        log.warning("the database does not answer; trying again")
    except NoVectors:
        pass  # said by whoever failed; search goes by words meanwhile
    except Exception:
        log.exception("a round of a loop failed")
    return None
