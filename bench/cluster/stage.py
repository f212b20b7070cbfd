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
from bench.stage import Stage

SERVERS = 3


class Members(Protocol):
    """Database servers that belong together. replica_url: of one for the office's reads, or "".
    url: DATABASE_URL of the server of ours with this number.
    """

    @property
    def nodes(self) -> Sequence[servers.MariaDb]: ...

    @property
    def replica_url(self) -> str: ...

    def start(self) -> Any: ...

    def kill(self) -> None: ...

    def url(self, number: int) -> str: ...


@dataclass
class Cluster(Stage):
    """database: the member that the first server writes to in the beginning."""

    members: Any  # of a kind that the scene knows
    watched: servers.WatchedRedis


@contextlib.contextmanager
def cluster(kind: Callable[[Path], Members]) -> Iterator[Cluster]:
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)
        members, watched = kind(folder), servers.WatchedRedis(folder)
        for each in (members, watched):
            stack.callback(each.kill)
            each.start()
        waits.wait_until("replicas to take over", watched.is_whole)
        ours = []
        for number in range(SERVERS):
            (folder / f"data-{number}").mkdir()
            own = {
                "DATABASE_URL": members.url(number),
                "AICC_DATABASE_REPLICA_URL": members.replica_url,
                "AICC_REDIS_URL": watched.url,
                "AICC_DATA_DIR": str(folder / f"data-{number}"),
                "AICC_SECRET_KEY": "of this run alone, and long enough to be taken for one",
            }
            ours.append(servers.AiccServer(folder, SETTINGS | own))
        ours[0].manage("migrate", "--verbosity=0")
        for server in ours:
            stack.callback(server.kill)
            server.start()
        yield Cluster(members.nodes[0], None, ours, members, watched)


def here(scene: Scene) -> Cluster:
    assert isinstance(scene.stage, Cluster)
    return scene.stage
