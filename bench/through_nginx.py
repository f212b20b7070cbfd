"""Customers behind nginx while one of two servers is killed and started again, and then the
other one goes down as for an update, so that the one that was killed carries everybody.

    python -m bench.through_nginx                        200 customers, 2,000 messages
    python -m bench.through_nginx --customers 20 --messages 4

Each customer has an address of their own and keeps one socket open, through the nginx.conf that
is shipped. Needs root on Linux, for a network of its own. Exit code 1 when anything was lost,
doubled, out of order or shown otherwise than it is stored, a customer was told of an error, or
the restarted server answered nobody.
"""

import argparse
import asyncio
import contextlib
import json
import random
import re
import statistics
import sys
import time

import httpx
from tqdm import tqdm
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from aicc.testing import servers
from bench import customer
from deploy.tests import installation

FAULTS = ("lost", "doubled", "gaps", "shown otherwise", "errors shown")
CALM_SECONDS = 120.0  # at most for each quarter of the questions
SETTINGS = customer.SETTINGS | {"AICC_LOG_LEVEL": "warning"}


class Customer(customer.Customer):
    """One who asks, reads the answer and asks again, on a socket that is never cut by them."""

    def __init__(self, server: servers.AiccServer, number: int, dice: random.Random):
        super().__init__(server, f"customer-{number}", dice)
        self.own_address = f"127.1.{number // 250}.{number % 250 + 1}"
        self.sockets = self.complaints = 0
        self.later: dict[str, str] = {}  # what they will say in the second half

    def arrived(self) -> bool:
        return not self.later and super().arrived()

    def go_on(self) -> None:
        self.outbox |= self.later
        self.later = {}

    async def travel(self) -> None:
        """Until everything was asked and answered, on as many sockets as it takes."""
        while not self.arrived():
            with contextlib.suppress(OSError, WebSocketException, TimeoutError):
                await self.ride()
            await asyncio.sleep(self.dice.uniform(0.01, 0.5))

    async def ride(self) -> None:
        query = f"?last_seq={self.cursor}&epoch={self.epoch}"
        address = f"ws://localhost/api/v1/chat/ws/{self.session_id}{query}"
        async with connect(
            address, subprotocols=["aicc.v1"], open_timeout=10, local_addr=(self.own_address, 0)
        ) as socket:
            self.sockets += 1
            while not self.arrived():
                if self.answered() and self.outbox:
                    client_id = next(iter(self.outbox))
                    self.asked[client_id] = self.asked.get(client_id) or time.monotonic()
                    await self.send(socket, client_id)
                    await self.hear(socket)
                while not self.answered():
                    await self.hear(socket)
                with contextlib.suppress(TimeoutError):  # a pause, and a look at the socket
                    async with asyncio.timeout(self.dice.uniform(0.01, 0.2)):
                        await self.hear(socket)

    async def hear(self, socket) -> None:
        frame = json.loads(await socket.recv())
        self.complaints += frame["type"] == "error"
        self.show(frame)


async def until(part: float, people: list[Customer], talks: list, progress: tqdm) -> None:
    """Wait till this part of the questions is stored and acknowledged, or nobody asks any more."""
    end = time.monotonic() + CALM_SECONDS
    stored = 0
    # Counted here: a progress bar that is not shown counts nothing.
    while stored < part * progress.total or (part == 1 and not all(t.done() for t in talks)):
        stored = progress.total - sum(len(each.outbox | each.later) for each in people)
        progress.update(stored - progress.n)
        if time.monotonic() > end:
            return
        await asyncio.sleep(0.05)


async def outlive(
    house: installation.Installation, customers: int, messages: int, seed: int
) -> dict:
    """Let every customer talk while the second server is killed and started again, and then
    the first goes down in its turn; returns the counts.

    messages: of each customer, an even number.
    """
    people = invite(house.backends[0], customers, messages, seed)
    talks = [asyncio.create_task(each.travel()) for each in people]
    with tqdm(total=customers * messages, unit="message", disable=None) as progress:
        first, second = house.backends
        await until(1 / 4, people, talks, progress)
        await asyncio.to_thread(second.kill)
        await asyncio.to_thread(second.start)
        await until(1 / 2, people, talks, progress)
        await asyncio.to_thread(first.stop)
        for each in people:
            each.go_on()
        await until(3 / 4, people, talks, progress)
        by_the_restarted = await answered_since_its_start(second)
        await asyncio.to_thread(first.start)
        await until(1, people, talks, progress)
    for task in talks:
        task.cancel()
    await asyncio.gather(*talks, return_exceptions=True)
    held = await asyncio.to_thread(customer.stored, house.backends[0])
    counts = customer.judge(held, people, messages)
    counts["errors shown"] = sum(each.complaints for each in people)
    counts["reconnects"] = sum(each.sockets - 1 for each in people)
    counts["answered by the restarted"] = by_the_restarted
    counts["who reconnected"] = sum(each.sockets > 1 for each in people)
    worst = [each.worst_seconds for each in people]
    counts["slowest answer, ms"] = round(1000 * max(worst))
    counts["median slowest, ms"] = round(1000 * statistics.median(worst))
    return counts


def invite(server: servers.AiccServer, customers: int, messages: int, seed: int) -> list[Customer]:
    dice = random.Random(seed)
    people = [Customer(server, n, random.Random(dice.random())) for n in range(customers)]
    for number, each in enumerate(people):
        words = [(f"{number}.{n}", f"question {number}.{n}") for n in range(messages)]
        each.outbox, each.later = dict(words[: messages // 2]), dict(words[messages // 2 :])
    return people


async def answered_since_its_start(server: servers.AiccServer) -> int:
    """Turns, by the server's own figures."""
    async with httpx.AsyncClient(headers={"Host": "localhost"}) as prometheus:
        figures = (await prometheus.get(f"{server.url}/metrics")).text
    answered = r'^aicc_turns_total{.*outcome="answered".*} ([\d.]+)$'
    return round(sum(float(count) for count in re.findall(answered, figures, re.M)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=200)
    parser.add_argument("--messages", type=int, default=10, help="of each customer")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with installation.own_network():
        house = installation.Installation(**SETTINGS)
        try:
            house.start()
            counts = asyncio.run(outlive(house, options.customers, options.messages, options.seed))
        finally:
            house.stop()
    for what, count in counts.items():
        print(f"{what:<26}{count:>8}")
    failed = any(counts[fault] for fault in FAULTS) or not counts["answered by the restarted"]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
