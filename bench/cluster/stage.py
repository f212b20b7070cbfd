"""Three servers of ours on a database of several members and a Redis of three, all on loopback."""

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from aicc.testing import servers, waits
from aicc.testing.database_servers.galera import Galera
from aicc.testing.database_servers.group_replication import GroupReplication
from bench.chaos import Scene
from bench.customer import SETTINGS
from bench.stage import Stage

SERVERS = 3


@dataclass
class Cluster(Stage):
    """database: the member that the first server writes to in the beginning."""

    members: Galera | GroupReplication
    watched: servers.WatchedRedis


@contextlib.contextmanager
def cluster(kind: Callable[[Path], Galera | GroupReplication]) -> Iterator[Cluster]:
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
