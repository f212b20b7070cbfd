"""A server of the bank with its articles, and Lin at a browser."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from aicc.testing import servers
from chat.tests.shown_texts import LINK_SITES

expect.set_options(timeout=60_000)  # milliseconds; the machine may be busy

# What Chromium itself writes about a line that a test has cut.
CUT_LINE = re.compile(r"Failed to load resource|WebSocket connection to .* failed")

MARKS = {
    "connected": "🟢 연결됨",
    "connecting": "🟡 연결 중",
    "disconnected": "🔴 연결 끊김",
    "http": "🔵 HTTP 모드",
}


class Lin:
    """The customer at one tab."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        page.on("console", self.heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def opens_the_chat(self) -> "Lin":
        self.page.goto(self.address)
        return self

    def sees_badge(self, status: str) -> None:
        expect(self.page.locator("#badge")).to_have_text(re.compile(MARKS[status]))

    def types(self, text: str) -> None:
        self.page.fill("#say", text)

    def asks(self, text: str) -> None:
        self.types(text)
        self.page.press("#say", "Enter")

    @property
    def said(self) -> Locator:
        return self.page.locator("#log .from-customer")

    @property
    def answers(self) -> Locator:
        return self.page.locator("#log .from-assistant")

    @property
    def session_id(self) -> str:
        return str(self.page.evaluate("localStorage.getItem('aicc.session')"))

    def looks_again(self) -> None:
        """As on return to the tab: the client asks at once what it has missed."""
        self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def wait_until(page: Page, condition: str) -> None:
    """Until this JavaScript is true; the page's own policy lets nothing evaluate a text."""
    look = f"const look = () => ({condition}) ? done() : setTimeout(look, 50); look();"
    page.evaluate(f"() => new Promise((done) => {{ {look} }})")


@pytest.fixture(scope="session")
def bank_folder(tmp_path_factory: pytest.TempPathFactory, published_sqlite: Path) -> Path:
    """The data of a bank whose articles are published."""
    folder = tmp_path_factory.mktemp("bank")
    (folder / "data").mkdir()
    shutil.copy(published_sqlite, folder / "data" / "aicc.sqlite3")
    return folder


def open_bank(
    bank_folder: Path, folder: Path, *, is_asked_often: bool = False
) -> servers.AiccServer:
    shutil.copytree(bank_folder / "data", folder / "data")
    many = {"AICC_SESSIONS_PER_MINUTE": "1000", "AICC_ADDRESS_SESSIONS_PER_MINUTE": "1000"}
    server = servers.AiccServer(folder, many | {"AICC_LINK_SITES": " ".join(LINK_SITES)})
    server.is_asked_often = is_asked_often
    server.start()
    return server


@pytest.fixture(scope="session")
def customers_bank(
    bank_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[servers.AiccServer]:
    """A server that the tests of customers share."""
    server = open_bank(bank_folder, tmp_path_factory.mktemp("customers"), is_asked_often=True)
    yield server
    server.kill()


@pytest.fixture(scope="session")
def office_bank(
    bank_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[servers.AiccServer]:
    """The same for those of the back office, whose records would close the desk on Sundays."""
    server = open_bank(bank_folder, tmp_path_factory.mktemp("office"), is_asked_often=True)
    yield server
    server.kill()


@pytest.fixture
def bank(request: pytest.FixtureRequest) -> servers.AiccServer:
    """A server that tests share, the office's for those who sign in; none of them stops it."""
    name = "office_bank" if "office" in request.fixturenames else "customers_bank"
    return request.getfixturevalue(name)


@pytest.fixture
def own_bank(bank_folder: Path, tmp_path: Path) -> Iterator[servers.AiccServer]:
    """A server that this test may kill and start again."""
    server = open_bank(bank_folder, tmp_path)
    yield server
    server.kill()


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    return {
        **browser_context_args,
        "locale": "ko-KR",
        "timezone_id": "Asia/Seoul",
        "viewport": {"width": 390, "height": 844},
    }


@pytest.fixture
def sits_down() -> Iterator[Callable[[Page, servers.AiccServer], Lin]]:
    """Makes a Lin of a page. At the end nobody's console may have complained."""
    seated: list[Lin] = []

    def sit(page: Page, server: servers.AiccServer) -> Lin:
        seated.append(Lin(page, server.url + "/"))
        return seated[-1]

    yield sit
    complaints = [words for lin in seated for words in lin.complaints]
    assert [words for words in complaints if not CUT_LINE.search(words)] == []


@pytest.fixture
def lin(
    page: Page, bank: servers.AiccServer, sits_down: Callable[[Page, servers.AiccServer], Lin]
) -> Lin:
    return sits_down(page, bank)


STAFF = """
import json
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from aicc.testing.logins import chooses
from aicc.tests.backoffice.test_roles import one_of_each
call_command("seed_demo", conversations=24)
call_command("roll_up")
call_command("demo_login", new=True)
print("keys=" + json.dumps(one_of_each()))
for name, fields in (("raj", {}), ("root", {"is_superuser": True})):
    user, _ = User.objects.update_or_create(username=name, defaults=fields | {"is_staff": True})
    chooses(user, name + "-at-the-bank")
User.objects.get(username="raj").groups.add(Group.objects.get(name="supervisor"))
call_command("demo_login")
"""


@dataclass(frozen=True, slots=True)
class Office:
    """What the back office has to show."""

    passwords: dict[str, str]  # by login: sam, raj (supervisors), mei (an agent), root
    keys: dict[str, int]  # of one record of each kind


@pytest.fixture(scope="session")
def office(office_bank: servers.AiccServer) -> Office:
    """A history to look at, and the people who do."""
    printed = office_bank.manage("shell", "--no-imports", "-c", STAFF)
    passwords = dict(re.findall(r"^(\w+)  (\S+)  \(", printed, re.MULTILINE))
    keys = json.loads(re.search(r"^keys=(.*)$", printed, re.MULTILINE)[1])
    return Office({name: f"{name}-at-the-bank" for name in ("raj", "root")} | passwords, keys)


@pytest.fixture
def signs_in(
    browser: Browser,
    bank: servers.AiccServer,
    office: Office,
    sits_down: Callable[[Page, servers.AiccServer], Lin],
) -> Iterator[Callable[..., Lin]]:
    """Whoever signed in leaves when their test ends: a page that stays goes on asking."""
    pages: list[Page] = []

    def sign(name: str, *, width: int = 1440, scheme: str = "light") -> Lin:
        page = browser.new_page(
            locale="ko-KR",
            timezone_id="Asia/Seoul",
            color_scheme=scheme,
            reduced_motion="reduce",
            viewport={"width": width, "height": 900},
        )
        pages.append(page)
        person = sits_down(page, bank)
        person.address += "admin/"
        page.goto(person.address)
        page.fill("#id_username", name)
        page.fill("#id_password", office.passwords[name])
        page.press("#id_password", "Enter")
        expect(page).to_have_url(person.address)
        return person

    yield sign
    for page in pages:
        page.close()
