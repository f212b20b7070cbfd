"""What a serving process does beside its requests: turns, claims, articles and the list of
conversations are kept up, and the server measures itself.

What is done every so many seconds stands in `schedule`, what has a rhythm of its own in `rhythms`.
"""

import asyncio
from typing import Any

from django.conf import settings
from django.db import connection

from aicc.platform import events
from aicc.platform.db import in_db
from aicc.platform.inference import embeddings
from aicc.server.background.rhythms import RHYTHMS
from aicc.server.background.rounds import run_safely
from aicc.server.background.schedule import periodic
from chat import turns
from chat.turns.abandoned import watch_for_abandoned

running: set[asyncio.Task[Any]] = set()
has_taken_over = False


def start_once() -> None:
    """Start the loops of this process, on the loop that serves; again is harmless."""
    loop = asyncio.get_running_loop()
    if any(not task.done() and task.get_loop() is loop for task in running):
        return
    running.clear()
    events.EventRelay.here()  # what HTTP moves is hinted at too, before the first socket
    works = [finish_turns, *RHYTHMS, *(each.repeat for each in periodic())]
    running.update(loop.create_task(work()) for work in works)


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
