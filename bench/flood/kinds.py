"""What strangers may pour over a server: each a loop of requests, from one address or many.

    python -m bench.flood.kinds handovers --url http://127.0.0.1:8000 --seconds 10 --addresses 200

Run by `bench.flood` in a process of its own, so that its work is not the neighbour's. Whatever
is sent is long or plain, and allowed; where limits refuse it, the loop goes on at once. Prints
what was answered, as JSON: how often each status came.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

API = "/api/v1/chat"
LOOPS = 40  # at the same moment
REQUEST_SECONDS = 20.0  # one request's longest wait
PAUSE_SECONDS = 0.05  # after a request that failed before an answer
MOST_CHARACTERS = 2000  # of a message
SUBJECTS = (
    "카드 연회비",
    "해외 이용 수수료",
    "대출 금리",
    "예금 만기",
    "이체 한도",
    "인증서 발급",
)
NICENESS = 19  # the flood's own processor time is not what is measured
FAILURES = (httpx.HTTPError, WebSocketException, OSError, TimeoutError)


@dataclass
class Stranger:
    """One loop: an address, a client, and what it was answered."""

    url: str
    address: str
    number: int
    end: float = 0.0  # by time.monotonic
    statuses: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.headers = {"X-Forwarded-For": self.address}
        self.http = httpx.AsyncClient(
            # To read the authorities' certificates two hundred times takes seconds.
            base_url=self.url,
            headers=self.headers,
            timeout=REQUEST_SECONDS,
            verify=False,
            trust_env=False,
        )

    async def post(self, path: str, body: dict, **headers: str) -> httpx.Response:
        answer = await self.http.post(f"{API}/{path}", json=body, headers=headers)
        self.statuses[str(answer.status_code)] += 1
        return answer

    async def repeat(self, once: Callable[[], Awaitable[None]]) -> None:
        while time.monotonic() < self.end:
            try:
                await once()
            except FAILURES as error:
                self.statuses[type(error).__name__] += 1
                await asyncio.sleep(PAUSE_SECONDS)

    async def begin(self) -> tuple[str, dict[str, str]]:
        """A session of its own, tried until there is one; its name and its key's header."""
        while time.monotonic() < self.end:
            answer = await self.post("sessions", {})
            if answer.status_code == 201:
                began = answer.json()
                return began["session_id"], {"Authorization": f"Bearer {began['token']}"}
            await asyncio.sleep(PAUSE_SECONDS)
        raise TimeoutError


async def logins(stranger: Stranger) -> None:
    """Wrong passwords, for a login that is there and for some that are not."""
    names = (f"mei-{number}" if number % 2 else "mei" for number in count())
    form: dict[str, str] = {}

    async def once() -> None:
        if not form:
            page = await stranger.http.get("/admin/login/")
            stranger.statuses[str(page.status_code)] += 1
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
            if token is None:  # refused
                await asyncio.sleep(PAUSE_SECONDS)
                return
            form["csrfmiddlewaretoken"] = token[1]
        guess = form | {"username": next(names), "password": "a guess"}
        answer = await stranger.http.post("/admin/login/", data=guess)
        stranger.statuses[str(answer.status_code)] += 1

    await stranger.repeat(once)


def long_text(dice: random.Random) -> str:
    """A message of as many characters as one may hold, of questions no two of which are alike:
    what was asked before is known.
    """
    said = ""
    while len(said) < MOST_CHARACTERS:
        said += f"{dice.choice(SUBJECTS)}와 {dice.randrange(10**6)}번 안내가 궁금합니다. "
    return said[:MOST_CHARACTERS]


def long_url(dice: random.Random) -> str:
    return f"https://www.bank.example/{dice.randrange(10**6)}" + "a" * 1900


async def texts(stranger: Stranger) -> None:
    """Messages of as many characters as one may hold."""
    await messages(stranger, long_text)


async def urls(stranger: Stranger) -> None:
    """Messages that are one long address, and calls to a long one."""
    await messages(stranger, long_url, f"{API}/sessions/{'a' * 6000}/messages?{'b' * 6000}")


