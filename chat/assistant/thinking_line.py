"""Who is thought for next: thinking takes this server's only Python processor and its embedder's.

Few questions are thought at once, the short ones and those of whoever asked least first, and a
long one keeps no short one waiting for longer than it takes a step. Whoever waits for the model
has left the line: that takes no processor.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aicc.platform import metrics
from aicc.platform.load.fair_line import FairLine
from chat.assistant.types import Question

PLACES = 4  # one thinks, and the vectors of the others are made meanwhile
LONG_PLACES = 1  # of them for long messages
LONG = 200  # characters; the longest question of the evaluation has 89
CHARACTERS = 100  # that cost as much as there being a question at all
MOST_WAITING = 500  # a minute's work; further questions are not taken up

_line: tuple[asyncio.AbstractEventLoop, FairLine] | None = None


def here() -> FairLine:
    """That of the running loop; a test's new loop gets a new one."""
    global _line
    loop = asyncio.get_running_loop()
    if _line is None or _line[0] is not loop:
        _line = loop, FairLine(PLACES, heavy=cost_of(LONG), heavy_places=LONG_PLACES)
    return _line[1]


def cost_of(characters: int) -> float:
    return 1.0 + characters / CHARACTERS


def is_long() -> bool:
    """Whether so many wait that no further question is to be taken up."""
    return len(here()) >= MOST_WAITING


def is_busy() -> bool:
    """Whether any question is thought now."""
    return here().is_busy


@asynccontextmanager
async def place(question: Question) -> AsyncIterator[None]:
    """A place for this question, once it is its turn."""
    asked = time.perf_counter()
    async with here().place(question.asker, cost_of(len(question.text))):
        metrics.THINKING_WAIT_SECONDS.observe(time.perf_counter() - asked)
        yield
