"""Loops whose pauses depend on what they find."""

import asyncio
import secrets
import time
from dataclasses import dataclass
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
LIST_SHARE = 0.03  # of a processor, at most, while a round does all that there is to do
LIST_BEHIND_SHARE = 0.1  # the same while more is left
LIST_ROUND_SECONDS = 0.05  # a round that takes longer makes the next ones smaller
LIST_LEAST, LIST_MOST = 8, 100  # conversations in a round
LIST_LOOK_SECONDS = 15.0  # between two looks for what time alone, or a server that died, left
CITATIONS_SECONDS = 15.0  # between two looks for answers whose citations are not counted
CITATIONS_PAUSE = 0.2  # between two steps of some milliseconds each
LOOK_PAUSE = 1.0  # between two looks for lost hints, however many doubts there are
AUDIT_SECONDS = 10.0  # what was recorded is chained so soon
LAG_SECONDS = 0.5  # between two looks at the loop's punctuality


@dataclass
class ListPace:
    """How much is looked at in a round, and how long it then rests: short rounds, for each takes
    the interpreter from the turns, and a conversation of long messages costs as much as fifty.
    """

    at_once: int = LIST_LEAST
    rest: float = LIST_SECONDS

    def note(self, done: int, seconds: float) -> None:
        """done: conversations that the last round looked at. seconds: that it took."""
        is_behind = done >= self.at_once
        least, share = (0.0, LIST_BEHIND_SHARE) if is_behind else (LIST_SECONDS, LIST_SHARE)
        self.rest = min(max(least, seconds / share), LIST_LOOK_SECONDS)
        if seconds > LIST_ROUND_SECONDS:
            self.at_once = max(LIST_LEAST, self.at_once // 2)
        elif is_behind:
            self.at_once = min(LIST_MOST, 2 * self.at_once)


async def index_conversations() -> None:
    """While something moves, every three seconds, whichever server comes first. Who found
    something looks again: what another moved meanwhile is then found as well.
    """
    wakeup, pace = Wakeup(), ListPace()
    wakeup.listen()
    while True:
        await wakeup.rest(pace.rest, LIST_LOOK_SECONDS)
        began = time.monotonic()
        one_round = in_db(list_upkeep.keep_up)
        done = await run_safely(partial(one_round, 1, pace.at_once, lease=secrets.token_hex(16)))
        if done:
            wakeup.again()
        pace.note(done or 0, time.monotonic() - began)


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