async def messages(
    stranger: Stranger, message: Callable[[random.Random], str], address: str = ""
) -> None:
    session, key = await stranger.begin()
    dice = random.Random(stranger.address)

    async def once() -> None:
        body = {"session_id": session, "user_message": message(dice)}
        await stranger.post("message", body, Prefer="respond-async", **key)
        if address:
            answer = await stranger.http.get(address)
            stranger.statuses[str(answer.status_code)] += 1

    await stranger.repeat(once)


async def sessions(stranger: Stranger) -> None:
    """New conversations that nobody goes on with."""

    async def once() -> None:
        await stranger.post("sessions", {}, **{"User-Agent": f"a stranger {stranger.number % 4}"})

    await stranger.repeat(once)


async def sockets(stranger: Stranger) -> None:
    """Sockets, opened as fast as they are let in, each with a burst of frames."""
    session, key = await stranger.begin()
    token = key["Authorization"].removeprefix("Bearer ")

    async def once() -> None:
        async with connect(
            socket_to(stranger.url, session),
            subprotocols=["aicc.v1", f"aicc.token.{token}"],
            additional_headers=stranger.headers,
            open_timeout=REQUEST_SECONDS,
        ) as line:
            for stamp in range(20):
                await line.send(json.dumps({"type": "ping", "timestamp": stamp}))
            await asyncio.wait_for(line.recv(), REQUEST_SECONDS)
            stranger.statuses["open"] += 1

    await stranger.repeat(once)


def socket_to(url: str, session: str) -> str:
    return f"{url.replace('http', 'ws', 1)}{API}/ws/{session}"


async def handovers(stranger: Stranger) -> None:
    """Into the queue for a person and out of it again."""
    session, key = await stranger.begin()

    async def once() -> None:
        reason = {"reason": "a long reason " * 30}
        await stranger.post(f"sessions/{session}/handover", reason, **key)
        await stranger.post(f"sessions/{session}/handover/cancel", {}, **key)

    await stranger.repeat(once)


FLOODS: dict[str, Callable[[Stranger], Awaitable[None]]] = {
    "logins": logins,
    "texts": texts,
    "urls": urls,
    "sessions": sessions,
    "sockets": sockets,
    "handovers": handovers,
}


async def pour(name: str, url: str, *, seconds: float, addresses: int, loops: int) -> Counter[str]:
    """One flood from so many addresses; how often each status came."""
    # No flood finds what another one spent.
    network = f"10.{list(FLOODS).index(name)}.{addresses % 256}"
    strangers = [
        Stranger(url, f"{network}.{number % addresses + 1}", number)
        for number in range(max(loops, addresses))
    ]
    for each in strangers:
        each.end = time.monotonic() + seconds
    work = [asyncio.create_task(FLOODS[name](each)) for each in strangers]
    _, late = await asyncio.wait(work, timeout=seconds + 1)
    for task in late:
        task.cancel()
    await asyncio.gather(*work, return_exceptions=True)
    for each in strangers:
        await each.http.aclose()
    return sum((each.statuses for each in strangers), Counter())


def step_behind(niceness: int) -> None:
    """Leave the processors to the server and the neighbours where they are short: strangers
    bring their own. Linux may share them out by session first, and by niceness within one.
    """
    os.nice(niceness)
    with contextlib.suppress(OSError):
        os.setsid()
        Path("/proc/self/autogroup").write_text(str(niceness))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("flood", choices=FLOODS)
    parser.add_argument("--url", required=True)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--addresses", type=int, default=1, help="1 to 200")
    parser.add_argument(
        "--loops", type=int, default=LOOPS, help="at once; one an address at least"
    )
    parser.add_argument("--niceness", type=int, default=NICENESS)
    options = parser.parse_args()
    if options.niceness:
        step_behind(options.niceness)
    bounds = {"seconds": options.seconds, "addresses": options.addresses, "loops": options.loops}
    print(json.dumps(asyncio.run(pour(options.flood, options.url, **bounds))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
