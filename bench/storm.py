"""Clients on a train: sockets cut at random, both roads, a server killed. Counts what got lost.

    python -m bench.storm                          20 clients, 1,000 messages, one SIGKILL
    python -m bench.storm --clients 5 --messages 10
    python -m bench.storm --database mariadb       on a private MariaDB and Redis

Starts servers of its own on free ports and stops by itself. Exit code 1 when anything was lost,
doubled, out of order or shown otherwise than it is stored.
"""

import argparse
import asyncio
import contextlib
import json
import random
import sys
import tempfile
import time
from pathlib import Path

import httpx
from tqdm import tqdm
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from aicc.tests import servers

CALM_SECONDS = 60.0  # how long after the last message everything must have arrived
READ = """
import json
from chat.models import Message, Turn
rows = Message.objects.order_by("conversation__session_id", "seq").values_list(
    "conversation__session_id", "seq", "sender", "text", "client_message_id", "reply_to")
states = list(Turn.objects.values_list("state", flat=True))
print(json.dumps({"rows": list(rows), "states": states}))
"""


class Passenger:
    """One customer: an outbox, a cursor, and everything that was shown so far."""

    def __init__(
        self, server: servers.AiccServer, number: int, messages: int, dice: random.Random
    ):
        self.server, self.dice = server, dice
        self.session_id = f"storm-{number}"
        self.outbox = {f"{number}.{n}": f"question {number}.{n}" for n in range(messages)}
        self.shown: dict[int, str] = {}
        self.doubled = 0
        self.cursor, self.epoch = 0, ""
        self.cuts = self.posts = 0

    async def travel(self, progress: tqdm) -> None:
        """Until the outbox is empty, and every answer was shown."""
        before = len(self.outbox)
        while not self.arrived():
            with contextlib.suppress(OSError, WebSocketException, TimeoutError, httpx.HTTPError):
                await self.ride()
            progress.update(before - len(self.outbox))
            before = len(self.outbox)
            await asyncio.sleep(self.dice.uniform(0.01, 0.2))

    def arrived(self) -> bool:
        return not self.outbox and self.cursor > 0 and self.answered()

    def answered(self) -> bool:
        asked = sum(text.startswith("question") for text in self.shown.values())
        return len(self.shown) >= 2 * asked and self.cursor == len(self.shown)

    async def ride(self) -> None:
        """One stretch on one socket, cut at a random moment."""
        query = f"?last_seq={self.cursor}&epoch={self.epoch}"
        address = f"{self.server.ws_url}/api/v1/chat/ws/{self.session_id}{query}"
        async with connect(address, subprotocols=["aicc.v1"], open_timeout=5) as socket:
            end = time.monotonic() + self.dice.uniform(0.05, 1.0)
            sender = asyncio.create_task(self.send(socket))
            try:
                while time.monotonic() < end and not self.arrived():
                    async with asyncio.timeout(max(0.01, end - time.monotonic())):
                        self.show(json.loads(await socket.recv()))
            finally:
                sender.cancel()
                await asyncio.gather(sender, return_exceptions=True)
                self.cuts += 1
                socket.transport.abort()

    async def send(self, socket) -> None:
        """The outbox from its beginning: whatever was not acknowledged goes again."""
        for client_id, text in list(self.outbox.items()):
            frame = {"type": "message", "user_message": text, "client_message_id": client_id}
            await socket.send(json.dumps(frame))
            if self.dice.random() < 0.2:
                await self.post(client_id, text)
            await asyncio.sleep(self.dice.uniform(0.0, 0.05))

    async def post(self, client_id: str, text: str) -> None:
        """The same message over the other road, at the same time."""
        self.posts += 1
        body = {"session_id": self.session_id, "user_message": text}
        async with httpx.AsyncClient(timeout=10) as http:
            await http.post(
                f"{self.server.url}/api/v1/chat/message",
                json=body | {"client_message_id": client_id},
                headers={"Prefer": "respond-async"},
            )

    def show(self, frame: dict) -> None:
        match frame["type"]:
            case "status" if frame["message"] == "connected":
                self.epoch = frame["epoch"]
                if not frame["recovered"]:  # the storm's first connection
                    self.cursor = 0
            case "ack":
                self.outbox.pop(frame["client_message_id"], None)
                self.keep(frame["seq"], frame["text"])
            case "entry":
                self.outbox.pop(frame.get("client_message_id"), None)
                self.keep(frame["seq"], frame["text"])
            case "response":
                self.keep(frame["seq"], frame["data"]["ai_message"])

    def keep(self, seq: int, text: str) -> None:
        if self.shown.setdefault(seq, text) != text:
            self.doubled += 1
        while self.cursor + 1 in self.shown:  # the cursor follows what is whole
            self.cursor += 1


