"""A simulated agent: takes who waits longest, answers, notes, passes on, and ends."""

import asyncio
import random
from collections.abc import Callable
from typing import Any

from websockets.exceptions import WebSocketException

from aicc.platform.backoff import Backoff, GaveUp
from handover.simulation import words
from handover.simulation.client import MOST_FAILURES, Frame, Line, TooLong, address_here, opened
from handover.simulation.staff import Login
from handover.simulation.tally import Tally

READING = (2.0, 6.0)  # seconds before an answer, typing included
PASSES_ON, HANDS_BACK, NOTES = 0.05, 0.2, 0.3
PATIENCE_SECONDS = 8.0  # with a customer who says nothing
LOOK_SECONDS = 1.0
PING_SECONDS = 15.0


class Agent:
    """One agent at one desk, until `is_over`; then they finish what they have in hand."""

    def __init__(
        self, url: str, login: Login, tally: Tally, dice: random.Random, pace: float
    ) -> None:
        self.url, self.login, self.tally, self.dice, self.pace = url, login, tally, dice, pace
        self.capacity = 0
        self.waiting: list[Frame] = []
        self.mine: dict[int, Frame] = {}
        self.colleagues: list[Frame] = []
        self.working: dict[int, asyncio.Task[None]] = {}
        self.heard: dict[int, int] = {}  # the customer's words, by handover
        self.unacknowledged: set[str] = set()
        self.said = 0

    async def work(self, is_over: Callable[[], bool]) -> None:
        backoff = Backoff(self.dice, most=MOST_FAILURES)
        while not is_over() or self.mine:
            try:
                await self.sit(is_over, backoff)
            except (OSError, TooLong, WebSocketException) as error:
                self.tally.trouble(f"agent: {type(error).__name__}: {error}")
                try:
                    await asyncio.sleep(backoff.fail())
                except GaveUp:
                    return

    async def sit(self, is_over: Callable[[], bool], backoff: Backoff) -> None:
        """At one open desk."""
        address = self.url.replace("http", "ws", 1)
        async with opened(
            f"{address}/api/v1/handover/ws/desk/?language=ko",
            here=address_here(self.url),
            origin=self.url,
            additional_headers={"Cookie": self.login.cookie},
        ) as line:
            line.tell(self.hear)
            await line.must("the desk", lambda: self.capacity)
            backoff.reset()
            await line.send("presence", presence="online")
            quiet = 0.0
            while not is_over() or self.mine or self.has_to_do():
                await line.until(lambda: False, LOOK_SECONDS)
                quiet += LOOK_SECONDS
                if quiet >= PING_SECONDS:
                    quiet = 0.0
                    await line.send("ping")
                await self.take_next(line)
                self.serve(line)
            await line.send("presence", presence="away")

    def has_to_do(self) -> bool:
        return any(self.tally.is_ours(card) for card in self.waiting)

    def hear(self, frame: Frame) -> None:
        match frame["type"]:
            case "desk":
                self.capacity = frame["me"]["capacity"]
            case "queue":
                self.waiting, self.colleagues = frame["waiting"], frame["colleagues"]
                self.mine = {card["handover"]: card for card in frame["mine"]}
                for number, card in self.mine.items():
                    self.tally.segments.add((number, card["claimed_at"]))
            case "ack":
                self.unacknowledged.discard(frame["client_message_id"])
                if "seq" in frame:
                    self.tally.add("agents' messages")
            case "entry" if frame["sender"] == "customer":
                self.heard[frame["handover"]] = self.heard.get(frame["handover"], 0) + 1
            case "error" if frame["code"] in ("already_claimed", "not_yours", "not_found"):
                pass  # a colleague was faster
            case "error":
                self.tally.trouble(f"agent: error {frame['code']}")

    async def take_next(self, line: Line) -> None:
        ours = [card for card in self.waiting if self.tally.is_ours(card)]
        if ours and len(self.mine) < self.capacity:
            await line.send("claim", handover=ours[0]["handover"])

    def serve(self, line: Line) -> None:
        """Each conversation in hand is worked on beside the others."""
        for number in self.mine.keys() - self.working.keys():
            self.working[number] = asyncio.create_task(self.serve_one(line, number))

    async def serve_one(self, line: Line, number: int) -> None:
        try:
            await line.send("resume", handover=number, last_seq=0)
            language = self.mine[number]["language"]
            answers = words.ANSWERS[language]
            for answer in answers[: self.dice.randint(2, len(answers))]:
                await self.say(line, number, answer)
                await self.wait_for_words(line, number)
            if self.dice.random() < NOTES:
                await line.send(
                    "note",
                    handover=number,
                    text=self.dice.choice(words.NOTES),
                    client_message_id=self.new_id(),
                )
            await self.let_go(line, number)
        except (OSError, TooLong) as error:
            self.tally.trouble(f"agent: {type(error).__name__}: {error}")
        finally:
            self.heard.pop(number, None)
            self.working.pop(number, None)

    def new_id(self) -> str:
        self.said += 1
        return f"a{self.login.number}-{self.said}"

    async def wait_for_words(self, line: Line, number: int) -> None:
        """Until the customer says something, or says nothing for a while."""
        heard = self.heard.get(number, 0)

        def has_spoken() -> bool:
            return self.heard.get(number, 0) > heard

        await line.until(has_spoken, PATIENCE_SECONDS / self.pace)

    async def say(self, line: Line, number: int, text: str) -> None:
        name = self.new_id()
        await line.send("typing", handover=number, is_typing=True)
        await asyncio.sleep(self.dice.uniform(*READING) / self.pace)
        self.unacknowledged.add(name)
        await line.send("say", handover=number, text=text, client_message_id=name)
        await line.must("an acknowledgement", lambda: name not in self.unacknowledged)

    async def let_go(self, line: Line, number: int) -> None:
        """Pass it on, hand it back, or end it; until the board no longer shows it as ours."""
        luck = self.dice.random()
        agreed = self.dice.choice(words.AGREED)
        free = [other for other in self.colleagues if other["load"] < other["capacity"]]
        if luck < PASSES_ON and free:
            to = {"agent": self.dice.choice(free)["id"]}
            await self.do(line, number, "transfer", to=to)
            self.tally.add("transferred")
        elif luck < HANDS_BACK:
            await self.do(line, number, "hand_back", agreed=agreed)
            self.tally.add("closed")
        else:
            await self.do(line, number, "close", outcome="resolved", wrap_up=agreed)
            self.tally.add("closed")

    async def do(self, line: Line, number: int, kind: str, **fields: Any) -> None:
        await line.send(kind, handover=number, **fields)
        await line.must(f"the end after {kind}", lambda: number not in self.mine)
        await line.send("leave", handover=number)
