"""Agents who claim at the same moment, over several servers. Counts winners and late words.

    python -m bench.claims                              200 claims, 4 servers, 50 rounds, MariaDB
    python -m bench.claims --rounds 3 --claimers 20
    python -m bench.claims --answers 1000               and claims against answers under way

Claims beside answers go on until so many of them met one: a question that was asked before the
claim and that the assistant had not answered yet. Afterwards one query looks through all
transcripts.

Starts servers of its own on free ports and stops by itself. Exit code 1 when a round had another
number of winners than one, anybody heard of anything but `already_claimed`, or the assistant said
something after a claim.
"""

import argparse
import asyncio
import json
import random
import re
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import httpx
from tqdm import tqdm
from websockets.asyncio.client import ClientConnection, connect

from aicc.testing import servers, waits
from bench.stage import stage

SETTINGS = {
    "AICC_OPEN_SESSIONS": "on",
    "AICC_RATE_LIMITS": "off",
    "AICC_ENGINE": "canned",
    "AICC_CLAIM_SECONDS": "3600",
    "AICC_LOG_LEVEL": "warning",
}
AGENTS = 20
SECONDS = 60.0  # the longest that a claim may take to be answered
QUESTIONS = 6  # asked of the assistant while somebody claims
MOST_TRIES = 10  # claims for each that is to meet an answer
ABREAST = 8  # conversations at once, each claimed by a desk of its own
SPREAD_SECONDS = 0.02  # within which after the first answer a claim is sent

LATE = """
SELECT COUNT(DISTINCT said.conversation_id) FROM chat_message said JOIN (
    SELECT conversation_id, MIN(seq) AS seq FROM chat_message
    WHERE agent_name <> '' GROUP BY conversation_id
) claim ON claim.conversation_id = said.conversation_id
WHERE said.sender = 'assistant' AND said.seq > claim.seq
"""

STAFF = """
from django.contrib.auth.models import Group, User
from handover.simulation.staff import open_session
for number in range({count}):
    user = User.objects.create_user(f"agent{{number}}", password=None, is_staff=True)
    user.groups.add(Group.objects.get(name="agent"))
    print("key=" + open_session(user))
"""


def staff(server: servers.AiccServer, count: int) -> list[str]:
    """The session keys of so many new agents."""
    printed = server.manage("shell", "-c", STAFF.format(count=count))
    return re.findall(r"key=(\w+)", printed)


@dataclass
class Desk:
    """One desk's socket, and what became of its claims."""

    socket: ClientConnection
    refused: dict[int, str] = field(default_factory=dict)  # by handover the error's code
    mine: set[int] = field(default_factory=set)
    waiting: dict[str, int] = field(default_factory=dict)  # handover by session
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self) -> None:
        async for text in self.socket:
            frame = json.loads(text)
            if frame["type"] == "queue":
                self.mine |= {card["handover"] for card in frame["mine"]}
                self.waiting = {card["session"]: card["handover"] for card in frame["waiting"]}
            elif frame["type"] == "error":
                self.refused[frame.get("handover", 0)] = frame["code"]
            self.news.set()

    async def sends(self, kind: str, **fields: Any) -> None:
        await self.socket.send(json.dumps({"type": kind, **fields}))

    async def until(self, what: str, holds: Callable[[], object]) -> None:
        """Raises waits.TooLong with `what` when it does not hold within SECONDS."""
        try:
            async with asyncio.timeout(SECONDS):
                while not holds():
                    self.news.clear()
                    await self.news.wait()
        except TimeoutError:
            raise waits.TooLong(f"{what}: did not come in {SECONDS:.0f} s") from None


async def open_desks(
    stack: AsyncExitStack, ours: list[servers.AiccServer], keys: list[str], count: int
) -> list[Desk]:
    desks = []
    for number in range(count):
        server, key = ours[number % len(ours)], keys[number % len(keys)]
        socket = await stack.enter_async_context(
            connect(
                f"{server.ws_url}/api/v1/handover/ws/desk/",
                origin=server.url,
                additional_headers={"Cookie": f"sessionid={key}"},
                open_timeout=SECONDS,
                max_size=None,
            )
        )
        desk = Desk(socket)
        listening = asyncio.create_task(desk.listen())
        stack.callback(listening.cancel)
        desks.append(desk)
    return desks


class Customer:
    """Somebody who wants a person. name: six characters, all that a desk is shown of it."""

    def __init__(self, http: httpx.AsyncClient, name: str) -> None:
        self.http, self.name, self.base = http, name, f"/api/v1/chat/sessions/{name}"

    async def asks(self, text: str) -> None:
        body = {"session_id": self.name, "user_message": text}
        answer = await self.http.post("/api/v1/chat/message", json=body)
        answer.raise_for_status()

    async def wants_a_person(self) -> None:
        answer = await self.http.post(f"{self.base}/handover", json={})
        answer.raise_for_status()

    async def transcript(self) -> list[dict[str, Any]]:
        answer = await self.http.get(f"{self.base}/messages")
        return answer.raise_for_status().json()["entries"]


