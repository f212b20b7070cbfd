"""The well-behaved customers beside a flood: they ask as people do, and note how long it takes."""

import asyncio
import json
import random
import time
from dataclasses import dataclass, field
from functools import cache
from ipaddress import IPv4Address
from itertools import count

import httpx
import yaml
from websockets.asyncio.client import connect

from aicc.testing import servers
from bench.flood.kinds import API, FAILURES, socket_to

NEIGHBOURS = 10
PAUSE_SECONDS = (2.0, 3.0)  # between a neighbour's questions: well below the limit
BENCHMARKS = IPv4Address("198.18.0.0")  # a /15 that is kept for them, RFC 2544
COMERS = count()  # each neighbour is somebody who was not here before
ANSWER_SECONDS = 30.0  # a neighbour's longest wait for an answer
# What the articles answer, in many people's words: what was asked before is known.
QUESTIONS = servers.ROOT / "deploy" / "evaluation" / "tune" / "answerable.yaml"


@dataclass
class Neighbours:
    """What well-behaved customers saw: seconds to each answer, and whatever was no answer."""

    url: str
    waits: list[float] = field(default_factory=list)
    asked: int = 0
    errors: list[str] = field(default_factory=list)

    async def talk(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        await asyncio.gather(*(self.one(end) for _ in range(NEIGHBOURS)))

    async def one(self, end: float) -> None:
        address = next(COMERS)
        dice = random.Random(address)
        headers = {"X-Forwarded-For": str(BENCHMARKS + address % 2**17)}
        try:
            session, token = await begun(self.url, headers)
            async with connect(
                socket_to(self.url, session),
                subprotocols=["aicc.v1", f"aicc.token.{token}"],
                additional_headers=headers,
                open_timeout=ANSWER_SECONDS,
            ) as line:
                await asyncio.sleep(dice.uniform(0, PAUSE_SECONDS[0]))
                while True:  # once at least, however long the way in took
                    await self.ask(line, dice.choice(questions()))
                    if time.monotonic() >= end:
                        return
                    await asyncio.sleep(dice.uniform(*PAUSE_SECONDS))
        except FAILURES as error:
            self.errors.append(type(error).__name__)

    async def ask(self, line, text: str) -> None:
        asked = time.monotonic()
        self.asked += 1
        await line.send(json.dumps({"type": "message", "user_message": text}))
        async with asyncio.timeout(ANSWER_SECONDS):
            while True:
                frame = json.loads(await line.recv())
                if frame["type"] == "error":
                    self.errors.append(frame["code"])
                if frame["type"] in ("response", "error"):
                    break
        self.waits.append(time.monotonic() - asked)

    def quantile(self, share: float) -> float:
        """Milliseconds; nothing asked is nothing known."""
        waits = sorted(self.waits)
        return 1000 * waits[min(len(waits) - 1, int(len(waits) * share))] if waits else 0.0

    @property
    def well(self) -> bool:
        """Whether everything that was asked was answered."""
        return not self.errors and len(self.waits) == self.asked > 0


@cache
def questions() -> list[str]:
    cases = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))["cases"]
    return [case["question"] for case in cases if case["language"] == "ko"]


async def begun(url: str, headers: dict[str, str]) -> tuple[str, str]:
    """A new session and its token."""
    async with httpx.AsyncClient(timeout=ANSWER_SECONDS, headers=headers) as http:
        answer = (await http.post(f"{url}{API}/sessions", json={})).raise_for_status().json()
    return answer["session_id"], answer["token"]