def judge(stored: dict, passengers: list[Passenger], messages: int) -> dict[str, int]:
    """What the database holds against what was sent and what was shown."""
    counts = dict.fromkeys(("stored", "answered", "lost", "doubled", "gaps", "shown otherwise"), 0)
    for passenger in passengers:
        rows = [row for row in stored["rows"] if row[0] == passenger.session_id]
        ids = [row[4] for row in rows if row[2] == "customer"]
        answers = [row[5] for row in rows if row[2] == "assistant"]
        counts["stored"] += len(set(ids))
        counts["answered"] += len(set(answers))
        counts["lost"] += messages - len(set(ids)) + len(set(ids)) - len(set(answers))
        counts["doubled"] += len(ids) - len(set(ids)) + len(answers) - len(set(answers))
        counts["doubled"] += passenger.doubled
        counts["gaps"] += [row[1] for row in rows] != list(range(1, len(rows) + 1))
        counts["shown otherwise"] += {row[1]: row[3] for row in rows} != passenger.shown
    return counts


async def storm(server: servers.AiccServer, clients: int, messages: int, seed: int) -> dict:
    """Let every client travel while the server is killed once; returns the counts."""
    dice = random.Random(seed)
    passengers = [
        Passenger(server, n, messages, random.Random(dice.random())) for n in range(clients)
    ]
    with tqdm(total=clients * messages, unit="message", disable=None) as progress:
        travels = [asyncio.create_task(each.travel(progress)) for each in passengers]
        while progress.n < clients * messages // 2 and not all(task.done() for task in travels):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        await asyncio.to_thread(server.kill)
        await asyncio.sleep(0.5)
        await asyncio.to_thread(server.start)
        await asyncio.wait(travels, timeout=CALM_SECONDS)
    for task in travels:
        task.cancel()
    await asyncio.gather(*travels, return_exceptions=True)
    stored = json.loads(
        (await asyncio.to_thread(server.manage, "shell", "-c", READ)).strip().splitlines()[-1]
    )
    counts = judge(stored, passengers, messages)
    counts["open turns"] = sum(state in ("waiting", "thinking") for state in stored["states"])
    counts["sockets cut"] = sum(each.cuts for each in passengers)
    counts["sent by HTTP too"] = sum(each.posts for each in passengers)
    return counts


FAULTS = ("lost", "doubled", "gaps", "shown otherwise", "open turns")
SETTINGS = {
    "AICC_OPEN_SESSIONS": "on",
    "AICC_RATE_LIMITS": "off",
    "AICC_ENGINE": "canned",
    "AICC_TURN_SECONDS": "3",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--messages", type=int, default=50, help="of each client")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=["sqlite", "mariadb"], default="sqlite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)  # MariaDB's own user reads it
        settings = dict(SETTINGS)
        if options.database == "mariadb":
            database, redis = servers.MariaDb(folder), servers.Redis(folder)
            for each in (database, redis):
                stack.callback(each.kill)
                each.start()
            settings |= {
                "DATABASE_URL": database.create_database("aicc"),
                "AICC_REDIS_URL": redis.url,
            }
        server = servers.AiccServer(folder, settings)
        stack.callback(server.kill)
        (folder / "data").mkdir()
        server.manage("migrate", "--verbosity=0")
        server.start()
        counts = asyncio.run(storm(server, options.clients, options.messages, options.seed))
    for what, count in counts.items():
        print(f"{what:<20}{count:>8}")
    return 1 if any(counts[fault] for fault in FAULTS) else 0


if __name__ == "__main__":
    sys.exit(main())
