"""A customer whose socket stays open: pings, reconnects, turns to HTTP, as the contract says."""

import asyncio
import contextlib
import json
import random
import time
from collections import Counter
from dataclasses import dataclass

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from aicc.platform.backoff import Backoff
from aicc.testing import servers
from bench.customer import Customer

RESEND_SECONDS = 8.0  # without an acknowledgement: again, over HTTP
MOST_RESENDS = 10  # of one message, each after a pause twice as long
FAILURES = (OSError, WebSocketException, TimeoutError, httpx.HTTPError)


@dataclass
class Pace:
    """messages: of each visitor. every, ping: seconds between two of them. words: of a message,
    with the place of its number.
    """

    messages: int
    every: float
    ping: float
    words: str = "question {}"


class Client(Customer):
    """Holds one socket to one of `town`'s servers; goes to the next one when it is closed.

    closes: (server, close code) of each socket that the visitor did not close. 1006: cut.
    """

    def __init__(self, town: list[servers.AiccServer], name: str, pace: Pace, dice: random.Random):
        super().__init__(town[0], name, dice)
        self.town, self.pace = town, pace
        self.socket = None
        self.closes: list[tuple[servers.AiccServer, int]] = []
        self.last_resume = -1
        self.said = 0
        self.errors = 0  # frames that said that something failed
        self.refused: dict[str, Backoff] = {}  # by message, while the server is busy

    async def stay(self) -> None:
        """Talk at the pace, until everything is said, acknowledged, answered and shown."""
        async with asyncio.TaskGroup() as group:
            beside = [group.create_task(work()) for work in (self.hold, self.ping, self.repeat)]
            for number in range(self.pace.messages):
                client_id = f"{self.session_id}.{number}"
                self.say(client_id, self.pace.words.format(number))
                self.said += 1
                await self.send_now(client_id)
                await asyncio.sleep(self.pace.every * self.dice.uniform(0.5, 1.5))
            while not self.arrived():  # noqa: ASYNC110  (three tasks move it)
                await asyncio.sleep(0.05)
            for task in beside:
                task.cancel()

    async def hold(self) -> None:
        """Keep a socket open, with backoff and full jitter between two tries."""
        backoff = Backoff(self.dice)
        while True:
            try:
                async with connect(
                    self.address(), subprotocols=["aicc.v1"], open_timeout=10, ping_interval=None
                ) as socket:
                    backoff.reset()
                    await self.listen(socket)
            except FAILURES:
                await asyncio.sleep(backoff.fail())
            # The next server; behind nginx the proxy chooses.
            self.server = self.town[(self.town.index(self.server) + 1) % len(self.town)]

    async def listen(self, socket) -> None:
        try:
            while True:
                frame = json.loads(await socket.recv())
                self.show(frame)
                if frame["type"] == "status" and frame["message"] == "connected":
                    self.socket = socket
                    for client_id in list(self.outbox):
                        await self.send(socket, client_id)
                await self.mind_gaps(socket)
        except ConnectionClosed as closed:
            self.closes.append((self.server, closed.rcvd.code if closed.rcvd else 1006))
            raise
        finally:
            self.socket = None

    async def mind_gaps(self, socket) -> None:
        if self.shown and max(self.shown) > self.cursor and self.last_resume != self.cursor:
            self.last_resume = self.cursor
            frame = {"type": "resume", "last_seq": self.cursor, "epoch": self.epoch}
            await socket.send(json.dumps(frame))

    async def send_now(self, client_id: str) -> None:
        """Over the socket; over HTTP while there is none."""
        with contextlib.suppress(*FAILURES):
            if self.socket:
                await self.send(self.socket, client_id)
            else:
                await self.post(client_id)

    async def ping(self) -> None:
        while True:
            await asyncio.sleep(self.pace.ping)
            with contextlib.suppress(*FAILURES):
                if self.socket:
                    await self.socket.send('{"type": "ping"}')

    async def repeat(self) -> None:
        """What nobody acknowledged for 8 s goes again over HTTP, with the same id."""
        posted: dict[str, float] = {}
        times: Counter[str] = Counter()
        while True:
            await asyncio.sleep(0.5)
            now = time.monotonic()
            for client_id in list(self.outbox):
                last = posted.get(client_id, self.asked.get(client_id, now))
                pause = RESEND_SECONDS * 2 ** times[client_id] * self.dice.uniform(1, 1.5)
                if now - last > pause and times[client_id] < MOST_RESENDS:
                    posted[client_id] = now
                    times[client_id] += 1
                    with contextlib.suppress(*FAILURES):
                        await self.post(client_id)

    def show(self, frame: dict) -> None:
        super().show(frame)
        self.errors += frame["type"] == "error"
        if frame["type"] == "error" and frame["retryable"] and frame.get("client_message_id"):
            self.start_again(frame["client_message_id"])

    def start_again(self, client_id: str) -> None:
        async def later() -> None:
            await asyncio.sleep(self.refused.setdefault(client_id, Backoff(self.dice)).fail())
            if client_id in self.outbox:  # an acknowledged one is answered all the same
                await self.send_now(client_id)

        self.again = asyncio.create_task(later())
