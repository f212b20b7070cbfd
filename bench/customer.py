"""A customer's client as the wire contract wants it, and the judge of what became of its words.

The client keeps an outbox that a message leaves only when it is acknowledged, a cursor, and
everything that was shown. How it travels (which sockets it holds, and what happens to them) is
the benchmark's: see `bench.storm` and `bench.chaos`.
"""

import json
import random
import time

import httpx

from aicc.testing import servers

READ = """
import json
from chat.models import Message, Turn
rows = Message.objects.order_by("conversation__session_id", "seq").values_list(
    "conversation__session_id", "seq", "sender", "text", "client_message_id", "reply_to")
states = list(Turn.objects.values_list("state", flat=True))
print(json.dumps({"rows": list(rows), "states": states}))
"""
SETTINGS = {
    "AICC_OPEN_SESSIONS": "on",
    "AICC_RATE_LIMITS": "off",
    "AICC_ENGINE": "canned",
    "AICC_TURN_SECONDS": "3",
}


class Customer:
    """One customer: an outbox, a cursor, and everything that was shown so far."""

    def __init__(self, server: servers.AiccServer, session_id: str, dice: random.Random):
        self.server, self.session_id, self.dice = server, session_id, dice
        self.outbox: dict[str, str] = {}
        self.asked: dict[str, float] = {}  # when, by client_message_id
        self.shown: dict[int, str] = {}
        self.doubled = 0
        self.worst_seconds = 0.0  # from asking to seeing the answer
        self.cursor, self.epoch = 0, ""
        self.posts = 0

    def say(self, client_id: str, text: str) -> None:
        """Put a message into the outbox; whoever travels sends it."""
        self.outbox[client_id] = text
        self.asked[client_id] = time.monotonic()

    def arrived(self) -> bool:
        return not self.outbox and self.cursor > 0 and self.answered()

    def answered(self) -> bool:
        asked = sum(text.startswith("question") for text in self.shown.values())
        return len(self.shown) >= 2 * asked and self.cursor == len(self.shown)

    def address(self) -> str:
        query = f"?last_seq={self.cursor}&epoch={self.epoch}"
        return f"{self.server.ws_url}/api/v1/chat/ws/{self.session_id}{query}"

    async def send(self, socket, client_id: str) -> None:
        text = self.outbox[client_id]
        frame = {"type": "message", "user_message": text, "client_message_id": client_id}
        await socket.send(json.dumps(frame))

    async def post(self, client_id: str) -> None:
        """The same message over the other road."""
        text = self.outbox.get(client_id)
        if text is None:
            return
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
                if not frame["recovered"]:  # the first connection
                    self.cursor = 0
            case "ack":
                self.outbox.pop(frame["client_message_id"], None)
                self.keep(frame["seq"], frame["text"])
            case "entry":
                self.outbox.pop(frame.get("client_message_id"), None)
                self.keep(frame["seq"], frame["text"])
            case "response":
                asked = self.asked.pop(frame["client_message_id"], None)
                if asked is not None:
                    self.worst_seconds = max(self.worst_seconds, time.monotonic() - asked)
                self.keep(frame["seq"], frame["data"]["ai_message"])

    def keep(self, seq: int, text: str) -> None:
        if self.shown.setdefault(seq, text) != text:
            self.doubled += 1
        while self.cursor + 1 in self.shown:  # the cursor follows what is whole
            self.cursor += 1


def stored(server: servers.AiccServer) -> dict:
    """Everything that the server's database holds, read by a process of its own."""
    return json.loads(server.manage("shell", "-c", READ).strip().splitlines()[-1])


def judge(held: dict, customers: list[Customer], messages: int) -> dict[str, int]:
    """What the database holds against what each customer sent and was shown."""
    counts = dict.fromkeys(("stored", "answered", "lost", "doubled", "gaps", "shown otherwise"), 0)
    for customer in customers:
        rows = [row for row in held["rows"] if row[0] == customer.session_id]
        ids = [row[4] for row in rows if row[2] == "customer"]
        answers = [row[5] for row in rows if row[2] == "assistant"]
        counts["stored"] += len(set(ids))
        counts["answered"] += len(set(answers))
        counts["lost"] += messages - len(set(ids)) + len(set(ids)) - len(set(answers))
        counts["doubled"] += len(ids) - len(set(ids)) + len(answers) - len(set(answers))
        counts["doubled"] += customer.doubled
        counts["gaps"] += [row[1] for row in rows] != list(range(1, len(rows) + 1))
        counts["shown otherwise"] += {row[1]: row[3] for row in rows} != customer.shown
    return counts
