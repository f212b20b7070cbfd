"""Loops whose pauses depend on what they find."""

import asyncio
import secrets
import time
from functools import partial

from aicc.audit import anchors, chain, settings_changes
from aicc.platform import events, metrics
from aicc.platform.db import in_db
from aicc.server.background.rounds import run_safely
from aicc.server.background.wakeup import Wakeup
from chat.api import lost_hints
from chat.articles import citations
from chat.backoffice import indexer as list_upkeep

LIST_SECONDS = 3.0  # what was said here is found, and its risk seen, so soon
LIST_SHARE = 0.03  # of a processor, at most, while it is not far behind
LIST_LOOK_SECONDS = 15.0  # between two looks for what time alone, or a server that died, left
CITATIONS_SECONDS = 15.0  # between two looks for answers whose citations are not counted
CITATIONS_PAUSE = 0.2  # between two steps of some milliseconds each
LOOK_PAUSE = 1.0  # between two looks for lost hints, however many doubts there are
AUDIT_SECONDS = 10.0  # what was recorded is chained so soon
LAG_SECONDS = 0.5  # between two looks at the loop's punctuality


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


async def count_citations() -> None:
    """Keep the articles' figures up with the answers. A long history is counted step by step
    beside the turns, not before them.
    """
    while True:
        counted = await run_safely(in_db(citations.count))
        is_behind = counted == citations.AT_ONCE
        await asyncio.sleep(CITATIONS_PAUSE if is_behind else CITATIONS_SECONDS)


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


async def measure_lag() -> None:
    """How late the loop comes back to who sleeps; whoever holds it up shows here."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + LAG_SECONDS
        await asyncio.sleep(LAG_SECONDS)
        metrics.LOOP_LAG_SECONDS.observe(max(0.0, loop.time() - due))


RHYTHMS = (index_conversations, count_citations, look_for_lost_hints, seal_audit, measure_lag)
