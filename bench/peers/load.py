"""The load of one mode, such as `turns@50`: what was answered, and what went wrong.

turns@N    N sockets that ask, and ask again when they are answered
ping@N     the same with pings
connect@N  N at a time: connect, hear `connected`, close, again
http@N     N kept connections that post a question, and the next when it is answered
"""

import asyncio
import json
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bench.peers.wire import Calls, Socket

QUESTION = "대출 금리가 얼마인가요?"
ASKING = json.dumps({"type": "message", "user_message": QUESTION}, ensure_ascii=False).encode()
PINGING = b'{"type":"ping"}'
PATIENCE_SECONDS = 30.0  # for one answer, and for whoever is to hear `connected`
SOCKETS, CALLS = "/api/v1/chat/ws/", "/api/v1/chat/message"


@dataclass
class Tally:
    """seconds: of each answer that came while it was measured."""

    port: int
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    measuring = False
    ending = False

    def answered(self, asked: float) -> None:
        if self.measuring:
            self.seconds.append(time.perf_counter() - asked)


class Asker:
    """One connection in a closed loop: the next when the last is answered."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.asked = 0.0  # by time.perf_counter; 0 while nothing is under way

    def go(self) -> None:
        self.asked = time.perf_counter()
        self.ask()

    def ask(self) -> None:
        raise NotImplementedError

    def done(self, error: str = "") -> None:
        if error:
            self.tally.errors.append(error)
        else:
            self.tally.answered(self.asked)
        self.asked = 0.0
        if not self.tally.ending:
            self.go()


class SocketAsker(Asker):
    def __init__(self, tally: Tally, text: bytes, answer: str) -> None:
        super().__init__(tally)
        self.text, self.answer = text, answer
        self.connected = asyncio.get_running_loop().create_future()

    async def open(self) -> None:
        path = SOCKETS + uuid.uuid4().hex
        loop = asyncio.get_running_loop()
        self.line = Socket(path, self.heard)
        await loop.create_connection(lambda: self.line, "127.0.0.1", self.tally.port)
        await asyncio.wait_for(self.connected, PATIENCE_SECONDS)

    def ask(self) -> None:
        self.line.say(self.text)

    def heard(self, frame: dict) -> None:
        kind = frame["type"]
        if kind == "status" and not self.connected.done():
            self.connected.set_result(None)
        elif kind == "error":
            self.done(frame.get("code", "error"))
        elif kind == self.answer and self.asked:
            self.done("" if kind == "pong" or frame["data"].get("ai_message") else "empty")

    async def close(self) -> None:
        self.line.close()
        await asyncio.wait_for(asyncio.shield(self.line.gone), PATIENCE_SECONDS)


class HttpAsker(Asker):
    def __init__(self, tally: Tally) -> None:
        super().__init__(tally)
        body = {"session_id": uuid.uuid4().hex, "user_message": QUESTION}
        self.body = json.dumps(body, ensure_ascii=False).encode()

    async def open(self) -> None:
        self.line = Calls(self.heard)
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self.line, "127.0.0.1", self.tally.port)

    def ask(self) -> None:
        self.line.post(CALLS, self.body)

    def heard(self, status: int, answer: dict) -> None:
        self.done("" if status == 200 and answer.get("ai_message") else f"status {status}")

    async def close(self) -> None:
        self.line.transport.close()


Pace = Callable[[Tally], Awaitable[None]]  # lets a load run, and measures a part of it


async def closed_loop(tally: Tally, askers: list, pace: Pace) -> None:
    await asyncio.gather(*(each.open() for each in askers))
    for each in askers:
        each.go()
    await pace(tally)
    tally.ending = True
    end = time.monotonic() + PATIENCE_SECONDS
    while any(each.asked for each in askers) and time.monotonic() < end:
        if all(each.line.gone.done() for each in askers):
            break
        await asyncio.sleep(0.02)
    tally.errors += ["unanswered" for each in askers if each.asked]
    await asyncio.gather(*(each.close() for each in askers), return_exceptions=True)


async def connect_again(tally: Tally) -> None:
    while not tally.ending:
        asked = time.perf_counter()
        asker = SocketAsker(tally, b"", "")
        try:
            await asker.open()
            tally.answered(asked)
            await asker.close()
        except (OSError, TimeoutError) as error:
            tally.errors.append(repr(error))


async def connects(tally: Tally, count: int, pace: Pace) -> None:
    workers = [asyncio.create_task(connect_again(tally)) for _ in range(count)]
    await pace(tally)
    tally.ending = True
    await asyncio.gather(*workers)


async def run(mode: str, port: int, pace: Pace) -> Tally:
    """mode: as in this module's head. Raises ValueError where it is none of these."""
    kind, _, count = mode.partition("@")
    tally, many = Tally(port), range(int(count))
    if kind == "turns":
        await closed_loop(tally, [SocketAsker(tally, ASKING, "response") for _ in many], pace)
    elif kind == "ping":
        await closed_loop(tally, [SocketAsker(tally, PINGING, "pong") for _ in many], pace)
    elif kind == "http":
        await closed_loop(tally, [HttpAsker(tally) for _ in many], pace)
    elif kind == "connect":
        await connects(tally, len(many), pace)
    else:
        raise ValueError(f"{mode} is no mode of load")
    return tally