async def contest(
    ours: list[servers.AiccServer], keys: list[str], *, claimers: int, rounds: int, answers: int
) -> dict[str, int]:
    """Let everybody claim at once, `rounds` times; then claim while answers are under way."""
    counts = dict.fromkeys(
        ("rounds", "one winner", "other errors", "claims", "beside answers", "late answers"), 0
    )
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(
            httpx.AsyncClient(base_url=ours[0].url, timeout=SECONDS)
        )
        desks = await open_desks(stack, ours, keys, claimers)
        for number in tqdm(range(rounds), desc="rounds", disable=None):
            await one_round(http, desks, number, counts)
    # Every move of the queue is told to every open desk: no more than claim are open now.
    async with AsyncExitStack() as stack:
        desks = await open_desks(stack, ours, keys, ABREAST)
        await beside_answers(stack, ours, desks, answers, counts)
    return counts


async def one_round(
    http: httpx.AsyncClient, desks: list[Desk], number: int, counts: dict[str, int]
) -> None:
    customer = Customer(http, f"r{number:05}")
    handover = await in_queue(customer, desks[0])
    await asyncio.gather(*(desk.sends("claim", handover=handover) for desk in desks))
    losers = {
        asyncio.create_task(desk.until("a refusal", lambda d=desk: handover in d.refused))
        for desk in desks
    }
    while len(losers) > 1:  # the last one is the winner, whom nobody refuses
        _, losers = await asyncio.wait(losers, return_when=asyncio.FIRST_COMPLETED)
    for winner in losers:
        winner.cancel()
    codes = [desk.refused[handover] for desk in desks if handover in desk.refused]
    joined = [entry for entry in await customer.transcript() if entry.get("agent_name")]
    counts["rounds"] += 1
    counts["one winner"] += len(codes) == len(desks) - 1 and len(joined) == 1
    counts["other errors"] += sum(code != "already_claimed" for code in codes)


async def in_queue(customer: Customer, desk: Desk) -> int:
    """The handover of a customer who now waits."""
    await customer.asks("hello")
    await customer.wants_a_person()
    await desk.until("the customer in the queue", lambda: customer.name in desk.waiting)
    return desk.waiting[customer.name]


async def beside_answers(
    stack: AsyncExitStack,
    ours: list[servers.AiccServer],
    desks: list[Desk],
    answers: int,
    counts: dict[str, int],
) -> None:
    """Claim until so many claims met an answer under way; then look for what came behind one."""
    doors = [
        await stack.enter_async_context(httpx.AsyncClient(base_url=each.url, timeout=SECONDS))
        for each in ours
    ]
    tried = 0
    with tqdm(total=answers, desc="answers", disable=None) as bar:
        while counts["beside answers"] < answers and tried < MOST_TRIES * answers:
            abreast = range(tried, tried + len(desks))
            met = await asyncio.gather(
                *(
                    claim_beside(
                        Customer(doors[number % len(doors)], f"a{number:05}"),
                        desks[number % len(desks)],
                    )
                    for number in abreast
                )
            )
            tried = abreast.stop
            counts["claims"] += len(met)
            counts["beside answers"] += sum(met)
            bar.update(sum(met))
    counts["late answers"] = int(ours[0].ask(LATE)[0])


async def claim_beside(customer: Customer, desk: Desk) -> bool:
    """Claim while the assistant answers, and end it. Whether a question was open at the claim.

    The questions are answered one after another: when the first one is, the next is thought.
    """
    handover = await in_queue(customer, desk)
    asked = {asyncio.create_task(customer.asks(f"question {n}")) for n in range(QUESTIONS)}
    await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
    await asyncio.sleep(random.uniform(0, SPREAD_SECONDS))
    await desk.sends("claim", handover=handover)
    await asyncio.gather(*asked)
    await desk.until("the claimed one", lambda: handover in desk.mine)
    entries = await customer.transcript()
    joined = next(place for place, entry in enumerate(entries) if entry.get("agent_name"))
    senders = [entry["sender"] for entry in entries[:joined]]
    await desk.sends("close", handover=handover, outcome="resolved")
    return senders.count("customer") > senders.count("assistant")


def is_clean(counts: dict[str, int]) -> bool:
    return (
        counts["one winner"] == counts["rounds"]
        and not counts["other errors"]
        and not counts["late answers"]
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.claims", description=__doc__)
    parser.add_argument("--claimers", type=int, default=200)
    parser.add_argument("--servers", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--answers", type=int, default=0)
    parser.add_argument("--database", choices=("sqlite", "mariadb"), default="mariadb")
    given = parser.parse_args()
    with stage(SETTINGS, count=given.servers, database=given.database) as scene:
        keys = staff(scene.servers[0], AGENTS)
        counts = asyncio.run(
            contest(
                scene.servers,
                keys,
                claimers=given.claimers,
                rounds=given.rounds,
                answers=given.answers,
            )
        )
    for name, count in counts.items():
        print(f"{name:24}{count:>8,}")
    return 0 if is_clean(counts) else 1


if __name__ == "__main__":
    sys.exit(main())
