"""The whole play: everybody at once, how much memory the server holds, and the end."""

import asyncio
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from handover.simulation.agent import Agent
from handover.simulation.client import SECONDS
from handover.simulation.customer import Customer
from handover.simulation.staff import Login
from handover.simulation.tally import Tally

RESIDENT = re.compile(r"^process_resident_memory_bytes (\S+)$", re.MULTILINE)
SETTLED_SECONDS = 60.0  # by then the server has met everybody


@dataclass(frozen=True, slots=True)
class Simulation:
    """url: of one server, `http://…`. seconds: after which nobody begins anything new.

    pace: 1.0 is people's; 2.0 thinks, types and waits half as long.
    """

    url: str
    customers: int
    seconds: float
    pace: float
    seed: int


@dataclass
class Memory:
    """Bytes of the server's process; None where /metrics is closed to us."""

    settled: int | None = None
    end: int | None = None


def dice_of(dice: random.Random) -> random.Random:
    """One person's own, so that the same seed brings the same people."""
    return random.Random(dice.random())  # noqa: S311  (likewise for variety)


async def simulate(
    scene: Simulation, logins: list[Login], tally: Tally, tick: Callable[[float], None]
) -> Memory:
    """Everybody plays until it is over, and everybody's conversations are over then.

    tick: called twice a second with the seconds since the beginning.
    """
    begin = time.monotonic()
    dice = random.Random(scene.seed)  # noqa: S311  (for variety, not for secrets)

    def is_over() -> bool:
        return time.monotonic() - begin >= scene.seconds

    customers = [
        Customer(scene.url, tally, dice_of(dice), scene.pace) for _ in range(scene.customers)
    ]
    agents = [Agent(scene.url, login, tally, dice_of(dice), scene.pace) for login in logins]
    memory = Memory()
    async with asyncio.TaskGroup() as group:
        visits = [group.create_task(customer.come_again(is_over)) for customer in customers]

        def everybody_left() -> bool:
            return is_over() and all(visit.done() for visit in visits)

        for agent in agents:
            group.create_task(agent.work(everybody_left))
        while not everybody_left():
            await asyncio.sleep(0.5)
            now = time.monotonic() - begin
            tick(min(now, scene.seconds))
            if memory.settled is None and now >= min(SETTLED_SECONDS, scene.seconds / 2):
                memory.settled = await resident(scene.url)
            if memory.end is None and is_over():
                memory.end = await resident(scene.url)
    return memory


async def resident(url: str) -> int | None:
    try:
        async with httpx.AsyncClient(timeout=SECONDS) as http:
            answer = await http.get(f"{url}/metrics")
    except httpx.HTTPError:
        return None
    found = RESIDENT.search(answer.text)
    return int(float(found[1])) if found else None
