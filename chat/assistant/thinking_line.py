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
from aicc.platform.load import fair_line
from aicc.platform.load.fair_line import FairLine
from chat.assistant.types import Question

PLACES = 4  # one thinks, and the vectors of the others are made meanwhile
LONG_PLACES = 1  # of them for long messages
LONG = 200  # characters; the longest question of the evaluation has 89
CHARACTERS = 100  # that cost as much as there being a question at all
MOST_WAITING = 500  # a minute's work; further questions are not taken up
GIVE_WAY_SECONDS = 0.5  # the longest that a long one waits for short ones between its steps
MOST_LONG = 20  # long ones that wait, some seconds' work: from then on each asker has one of them

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


def is_full_for(asker: str, characters: int) -> bool:
    """Whether no question of this length is to be taken up of them now.

    To store, mask and index what cannot be thought in time costs everybody who is thought for.
    Whoever has none waiting may ask at any length: it may be an emergency.
    """
    line = here()
    if len(line) >= MOST_WAITING:
        return True
    is_long = cost_of(characters) >= line.heavy
    return is_long and line.heavy_waiting >= MOST_LONG and line.waiting_of[asker] > 0


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


async def give_way() -> None:
    """Before each step of a long message: a short question that is thought meanwhile passes, and
    meets one step of it at most.
    """
    await fair_line.give_way(GIVE_WAY_SECONDS)
