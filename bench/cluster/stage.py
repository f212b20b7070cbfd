"""Three servers of ours on a database of several members and a Redis of three, all on loopback."""

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from aicc.testing import servers, waits
from bench.chaos import Scene
from bench.customer import SETTINGS
from bench.stage import DurableMariaDb, Stage

SERVERS = 3


class Members(Protocol):
    """Database servers that belong together. settings: what our servers are told of them, beside
    `url`, which is DATABASE_URL of the server with this number.
    """

    @property
    def nodes(self) -> Sequence[servers.MariaDb]: ...

    @property
    def settings(self) -> dict[str, str]: ...

    def start(self) -> Any: ...

    def kill(self) -> None: ...

    def url(self, number: int) -> str: ...


class OneDatabase:
    """A single MariaDB, where something else is what fails."""

    def __init__(self, folder: Path) -> None:
        self.nodes = [DurableMariaDb(folder)]
        self.settings: dict[str, str] = {}

    def start(self) -> None:
        self.nodes[0].start()
        self.nodes[0].create_database("aicc")

    def kill(self) -> None:
        self.nodes[0].kill()

    def url(self, number: int) -> str:
        return self.nodes[0].url("aicc")


class RedisServers(Protocol):
    """url: AICC_REDIS_URL."""

    @property
    def url(self) -> str: ...

    def start(self) -> Any: ...

    def kill(self) -> None: ...

    def is_whole(self) -> bool: ...


@dataclass
class Cluster(Stage):
    """database: the member that the first server writes to in the beginning."""

    members: Any  # of a kind that the scene knows
    redis_servers: Any


@contextlib.contextmanager
def cluster(
    kind: Callable[[Path], Members],
    redis: Callable[[Path], RedisServers],
    count: int = SERVERS,
) -> Iterator[Cluster]:
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)
        members, redis_servers = kind(folder), redis(folder)
        for each in (members, redis_servers):
            stack.callback(each.kill)
            each.start()
        waits.wait_until("replicas to take over", redis_servers.is_whole)
        ours = []
        for number in range(count):
            (folder / f"data-{number}").mkdir()
            own = {
                "DATABASE_URL": members.url(number),
                "AICC_REDIS_URL": redis_servers.url,
                "AICC_DATA_DIR": str(folder / f"data-{number}"),
                "AICC_SECRET_KEY": "of this run alone, and long enough to be taken for one",
            }
            ours.append(servers.AiccServer(folder, SETTINGS | own | members.settings))
        ours[0].manage("migrate", "--verbosity=0")
        if "AICC_ENGINE" in members.settings:  # the canned one needs no articles
            ours[0].manage("import_knowledge")
        for server in ours:
            stack.callback(server.kill)
            server.start()
        yield Cluster(members.nodes[0], None, ours, members, redis_servers)


def here(scene: Scene) -> Cluster:
    assert isinstance(scene.stage, Cluster)
    return scene.stage
