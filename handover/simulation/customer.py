"""A simulated customer: questions, perhaps the queue, perhaps a person, perhaps a rating."""

import asyncio
import random
from collections.abc import Callable
from typing import Any

import httpx
from websockets.exceptions import WebSocketException

from aicc.platform.backoff import Backoff, GaveUp
from handover.simulation import words
from handover.simulation.client import (
    MOST_FAILURES,
    SECONDS,
    Frame,
    Line,
    TooLong,
    address_here,
    opened,
)
from handover.simulation.tally import Tally

ENGLISH = 0.2  # the share of customers who write it
WANTS_A_PERSON = 0.4
GIVES_UP = 0.15  # of those who wait; the others have all the patience of the world
RATES = 0.5
PING_SECONDS = 20.0
THINKING = (1.0, 6.0)  # seconds before something is said, typing included


class Customer:
    """One customer in one conversation after another, until `is_over`."""

    def __init__(self, url: str, tally: Tally, dice: random.Random, pace: float) -> None:
        self.url, self.tally, self.dice, self.pace = url, tally, dice, pace
        self.here = address_here(url)

    async def come_again(self, is_over: Callable[[], bool]) -> None:
        backoff = Backoff(self.dice, most=MOST_FAILURES)
        while not is_over():
            await self.pause(0, 10)
            try:
                await self.converse(is_over)
                backoff.reset()
            except (OSError, TooLong, WebSocketException, httpx.HTTPError) as error:
                self.tally.trouble(f"customer: {type(error).__name__}: {error}")
                try:
                    await asyncio.sleep(backoff.fail())
                except GaveUp:
                    return

    async def pause(self, least: float, most: float) -> None:
        await asyncio.sleep(self.dice.uniform(least, most) / self.pace)

    async def converse(self, is_over: Callable[[], bool]) -> None:
        language = "en" if self.dice.random() < ENGLISH else "ko"
        session = await self.begin(language)
        self.tally.begins(session["session_id"])
        address = self.url.replace("http", "ws", 1)
        async with opened(
            f"{address}/api/v1/chat/ws/{session['session_id']}?stream=1",
            here=self.here,
            subprotocols=["aicc.v1", f"aicc.token.{session['token']}"],
        ) as line:
            visit = Visit(self, line, language)
            line.tell(visit.hear)
            await line.must("the first status", lambda: visit.owner)
            for _ in range(self.dice.randint(1, 4)):
                await visit.ask(self.dice.choice(words.QUESTIONS[language]))
            if self.dice.random() < WANTS_A_PERSON and not is_over():
                await visit.want_a_person()
            if visit.owner == "agent":
                await visit.talk()
            if visit.owner in ("closed", "assistant") and self.dice.random() < RATES:
                await self.rate(session)

    async def begin(self, language: str) -> dict[str, Any]:
        return await self.post("sessions", {"language": language})

    async def rate(self, session: dict[str, Any]) -> None:
        name, token = session["session_id"], session["token"]
        score = {"score": self.dice.choice((2, 3, 4, 4, 5, 5))}
        await self.post(f"sessions/{name}/rating", score, Authorization=f"Bearer {token}")
        self.tally.add("scores")

    async def post(self, call: str, body: dict[str, Any], **headers: str) -> dict[str, Any]:
        transport = httpx.AsyncHTTPTransport(local_address=self.here)
        async with httpx.AsyncClient(transport=transport, timeout=SECONDS) as http:
            answer = await http.post(f"{self.url}/api/v1/chat/{call}", json=body, headers=headers)
            return dict(answer.raise_for_status().json())


class Visit:
    """One conversation as its customer sees it."""

    def __init__(self, customer: Customer, line: Line, language: str) -> None:
        self.customer, self.line, self.language = customer, line, language
        self.tally, self.dice = customer.tally, customer.dice
        self.owner, self.said = "", 0
        self.shown: dict[int, str] = {}  # sender by seq
        self.unacknowledged: set[str] = set()
        self.unanswered: set[str] = set()

    def hear(self, frame: Frame) -> None:
        match frame["type"]:
            case "status":
                self.owned_by(frame["owner"])
            case "ack":
                self.unacknowledged.discard(frame["client_message_id"])
                self.keep(frame["seq"], "customer")
            case "response":
                self.unanswered.discard(frame["client_message_id"])
                self.keep(frame["seq"], "assistant")
            case "entry":
                self.keep(frame["seq"], frame["sender"])
            case "error":
                self.tally.trouble(f"customer: error {frame['code']}")

    def owned_by(self, owner: str) -> None:
        """Count what the customer sees happen to the conversation."""
        before, self.owner = self.owner, owner
        if before == "assistant" and owner in ("queue", "agent"):
            self.tally.add("wishes for a person")
        if before == "queue" and owner == "assistant":
            self.tally.add("left the queue")
        if owner == "agent":
            self.unanswered.clear()  # the agent's questions now

    def keep(self, seq: int, sender: str) -> None:
        if self.shown.setdefault(seq, sender) != sender:
            self.tally.trouble(f"customer: entry {seq} changed its sender")
        elif list(self.shown) != list(range(1, len(self.shown) + 1)):
            self.tally.trouble(f"customer: entry {seq} out of order")
        elif sender == "customer":
            self.tally.add("customers' messages")
        elif sender == "assistant":
            self.tally.add("assistant's answers")

    async def ask(self, text: str) -> None:
        """Say something; an answer must come, unless an agent is there."""
        await self.line.send("typing", is_typing=True)
        await self.customer.pause(*THINKING)
        self.said += 1
        name = f"m{self.said}"
        self.unacknowledged.add(name)
        if self.owner != "agent":
            self.unanswered.add(name)
        await self.line.send("message", user_message=text, client_message_id=name)
        await self.line.must("an acknowledgement", lambda: name not in self.unacknowledged)
        await self.line.must("an answer", lambda: name not in self.unanswered)

    async def want_a_person(self) -> None:
        """Into the queue by button or by words; ask on, give up, or wait for an agent."""
        if self.dice.random() < 0.5:
            await self.line.send("request_handover")
        else:
            await self.ask(self.dice.choice(words.WISHES[self.language]))
        await self.line.must("a place in the queue", lambda: self.owner in ("queue", "agent"))
        if self.dice.random() < 0.3:
            await self.ask(self.dice.choice(words.QUESTIONS[self.language]))
        if self.dice.random() < GIVES_UP:
            await self.customer.pause(3, 20)
            await self.line.send("cancel_handover")
            await self.line.must("a way out", lambda: self.owner != "queue")
        while self.owner == "queue":
            await self.line.until(lambda: self.owner != "queue", PING_SECONDS)
            await self.line.send("ping")

    async def talk(self) -> None:
        """With the agent, and again with the next one, until they end it."""
        while self.owner in ("agent", "queue"):
            heard = self.agents_words()

            def is_moved(before: int = heard) -> bool:
                return self.owner != "agent" or self.agents_words() > before

            await self.line.until(is_moved, PING_SECONDS)
            await self.line.send("ping")
            if self.owner == "agent" and self.agents_words() > heard:
                await self.ask(self.dice.choice(words.MORE[self.language]))

    def agents_words(self) -> int:
        return sum(sender == "agent" for sender in self.shown.values())
