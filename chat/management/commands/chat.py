"""A customer at the terminal: over the socket, as the first system's test script did."""

import asyncio
import json
import secrets
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from aicc.server import listen_address

SESSION, MESSAGE = "test_session_001", "안녕하세요"
FOUR = [
    "안녕하세요",
    "대출 금리가 얼마인가요?",
    "신용카드 발급 절차를 알려주세요",
    "상담원 연결해주세요",
]
EXAMPLE = "ws://localhost:8000"
SPARE_SECONDS = 15  # beyond the turn's own limit
REFUSED = {
    4400: "The server does not accept this session name: 1 to 64 letters, digits, . _ -",
    4401: "Open sessions are off on this server, and this command has no key for the session: "
    "start the server with AICC_OPEN_SESSIONS=on, as make run does.",
    4404: "The server does not accept this session name: 1 to 64 letters, digits, . _ -",
    4403: "The server does not serve this host: name it in AICC_ALLOWED_HOSTS.",
    4429: "Too many connections or messages: wait a minute and try again.",
}


class Command(BaseCommand):
    help = (
        "Talk to a running server as a customer. `chat [URL]` is a conversation, `chat SESSION "
        "MESSAGE [URL]` is one question, `chat --multi [SESSION] [URL]` asks the four of the "
        f"first system's test. URL is {EXAMPLE} unless given, with the port that PORT names. "
        "Exits 1 when an answer does not come."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("words", nargs="*", metavar="SESSION MESSAGE URL")
        parser.add_argument("--multi", action="store_true", help="ask four questions")

    def handle(self, *, words: list[str], multi: bool, **options: Any) -> None:
        session, messages, url = understand(words, multi=multi)
        with suppress(KeyboardInterrupt):
            asyncio.run(self.talk(session, messages, url))

    async def talk(self, session: str, messages: list[str], url: str) -> None:
        """Ask the messages one by one; none: converse until the input ends."""
        async with sentences_for(url), connect(address(url, session), max_size=None) as socket:
            self.show(await frame(socket))
            if not messages:
                await self.converse(socket)
            for message in messages:
                self.stdout.write(f"\nCustomer: {message}")
                await say(socket, message)
                await self.wait_for_answer(socket)

    async def wait_for_answer(self, socket: ClientConnection) -> None:
        async with asyncio.timeout(settings.AICC_TURN_SECONDS + SPARE_SECONDS):
            while True:
                got = await frame(socket)
                self.show(got)
                if got["type"] == "error":
                    raise CommandError(f"The server could not answer ({got['code']}).")
                if got["type"] == "response":
                    return

    async def converse(self, socket: ClientConnection) -> None:
        """Send what is typed and show what comes, until the input ends and is answered."""
        self.stdout.write("Write a message and press Enter; Ctrl+D ends.")
        self.unanswered = 0
        typing = asyncio.create_task(self.send_lines(socket))
        receiving = asyncio.create_task(frame(socket))
        while self.unanswered or not typing.done():
            waited = {receiving} if typing.done() else {typing, receiving}
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            if receiving.done():
                got = receiving.result()
                self.show(got)
                self.unanswered -= got["type"] in ("response", "error")
                receiving = asyncio.create_task(frame(socket))
        receiving.cancel()

    async def send_lines(self, socket: ClientConnection) -> None:
        lines: asyncio.Queue[str] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        # A thread that may be left behind: reading a terminal cannot be cancelled.
        threading.Thread(target=read_lines, args=(loop, lines), daemon=True).start()
        while line := await lines.get():
            if line.strip():
                self.unanswered += 1
                await say(socket, line.strip())

    def show(self, got: dict[str, Any]) -> None:
        self.stdout.write("\n".join(lines_of(got)))
        self.stdout.flush()


def understand(words: list[str], *, multi: bool) -> tuple[str, list[str], str]:
    """Session, messages and address; no messages mean a conversation."""
    if len(words) > (2 if multi else 3):
        raise CommandError("Write chat SESSION MESSAGE [URL], or chat --multi [SESSION] [URL].")
    if multi:
        session, url = words + [SESSION, own_url()][len(words) :]
        return session, FOUR, url
    if not words or (len(words) == 1 and "://" in words[0]):
        return f"chat-{secrets.token_hex(4)}", [], words[0] if words else own_url()
    session, message, url = words + [SESSION, MESSAGE, own_url()][len(words) :]
    return session, [message], url


def own_url() -> str:
    """Of the server that `make run` starts with the same environment. Raises CommandError."""
    try:
        _, port = listen_address.configured(None, None)
    except ImproperlyConfigured as error:
        raise CommandError(str(error)) from None
    return f"ws://localhost:{port}"


def address(url: str, session: str) -> str:
    scheme, _, rest = url.rstrip("/").rpartition("://")
    scheme = {"http": "ws", "https": "wss", "": "ws"}.get(scheme, scheme)
    return f"{scheme}://{rest}/api/v1/chat/ws/{quote(session, safe='')}"


@asynccontextmanager
async def sentences_for(url: str) -> AsyncIterator[None]:
    """Turn what can go wrong on the way into one sentence."""
    try:
        yield
    except ConnectionClosed as closed:
        code = closed.rcvd.code if closed.rcvd else 1006
        sentence = REFUSED.get(code, f"The server closed the conversation (code {code}).")
        raise CommandError(sentence) from None
    except TimeoutError:
        raise CommandError("No answer came in time.") from None
    except (InvalidURI, ValueError):
        raise CommandError(f"{url!r} is no address: write one such as {EXAMPLE}.") from None
    except InvalidHandshake as error:
        raise CommandError(f"{url} answers, but not as our server does: {error}.") from None
    except OSError:
        raise CommandError(
            f"No server answers at {url}: start one with make run, or name its address last."
        ) from None


async def frame(socket: ClientConnection) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(await socket.recv())
    return found


async def say(socket: ClientConnection, text: str) -> None:
    await socket.send(json.dumps({"type": "message", "user_message": text}, ensure_ascii=False))


def read_lines(loop: asyncio.AbstractEventLoop, lines: asyncio.Queue[str]) -> None:
    """Pass on what is typed, and a blank text at its end."""
    line = "\n"
    while line:
        line = sys.stdin.readline()
        loop.call_soon_threadsafe(lines.put_nowait, line)


def lines_of(got: dict[str, Any]) -> list[str]:
    """A frame in words."""
    match got:
        case {"type": "status"}:
            return [f"Status: {got['message']} ({got['session_id']})"]
        case {"type": "processing"}:
            return ["Processing ..."]
        case {"type": "response", "data": data}:
            return answer_lines(data)
        case {"type": "error"}:
            return [f"Error: {got['message']}"]
    return [json.dumps(got, ensure_ascii=False)]


def answer_lines(data: dict[str, Any]) -> list[str]:
    who = "Agent" if data.get("sender") == "agent" else "Answer"
    lines = [f"{who}: {data['ai_message']}"]
    if data.get("intent"):
        lines.append(f"Intent: {data['intent']}   Action: {data['suggested_action']}")
    lines += [
        f"Source: {source['source']}, p. {source['page']} ({source['score']:.2f})"
        for source in data.get("source_documents") or []
    ]
    return lines
