"""A bank's day with canaries: customers and agents, and a model that fails at times."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from aicc.testing import servers
from bench.canary import places
from bench.canary.customer import KEY, Customer
from bench.canary.desk import Agent
from bench.canary.kinds import Planter
from bench.canary.looks import Looks
from bench.canary.office import Office
from bench.canary.sign_in import sign_in
from chat.tests.openai_server import OpenAiServer

MOODS = ("speaks", "speaks", "m500", "half", "garbage", "odd", "html", "m429")
WORDS = "가온 신용대출 금리는 연 4.5%–8.9%입니다. [1]"
SETTINGS = {
    "AICC_OPEN_SESSIONS": "on",
    "AICC_RATE_LIMITS": "off",
    "AICC_LOG_LEVEL": "debug",
    "AICC_LOG_FORMAT": "json",
    "AICC_MASK_NAMES": "on",
    "AICC_MODEL": "speaks",
    "AICC_SEMANTIC": "auto",
    "AICC_CUSTOMER_KEY": KEY,
    "AICC_CALL_BACK_KEYS": KEY[::-1],
}
STAFF = """
from django.contrib.auth.models import Group, User
from handover.simulation.staff import open_session
user = User.objects.create_user("canary-agent", password=None, is_staff=True)
user.groups.add(Group.objects.get(name="agent"))
print(f"key={open_session(user)}")
from aicc.testing.logins import login_of
login_of("canary-mei", "of-this-canary-alone")
"""
# Told to whoever said it, and to nobody else.
ECHOED = (
    *("client_message_id", "timestamp", "Idempotency-Key", "session_id"),
    *("customer_id", "telephone"),
)


@contextlib.contextmanager
def model() -> Iterator[OpenAiServer]:
    """A service on loopback, in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    service = OpenAiServer()
    service.words = WORDS
    asyncio.run_coroutine_threadsafe(service.__aenter__(), loop).result()
    try:
        yield service
    finally:
        loop.call_soon_threadsafe(service.server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


@dataclass
class Day:
    """server: with SETTINGS, and the model's address. monitor: of its Redis, where it has one."""

    server: servers.AiccServer
    service: OpenAiServer
    monitor: places.Monitor | None = None
    planter: Planter = field(default_factory=Planter)

    def __post_init__(self) -> None:
        printed = self.server.manage("shell", "--verbosity=0", "-c", STAFF).split()
        [key] = (word.removeprefix("key=") for word in printed if word.startswith("key="))
        self.customer = Customer(self.server, self.planter)
        self.agent = Agent(self.server, self.planter, key)
        self.office = Office(self.server, self.planter)

    def passes(self, rounds: int) -> None:
        """So many customers, each with an agent, and somebody who signs in; then the office."""
        for number in range(rounds):
            self.service.mood = MOODS[number % len(MOODS)]
            self.customer.visit()
            self.agent.work()
            self.sign_in()
        self.service.mood = None
        self.office.work(rounds)  # last: one of its forms stops the model

    def sign_in(self) -> None:
        """Somebody writes the wrong thing into each field; then a colleague comes in."""
        said = [self.planter.text(f"sign-in {name}", 150) for name in ("username", "password")]
        sign_in(self.server, self.planter, *said)
        if not sign_in(self.server, self.planter, "canary-mei", "of-this-canary-alone"):
            raise AssertionError("nobody can sign in")

    def everywhere(self, folder: Path) -> Iterator[places.Place]:
        """Everywhere; ends the server."""
        yield from places.pages(self.server)
        yield from places.tables(self.server)
        self.server.stop()
        yield places.Place("prompts", str(self.service.asked))
        if self.monitor:
            yield places.Place("Redis", self.monitor.text())
        yield from places.files(folder)

    def answers(self) -> Iterator[places.Place]:
        yield places.Place("answers to customers", "\n".join(self.customer.told))
        yield places.Place("answers to agents", "\n".join(self.agent.told))
        yield places.Place("answers to the office", "\n".join(self.office.told))

    def findings(self, folder: Path) -> list[str]:
        """Each place and field, once."""
        held = list(self.everywhere(folder))
        looks = Looks(self.planter.canaries())
        # Short ones, such as a card's three digits, are the same in two fields now and then.
        echoed = {
            word
            for canary in self.planter.canaries()
            if canary.field.endswith(ECHOED)
            for word in canary.words
        }
        found = {
            f"{place.name} holds {canary.kind} of {canary.field}"
            for place in held
            for canary in looks.found(place.text)
        }
        found |= {
            f"{place.name} hold {canary.kind} of {canary.field}"
            for place in self.answers()
            for canary in looks.found(place.text)
            if not canary.field.endswith(ECHOED) and not echoed.issuperset(canary.words or "?")
        }
        return sorted(found)
