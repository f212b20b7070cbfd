"""A line for a scarce thing, such as the processor: few places, given fairly and short work first.

Self-clocked fair queueing (Golestani, 1994): whoever comes gets a ticket, their own last one or
the number now called, whichever is higher, and what their work costs added to it; the lowest
ticket is called next. So short work passes long work, one who asks for much waits behind their
own earlier work and not before others, and nobody is overtaken for ever: the number called only
rises, and so do the tickets of all who come after.
"""

import asyncio
import heapq
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from itertools import count

FORGOTTEN = 10_000  # names whose last tickets are remembered, at most


class LineIsFull(Exception):
    """As many wait as may."""


@dataclass(order=True, slots=True)
class Ticket:
    """One visitor's: called in the order of `number`, then of coming."""

    number: float
    order: int
    who: str = field(compare=False)
    is_heavy: bool = field(compare=False)
    called: asyncio.Future[None] = field(compare=False)
    waits: bool = field(default=True, compare=False)
    inside: bool = field(default=False, compare=False)
    gave_way: float = field(default=0.0, compare=False)  # seconds


class FairLine:
    """`places` at once, of which heavy work holds `heavy_places` at most: light work finds a
    free one sooner than heavy work ends. On one event loop.
    """

    def __init__(
        self,
        places: int,
        *,
        most: int = sys.maxsize,
        most_each: int = sys.maxsize,
        heavy: float = sys.maxsize,
        heavy_places: int | None = None,
    ) -> None:
        """most: visitors who wait at the same moment; whoever has none among them may wait all
        the same. most_each: of them of one name. heavy: the cost from which work is so.
        """
        self.places, self.heavy = places, heavy
        self.most, self.most_each = most, most_each
        self.heavy_places = places if heavy_places is None else heavy_places
        self.waiting: dict[bool, list[Ticket]] = {False: [], True: []}  # heaps, by heaviness
        self.inside = {False: 0, True: 0}
        self.no_light = asyncio.Event()  # no light work has a place
        self.no_light.set()
        self.now_called = 0.0
        self.last: dict[str, float] = {}  # tickets, by whose they were
        self.waiting_of: Counter[str] = Counter()
        self.comers = count()

    def __len__(self) -> int:
        """How many wait."""
        return sum(map(len, self.waiting.values()))

    @property
    def heavy_waiting(self) -> int:
        return len(self.waiting[True])

    @property
    def is_busy(self) -> bool:
        """Whether anybody has a place."""
        return any(self.inside.values())

    def is_full_for(self, who: str) -> bool:
        own = self.waiting_of[who]
        return own >= self.most_each or (own > 0 and len(self) >= self.most)

    @asynccontextmanager
    async def place(self, who: str, cost: float = 1.0) -> AsyncIterator[Callable[[], None]]:
        """A place, once it is called, and what gives it back before the end.

        who: with whom the work is counted. cost: what it takes, in any unit. Raises LineIsFull.
        """
        if self.is_full_for(who):
            raise LineIsFull
        ticket = self.ticket(who, cost)
        self.waiting_of[who] += 1
        heapq.heappush(self.waiting[ticket.is_heavy], ticket)
        self.call()
        token = _here.set((self, ticket))
        try:
            await ticket.called
            yield partial(self.leave, ticket)
        finally:
            self.leave(ticket)
            _here.reset(token)

    def ticket(self, who: str, cost: float) -> Ticket:
        number = max(self.now_called, self.last.get(who, 0.0)) + cost
        if len(self.last) >= FORGOTTEN:
            self.last = {name: it for name, it in self.last.items() if it > self.now_called}
        self.last[who] = number
        called = asyncio.get_running_loop().create_future()
        return Ticket(number, next(self.comers), who, cost >= self.heavy, called)

    def call(self) -> None:
        """Let in whoever is next, while there is room."""
        while sum(self.inside.values()) < self.places:
            ticket = min(self.next_ones(), default=None)
            if ticket is None:
                return
            heapq.heappop(self.waiting[ticket.is_heavy])
            self.waits_no_more(ticket)
            self.now_called = max(self.now_called, ticket.number)
            self.inside[ticket.is_heavy] += 1
            ticket.inside = True
            if not ticket.is_heavy:
                self.no_light.clear()
            if not ticket.called.done():  # cancelled this very moment: its own task leaves
                ticket.called.set_result(None)

    def next_ones(self) -> Iterator[Ticket]:
        """The first of the light and the first of the heavy, where it may come in."""
        if self.waiting[False]:
            yield self.waiting[False][0]
        if self.waiting[True] and self.inside[True] < self.heavy_places:
            yield self.waiting[True][0]

    def leave(self, ticket: Ticket) -> None:
        """Give the place back, or leave the line. Again is harmless, and cheap: a socket does so
        with each frame that it sends.
        """
        if ticket.inside:
            ticket.inside = False
            self.inside[ticket.is_heavy] -= 1
            if not self.inside[False]:
                self.no_light.set()
            self.call()
        elif ticket.waits:
            self.waiting[ticket.is_heavy].remove(ticket)  # its order is its own
            heapq.heapify(self.waiting[ticket.is_heavy])
            self.waits_no_more(ticket)
        if not len(self) and not self.is_busy:
            self.now_called, self.last = 0.0, {}

    def waits_no_more(self, ticket: Ticket) -> None:
        ticket.waits = False
        self.waiting_of[ticket.who] -= 1
        if not self.waiting_of[ticket.who]:
            del self.waiting_of[ticket.who]


_here: ContextVar[tuple[FairLine, Ticket] | None] = ContextVar("place in line", default=None)


def let_go() -> None:
    """Whoever has a place, and now waits for something else than what it is a place of, gives it
    back; nothing where there is none. What follows is done without.
    """
    if here := _here.get():
        line, ticket = here
        line.leave(ticket)


async def give_way(seconds: float) -> None:
    """Heavy work waits here, between two of its steps, while light work has a place; so long in
    all of its steps together, or it would never end where light work always comes.
    """
    if (here := _here.get()) is None:
        return
    line, ticket = here
    left = seconds - ticket.gave_way
    if left <= 0 or line.no_light.is_set() or not (ticket.inside and ticket.is_heavy):
        return
    began = time.monotonic()
    with suppress(TimeoutError):
        async with asyncio.timeout(left):
            await line.no_light.wait()
    ticket.gave_way += time.monotonic() - began
