"""A server of the bank with its articles, and Lin at a browser."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Locator, Page, expect

from aicc.tests import servers

expect.set_options(timeout=15_000)  # milliseconds; the machine may be busy

# What Chromium itself writes about a line that a test has cut.
CUT_LINE = re.compile(r"Failed to load resource|WebSocket connection to .* failed")

MARKS = {
    "connected": "🟢 WebSocket 연결",
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
        expect(self.page.locator("#badge")).to_have_text(re.compile(MARKS[status]), timeout=20_000)

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


@pytest.fixture(scope="session")
def bank_folder(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Path:
    """The data of a bank whose articles are published."""
    folder = tmp_path_factory.mktemp("bank")
    (folder / "data").mkdir()
    shutil.copy(migrated_sqlite, folder / "data" / "aicc.sqlite3")
    servers.AiccServer(folder).manage("import_knowledge", "deploy/knowledge")
    return folder


def open_bank(bank_folder: Path, folder: Path) -> servers.AiccServer:
    shutil.copytree(bank_folder / "data", folder / "data")
    server = servers.AiccServer(folder, {"AICC_SESSIONS_PER_MINUTE": "1000"})
    server.start()
    return server


@pytest.fixture(scope="session")
def bank(
    bank_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[servers.AiccServer]:
    """A server that the tests share; none of them stops it."""
    server = open_bank(bank_folder, tmp_path_factory.mktemp("shared"))
    yield server
    server.kill()


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
