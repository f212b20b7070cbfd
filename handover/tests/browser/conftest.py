"""Lin at her phone, Mei and Raj each at a desk of their own browser."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from aicc.testing import servers
from chat.tests.browser.conftest import (  # noqa: F401  (the bank's server enters here)
    CUT_LINE,
    Lin,
    bank,
    bank_folder,
    customers_bank,
    office_bank,
    open_bank,
    own_bank,
)

STAFF = """
from django.contrib.auth.models import Group, User
from handover.models import CannedReply
from handover.simulation.staff import open_session
user, _ = User.objects.get_or_create(
    username="{name}", defaults=dict(first_name="{name}".capitalize(), is_staff=True))
user.groups.add(Group.objects.get(name="{role}"))
CannedReply.objects.get_or_create(shortcut="인사", language="ko", defaults=dict(
    text="안녕하세요, {{bank}} {{agent}}입니다. {{customer}}님, 무엇을 도와드릴까요?"))
print("key=" + open_session(user))
"""


@pytest.fixture(scope="session")
def desk_server(
    bank_folder: Path,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[servers.AiccServer]:
    server = open_bank(bank_folder, tmp_path_factory.mktemp("desk"), is_asked_often=True)
    yield server
    server.kill()


@pytest.fixture
def desk_bank(desk_server: servers.AiccServer, bank_folder: Path) -> servers.AiccServer:  # noqa: F811
    """A server that the tests of the desk share: each finds it without people, conversations and
    whatever else the one before left, and none of them stops it or has settings of its own.
    """
    with closing(sqlite3.connect(bank_folder / "data" / "aicc.sqlite3")) as before:
        empty = [name for name in tables(before) if not count(before, name)]
    # Numbers are not given out again: what the server remembers of a row is never another's.
    data = Path(desk_server.settings["AICC_DATA_DIR"])
    with closing(sqlite3.connect(data / "aicc.sqlite3", timeout=60)) as now, now:
        now.execute("BEGIN IMMEDIATE")
        for name in empty:
            now.execute(f'DELETE FROM "{name}"')
    return desk_server


def tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return [name for (name,) in found if not name.startswith(("sqlite_", "audit_"))]


def count(connection: sqlite3.Connection, table: str) -> int:
    (found,) = connection.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()
    return int(found)


class Agent:
    """An agent at one tab of their desk."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        page.on(
            "console",
            lambda said: said.type in ("error", "warning") and self.complaints.append(said.text),
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def opens_the_desk(self) -> "Agent":
        self.page.goto(f"{self.address}/desk/")
        expect(self.page.locator("#badge")).to_have_attribute("data-status", "connected")
        return self

    def comes_online(self) -> None:
        self.page.click("#presence")
        expect(self.page.locator("#presence")).to_have_attribute("aria-checked", "true")

    @property
    def waiting(self) -> Any:
        return self.page.locator("#waiting .card")

    @property
    def mine(self) -> Any:
        return self.page.locator("#mine .card")

    def said(self, sender: str) -> Any:
        return self.page.locator(f"#log .from-{sender}")

    def writes(self, text: str) -> None:
        self.page.fill("#say", text)
        self.page.press("#say", "Enter")

    def act(self, name: str) -> None:
        self.page.click(f"#talk-actions [data-action={name}]")


@pytest.fixture
def sits_at(browser: Browser) -> Iterator[Callable[..., Agent]]:
    """Opens a browser of their own for an agent, signed in. Nobody's console may complain."""
    seated: list[Agent] = []
    contexts: list[BrowserContext] = []

    def sit(server: servers.AiccServer, name: str, role: str = "agent", **options: Any) -> Agent:
        printed = server.manage("shell", "-c", STAFF.format(name=name, role=role))
        key = re.search(r"key=(\w+)", printed).group(1)  # type: ignore[union-attr]
        given = {"locale": "ko-KR", "timezone_id": "Asia/Seoul", "reduced_motion": "reduce"}
        size = {"viewport": {"width": 1440, "height": 900}}
        context = browser.new_context(**{**given, **size, **options})
        context.add_cookies([{"name": "sessionid", "value": key, "url": server.url}])
        contexts.append(context)
        seated.append(Agent(context.new_page(), server.url))
        return seated[-1]

    yield sit
    complaints = [words for agent in seated for words in agent.complaints]
    for context in contexts:
        context.close()
    assert [words for words in complaints if not CUT_LINE.search(words)] == []


@pytest.fixture
def lin(page: Page, request: pytest.FixtureRequest) -> Iterator[Lin]:
    name = "own_bank" if "own_bank" in request.fixturenames else "desk_bank"
    page.set_viewport_size({"width": 390, "height": 844})
    customer = Lin(page, request.getfixturevalue(name).url + "/")
    yield customer
    assert [words for words in customer.complaints if not CUT_LINE.search(words)] == []


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    return {**browser_context_args, "locale": "ko-KR", "timezone_id": "Asia/Seoul"}
