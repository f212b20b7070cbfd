"""What a turn costs the server, against a bare echo of the same frames in the same run.

    python -m bench.turns                    50 and 200 conversations, 3,000 idle sockets
    python -m bench.turns --seconds 2 --idle 500

A private MariaDB and Redis, one server with the canned engine: every turn is two commits. The
figures to compare are CPU seconds and ratios; turns a second are the machine's as much as ours.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

from aicc.testing import servers
from bench.customer import SETTINGS
from bench.stage import stage

QUESTION = "대출 금리가 얼마인가요?"
TICKS = os.sysconf("SC_CLK_TCK")
PACED_CONVERSATIONS = 200
OPENING = 50  # handshakes at once
ANSWER_SECONDS = 60.0  # the longest that an answer is waited for


class EchoServer(servers.PrivateServer):
    """A WebSocket server that answers each frame with two of a turn's size, and keeps nothing."""

    name = "echo"

    def command(self) -> list[str]:
        return [sys.executable, "-m", "bench.turns", "--echo", str(self.port)]


async def echo(port: int) -> None:
    answer = {"ai_message": "가" * 60, "intent": "INFO_REQ", "suggested_action": "CONTINUE"}
    more = {"triage": "SIMPLE_ANSWER", "engine": "canned", "sender": "assistant", "pad": "x" * 200}
    frames = [
        json.dumps({"type": "processing", "message": "…"}, ensure_ascii=False),
        json.dumps({"type": "response", "data": answer | more}, ensure_ascii=False),
    ]

    async def answer_each(socket) -> None:
        await socket.send('{"type": "status", "message": "connected"}')
        async for _ in socket:
            for frame in frames:
                await socket.send(frame)

    async with serve(answer_each, "127.0.0.1", port, compression=None):
        await asyncio.Future()


def cpu_of(pid: int) -> float:
    """CPU seconds that the process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_of(pid: int) -> int:
    """Its resident memory in KiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


class Conversation:
    """One socket that asks, and asks again when it was answered; `pause` seconds later."""

    def __init__(self, url: str, pause: float = 0.0) -> None:
        self.url, self.pause = url, pause
        self.turns = 0
        self.to_processing: list[float] = []

    async def open(self) -> None:
        self.socket = await connect(
            self.url, compression=None, ping_interval=None, open_timeout=60
        )
        await asyncio.wait_for(self.socket.recv(), ANSWER_SECONDS)  # the status

    async def ask(self, question: str, asked: float) -> None:
        """Until it is answered. Raises RuntimeError when an error comes instead."""
        await self.socket.send(question)
        while (kind := json.loads(await self.socket.recv())["type"]) != "response":
            if kind == "processing":
                self.to_processing.append(time.monotonic() - asked)
            elif kind == "error":
                raise RuntimeError("a question was answered with an error")

    async def talk(self, until: float) -> None:
        question = json.dumps({"type": "message", "user_message": QUESTION}, ensure_ascii=False)
        await asyncio.sleep(random.uniform(0, self.pause))  # or all would ask in one moment
        while time.monotonic() < until:
            asked = time.monotonic()
            async with asyncio.timeout(ANSWER_SECONDS):
                await self.ask(question, asked)
            self.turns += 1
            await asyncio.sleep(max(0.0, self.pause - (time.monotonic() - asked)))


async def opened(urls: list[str], pause: float = 0.0) -> list[Conversation]:
    conversations = [Conversation(url, pause) for url in urls]
    for at in range(0, len(conversations), OPENING):
        await asyncio.gather(*(talk.open() for talk in conversations[at : at + OPENING]))
    return conversations


async def closed(conversations: list[Conversation]) -> None:
    await asyncio.gather(*(talk.socket.close() for talk in conversations))


async def load(server, urls: list[str], seconds: float, pause: float = 0.0) -> dict:
    """Let them talk; what a thousand turns cost, and how long `processing` took."""
    conversations = await opened(urls, pause)
    before, began = cpu_of(server.process.pid), time.monotonic()
    await asyncio.gather(*(talk.talk(began + seconds) for talk in conversations))
    spent, lasted = cpu_of(server.process.pid) - before, time.monotonic() - began
    await closed(conversations)
    turns = sum(talk.turns for talk in conversations)
    waits = sorted(wait for talk in conversations for wait in talk.to_processing)
    return {
        "cpu": 1000 * spent / turns,
        "per second": turns / lasted,
        "p50 ms": 1000 * statistics.median(waits),
        "p99 ms": 1000 * waits[int(len(waits) * 0.99)],
    }


async def idle(server, urls: list[str]) -> float:
    """KiB of the server's memory for each socket that is open and silent."""
    before = memory_of(server.process.pid)
    conversations = await opened(urls)
    await asyncio.sleep(2)
    held = memory_of(server.process.pid) - before
    await closed(conversations)
    return held / len(urls)


def addresses(server: servers.AiccServer, name: str, count: int) -> list[str]:
    return [f"{server.ws_url}/api/v1/chat/ws/{name}-{number}" for number in range(count)]


@contextlib.contextmanager
def bare_echo(folder: Path) -> Iterator[EchoServer]:
    server = EchoServer(folder)
    server.start()
    yield server
    server.kill()


def cold_start(server: servers.AiccServer) -> float:
    """Seconds from the command to the first answer, the server's own start included."""
    began = time.monotonic()
    server.start()
    body = json.dumps({"session_id": "cold", "user_message": QUESTION})
    address = f"{server.url}/api/v1/chat/message"
    kind = "Content-Type: application/json"
    subprocess.run(
        ["curl", "-sf", "--max-time", "60", "-H", kind, "-d", body, address],
        check=True,
        capture_output=True,
    )
    return time.monotonic() - began


async def measure(server: servers.AiccServer, options: argparse.Namespace) -> None:
    with bare_echo(server.folder) as bare:
        for count in (50, PACED_CONVERSATIONS):
            at_echo = [f"ws://127.0.0.1:{bare.port}/"] * count
            floor = await load(bare, at_echo, options.seconds)
            ours = await load(server, addresses(server, f"t{count}", count), options.seconds)
            ratio = ours["cpu"] / floor["cpu"]
            print(
                f"{count} conversations, one question after the other: {ours['cpu']:.2f} CPU s "
                f"per 1,000 turns, {ratio:.1f} x a bare echo ({floor['cpu']:.3f}); "
                f"{ours['per second']:.0f} turns/s"
            )
    paced = await load(
        server, addresses(server, "p", PACED_CONVERSATIONS), 2 * options.seconds, pause=2.0
    )
    print(
        f"{PACED_CONVERSATIONS} conversations, a question every 2 s each: frame to `processing` "
        f"p50 {paced['p50 ms']:.1f} ms, p99 {paced['p99 ms']:.1f} ms"
    )
    kib = await idle(server, addresses(server, "i", options.idle))
    print(f"{options.idle} idle sockets on the Redis layer: {kib:.1f} KiB each")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5.0, help="of each load")
    parser.add_argument("--idle", type=int, default=3000, help="sockets")
    parser.add_argument("--echo", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.echo:
        asyncio.run(echo(options.echo))
        return 0
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    os.environ["AICC_ENV_FILE"] = os.devnull
    with stage(SETTINGS | {"AICC_LOG_LEVEL": "warning"}, database="mariadb") as here:
        (server,) = here.servers
        asyncio.run(measure(server, options))
    with stage(SETTINGS | {"AICC_ENGINE": "offline"}, database="sqlite") as here:
        (server,) = here.servers
        server.manage("import_knowledge")
        server.kill()
        print(f"embedded, from the command to the first answer: {cold_start(server):.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
