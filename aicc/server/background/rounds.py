"""One round of a loop, whose fault costs that round and not the loop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from aicc.platform.errors import Unavailable
from aicc.platform.inference.embeddings import NoVectors

log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[Any]]


class Every(NamedTuple):
    """What is done again and again."""

    seconds: float  # of rest between two rounds
    work: Work
    rests_first: bool = False  # what a start need not wait for

    async def repeat(self) -> None:
        if self.rests_first:
            await asyncio.sleep(self.seconds)
        while True:
            await run_safely(self.work)
            await asyncio.sleep(self.seconds)


async def run_safely(work: Work) -> Any:
    """What one round brought, None after a fault."""
    try:
        return await work()
    except Unavailable:
        log.warning("the database does not answer; trying again")
    except NoVectors:
        pass  # said by whoever failed; search goes by words meanwhile
    except Exception:
        log.exception("a round of a loop failed")
    return None
