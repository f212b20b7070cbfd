"""A database, a Redis and a model that fall silent in turn: nothing is closed or refused."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from aicc.testing import servers, waits
from aicc.testing.silent_proxy import SilentProxy
from bench.chaos import Scene
from bench.cluster.stage import OneDatabase, here
from chat.tests.openai_server import OpenAiServer

SAID_SECONDS = 10.0  # by then health has said so
LEAST_SECONDS = 15.0  # of silence: longer than the database may keep a question
LIVE_SECONDS = 5.0  # the longest that a server may take to say that it lives
PAUSE_SECONDS = 0.5  # between two looks at a server's health
SETTINGS = {
    "AICC_ENGINE": "model",
    "AICC_MODEL": "speaks",
    "OPENAI_API_KEY": "of this run",
    "AICC_SEMANTIC": "off",
    "AICC_TURN_SECONDS": "10",
    "AICC_MODEL_FIRST_TOKEN_SECONDS": "2",
    "AICC_MODEL_TRIAGE_SECONDS": "1",
}
Health = dict[str, Any]


class Model:
    """A model that answers everything alike, on a loop and in a thread of its own."""

    def __init__(self) -> None:
        self.server = OpenAiServer(servers.free_port())
        self.server.words = "You can order a new card in the app."
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        asyncio.run_coroutine_threadsafe(self.server.__aenter__(), self.loop).result(10)

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.server.server.close)
        self.loop.call_soon_threadsafe(self.loop.stop)


class SilentDatabase(OneDatabase):
    """A MariaDB behind a proxy."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.proxy = SilentProxy(self.nodes[0].port)

    def url(self, number: int) -> str:
        return f"mysql://root@127.0.0.1:{self.proxy.port}/aicc"


class SilentModel(OneDatabase):
    """A MariaDB as any, and a model behind a proxy."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.model = Model()
        self.proxy = SilentProxy(self.model.server.port)
        self.settings = SETTINGS | {"OPENAI_BASE_URL": f"http://127.0.0.1:{self.proxy.port}/v1"}

    def kill(self) -> None:
        super().kill()
        self.model.close()


class SilentRedis:
    """A Redis behind a proxy."""

    def __init__(self, folder: Path) -> None:
        self.server = servers.Redis(folder)
        self.proxy = SilentProxy(self.server.port)
        self.url = f"redis://127.0.0.1:{self.proxy.port}/0"

    def start(self) -> None:
        self.server.start()

    def is_whole(self) -> bool:
        return True

    def kill(self) -> None:
        self.server.kill()


@dataclass
class Watch:
    """What one server says of its health, twice a second; status 0: nothing, in SAID_SECONDS."""

    server: servers.AiccServer
    said: list[tuple[float, int, Health]] = field(default_factory=list)
    slowest_live: float = 0.0

    async def look(self) -> None:
        async with httpx.AsyncClient(base_url=self.server.url, timeout=SAID_SECONDS) as http:
            while True:
                began = time.monotonic()
                with contextlib.suppress(httpx.HTTPError):
                    await http.get("/health/live")
                self.slowest_live = max(self.slowest_live, time.monotonic() - began)
                try:
                    answer = await http.get("/health/ready")
                    self.said.append((time.monotonic(), answer.status_code, answer.json()))
                except httpx.HTTPError:
                    self.said.append((time.monotonic(), 0, {}))
                await asyncio.sleep(PAUSE_SECONDS)

    def first(self, since: float, holds: Callable[[int, Health], bool]) -> float | None:
        """Seconds after `since` until it said so; None: not yet."""
        return next(
            (at - since for at, status, said in self.said if at > since and holds(status, said)),
            None,
        )


def is_well(status: int, said: Health) -> bool:
    return status == httpx.codes.OK and said["channel_layer"] == "connected"


@contextlib.asynccontextmanager
async def watched(scene: Scene) -> Iterator[list[Watch]]:
    watches = [Watch(server) for server in scene.stage.servers]
    looks = [asyncio.create_task(watch.look()) for watch in watches]
    try:
        yield watches
    finally:
        for look in looks:
            look.cancel()


async def silent(
    scene: Scene, proxy: SilentProxy, is_said: Callable[[int, Health], bool] | None
) -> None:
    """is_said: how health tells of it; None: it is no matter of health."""
    async with watched(scene) as watches:
        await all_of(watches, "a healthy server", 0, is_well)
        began = time.monotonic()
        await asyncio.to_thread(proxy.silence)
        await asyncio.sleep(max(scene.length.hangs, LEAST_SECONDS))
        await asyncio.to_thread(proxy.speak)
        spoke = time.monotonic()
        healed = await all_of(watches, "health without a hand", spoke, is_well)
    live = max(watch.slowest_live for watch in watches)
    scene.notes.append(f"alive within {live:.1f} s, well after {healed:.1f} s")
    if live > LIVE_SECONDS:
        raise AssertionError(f"a server took {live:.1f} s to say that it lives")
    if is_said is not None:
        said = [watch.first(began, is_said) for watch in watches]
        scene.notes.append("said after " + ", ".join(f"{it or -1:.1f}" for it in said) + " s")
        if any(it is None or it > SAID_SECONDS for it in said):
            raise AssertionError(f"health said so after {said} s")


async def all_of(
    watches: list[Watch], what: str, since: float, holds: Callable[[int, Health], bool]
) -> float:
    """Seconds after `since` until the last one said so."""
    await waits.until(
        what, lambda: all(watch.first(since, holds) is not None for watch in watches)
    )
    return max(watch.first(since, holds) or 0.0 for watch in watches)


async def database_silent(scene: Scene) -> None:
    await silent(scene, here(scene).members.proxy, lambda status, _: status == 503)


async def redis_silent(scene: Scene) -> None:
    def is_said(status: int, said: Health) -> bool:
        return bool(said) and said["channel_layer"] != "connected"

    await silent(scene, here(scene).redis_servers.proxy, is_said)


async def model_silent(scene: Scene) -> None:
    """Articles answer meanwhile."""
    members = here(scene).members
    before = len(members.model.server.asked)
    await silent(scene, members.proxy, None)
    asked = len(members.model.server.asked)
    scene.notes.append(f"the model was asked {asked - before} times")
    if not asked:
        raise AssertionError("the model was never asked")


SCENES = {"database silent": database_silent, "redis silent": redis_silent}
MODEL_SCENES = {"model silent": model_silent}
