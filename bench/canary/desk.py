"""Agents who write personal data into everything that the desk takes."""

from dataclasses import dataclass, field

import httpx

from aicc.testing import servers, waits
from bench.canary.customer import Ear, filled
from bench.canary.kinds import Planter
from bench.fuzz import frames

DESK = "/api/v1/handover"
LOOK_UPS = (
    *("articles", "coaching", "session", "live", "in-hand", "agents", "waiting", "mine"),
    *("call-backs", "canned", "labels", "closed", "receivers"),
)
# In this order about one handover; what ends it comes by itself.
IN_HAND = (
    *("say", "note", "correct", "snooze", "wake", "labels", "typing", "read", "resume", "brief"),
    *("presence", "pull", "ping"),
)
CALLS = ("call_back_take", "call_back_number", "call_back_end")
ENDS = ("transfer", "hand_back", "close")
ABOUT_ALL = ("claim", "release", "leave", "warn", "take_over")  # they hold no words


@dataclass
class Agent:
    """One agent at a desk. told: whatever the server answered."""

    server: servers.AiccServer
    planter: Planter
    key: str
    told: list[str] = field(default_factory=list)

    def work(self) -> None:
        """Take whoever waits, and end each conversation in one of the three ways."""
        ear = self.sit()
        for number, handover in enumerate(sorted(ear.seen)):
            self.send(ear, "claim", handover)
            for kind in IN_HAND:
                self.send(ear, kind, handover)
            self.look_up(handover)
            self.send(ear, ENDS[number % len(ENDS)], handover)
            self.send(ear, "close", handover)
        self.call_back(ear)
        ear.send({"type": self.planter.text("desk frame type")})
        ear.send(self.planter.text("desk, no frame"))
        ear.settle()
        ear.cut()
        self.told += ear.told

    def sit(self) -> Ear:
        query = httpx.QueryParams(language="ko", q=self.planter.text("desk query", 300))
        told = {"Cookie": f"sessionid={self.key}", "Origin": self.server.url}
        ear = Ear(f"{self.server.ws_url}{DESK}/ws/desk/?{query}", headers=told)
        ear.send({"type": "presence", "presence": "online"})
        ear.settle()
        ear.settle()
        return ear

    def send(self, ear: Ear, kind: str, handover: int) -> None:
        made = filled(self.planter, f"desk {kind}", frames.OF_DESK[kind])
        if kind == "transfer":
            made["to"] = {"agent": 1}
        ear.send({"type": kind, "handover": handover} | made)
        ear.settle()

    def call_back(self, ear: Ear) -> None:
        for number in map(int, self.server.ask("SELECT id FROM handover_callback")):
            for kind in CALLS:
                made = filled(self.planter, f"desk {kind}", frames.OF_DESK[kind])
                ear.send({"type": kind} | made | {"call_back": number})
                ear.settle()

    def look_up(self, handover: int) -> None:
        about = tuple(f"{handover}/{what}" for what in ("notes", "suggestion", "messages"))
        with httpx.Client(
            base_url=self.server.url, timeout=waits.SECONDS, cookies={"sessionid": self.key}
        ) as http:
            for path in (*LOOK_UPS, *about, f"{handover}/earlier"):
                words = self.planter.text(f"desk look-up {path.lstrip('0123456789')}", 300)
                answer = http.get(f"{DESK}/{path}", params={"q": words})
                self.told.append(answer.text)
