"""A customer who writes personal data into everything that the chat takes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import quote

import httpx
import jwt
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from aicc.testing import servers, waits
from bench.canary.kinds import Planter
from bench.fuzz import frames
from bench.fuzz.line import Line

API = "/api/v1/chat"
KEY = "of-this-canary-alone-and-long-enough"
# Of the frames' and bodies' fields those that take a text, with its most characters, or an id.
TEXTS = {
    "user_message": 2000,
    "text": 2000,
    "comment": 1000,
    "reason": 300,
    "epoch": 16,
    "wrap_up": 2000,
    "agreed": 600,
    "summary": 1000,
    "category": 1000,
    "reminder": 200,
    "note": 2000,
    "timestamp": 64,
    "trigger_reason": 500,
    "consent": 20,
    "phone": 40,
}
IDS = {"client_message_id"}
# The others, with something that is taken.
VALUES: dict[str, Any] = {
    "answers": None,
    "last_seq": 0,
    "is_typing": True,
    "seq": 2,
    "rating": "down",
    "score": 2,
    "presence": "online",
    "to": "queue",
    "minutes": 1,
    "labels": [],
    "sentiment": "NEGATIVE",
    "outcome": "resolved",
    "call_back": 1,
    "conversation": 1,
    "language": "ko",
}
HEADERS = (
    *("User-Agent", "Referer", "X-Request-ID", "Accept-Language", "X-Forwarded-For", "From"),
    "X-Customer",
)


@dataclass
class Ear(Line):
    """A socket that keeps what it was told."""

    told: list[str] = field(default_factory=list)

    def note(self, frame: dict[str, Any]) -> None:
        self.told.append(json.dumps(frame, ensure_ascii=False))
        super().note(frame)


def filled(planter: Planter, door: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Each field with a canary where it takes one; else with something that is taken."""
    made: dict[str, Any] = {}
    for name in fields:
        if name in IDS:
            made[name] = planter.identifier(f"{door} {name}")
        elif name in TEXTS:
            made[name] = planter.text(f"{door} {name}", TEXTS[name])
        else:
            made[name] = VALUES[name]
    return made


def header(planter: Planter, door: str) -> dict[str, str]:
    """Headers as clients send them: of the characters of an id, as proxies drop others."""
    return {name: planter.identifier(f"{door} header {name}") for name in HEADERS}


@dataclass
class Customer:
    """One customer after the other, each in an open session of its own.

    told: whatever the server answered, to be looked through.
    """

    server: servers.AiccServer
    planter: Planter
    told: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def visit(self) -> str:
        """Everything at once; the session's name, whose conversation waits for a person."""
        name = f"canary-{next(self.numbers)}"
        self.talk(name)
        self.call(name)
        self.signed_in()
        return name

    def talk(self, name: str) -> None:
        """By socket: each frame, each unknown one, and what is none."""
        headers = header(self.planter, "socket")
        address = f"{self.server.ws_url}{API}/ws/{name}"
        ear = Ear(f"{address}?stream=1", headers=headers, subprotocols=["aicc.v1"])
        self.say_all(ear)
        ear.cut()
        self.told += ear.told
        for key in ("epoch", "stream", "language", "q"):
            self.shake_hands(
                f"{address}?{key}={quote(self.planter.text(f'socket query {key}', 300))}"
            )
        self.shake_hands(
            f"{address.removesuffix(name)}{self.planter.identifier('socket session')}"
        )

    def shake_hands(self, address: str) -> None:
        """A handshake that may be refused, and how it is."""
        try:
            with connect(address, subprotocols=["aicc.v1"]) as socket:
                self.told.append(str(socket.recv(waits.SECONDS)))
        except WebSocketException as error:
            self.told.append(str(error))

    def say_all(self, ear: Ear) -> None:
        for kind, fields in frames.OF_CUSTOMER.items():
            if kind == "end":  # nobody would hear the others
                continue
            ear.send({"type": kind} | filled(self.planter, f"frame {kind}", fields))
            ear.settle()
        ear.send({"type": self.planter.text("frame type")})
        ear.send(self.planter.text("no frame"))
        ear.send({"type": "message", "user_message": {self.planter.text("frame, wrong"): 1}})
        ear.send(
            {
                "type": "message",
                "user_message": "네",
                "client_message_id": self.planter.text("frame, wrong id", 60),
            }
        )
        ear.settle()

    def call(self, name: str) -> None:
        """By HTTP: each call of the document, with its body, query, headers and path."""
        with httpx.Client(base_url=self.server.url, timeout=waits.SECONDS) as http:
            document = http.get("/openapi.json").json()
            for path, operations in document["paths"].items():
                for method, operation in operations.items():
                    if not path.endswith(("/end", "/revoke", "/token")):
                        self.call_one(http, document, name, (method, path), operation)
            for path in (f"{API}/sessions/", "/", "/articles/", "/desk/", "/admin/"):
                for text in (
                    self.planter.identifier(f"path {path}"),
                    self.planter.text(f"path {path} as text", 300),
                ):
                    self.told.append(http.get(f"{path}{text}").text)

    def call_one(
        self, http: httpx.Client, document: dict, name: str, door: tuple[str, str], operation: dict
    ) -> None:
        method, path = door
        where = f"{method} {path}"
        body = body_of(document, operation)
        content = filled(
            self.planter, where, {key: 1 for key in body if key in {*TEXTS, *IDS, *VALUES}}
        )
        if "from" in body:
            content |= self.window(http, name)
        headers = header(self.planter, where)
        headers["Idempotency-Key"] = self.planter.identifier(f"{where} Idempotency-Key")
        query = {"q": self.planter.text(f"{where} query", 300)}
        for each in (
            {"session_id": name} | content,
            content | {"session_id": self.planter.identifier(f"{where} session_id")},
            {"session_id": name, self.planter.text(f"{where} key"): 1},
            self.planter.text(f"{where} no object"),
        ):
            sent = httpx.Request(
                method,
                f"{self.server.url}{path.replace('{session_id}', name)}",
                params=query,
                headers=headers,
                json=each if method != "get" else None,
            )
            self.told.append(http.send(sent).text)

    def window(self, http: httpx.Client, name: str) -> dict[str, Any]:
        """A time that is offered, so that the request is taken."""
        offer = http.get(f"{API}/sessions/{name}/call-back").json()
        consent = offer["consent"]["version"]
        number = self.planter.one("call-back phone", "telephone")
        return {"consent": consent, "phone": number, **offer["windows"][0]}

    def signed_in(self) -> None:
        """With the bank's assertion, whose every claim says too much."""
        now = datetime.now(UTC)
        claims = {
            "exp": now + timedelta(minutes=5),
            "iat": now,
            "sub": self.planter.identifier("assertion sub"),
            "name": self.planter.text("assertion name", 200),
            "flags": [self.planter.text("assertion flag", 200)],
            "email": self.planter.text("assertion email", 200),
        }
        for key in (KEY, KEY[::-1]):
            body = {"customer": jwt.encode(claims, key, "HS256"), "language": "ko"}
            began = httpx.post(
                f"{self.server.url}{API}/sessions", json=body, timeout=waits.SECONDS
            )
            self.told.append(began.text)


def body_of(document: dict, operation: dict) -> dict[str, Any]:
    """The properties of a call's JSON body, by their names."""
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema.get("properties", {})
