"""The private servers that a benchmark plays on; all of them end with it."""

import argparse
import contextlib
import os
import resource
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from aicc.testing import migrated, servers


class DurableMariaDb(servers.MariaDb):
    """A MariaDB that keeps what it committed when it is killed, as a bank's does."""

    def command(self) -> list[str]:
        return [*super().command(), "--innodb-flush-log-at-trx-commit=1"]


@dataclass
class Stage:
    database: servers.MariaDb | None
    redis: servers.Redis | None
    servers: list[servers.AiccServer]


@contextlib.contextmanager
def stage(settings: dict[str, str], *, count: int = 1, database: str) -> Iterator[Stage]:
    """`count` servers of ours on one database: `sqlite`, or `mariadb` with a Redis.

    database: also the URL of a database that is there already and stays.
    """
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)  # MariaDB's own user reads it
        (folder / "data").mkdir()
        mariadb = DurableMariaDb(folder) if database == "mariadb" else None
        # A SQLite database takes several servers with a Redis alone.
        redis = servers.Redis(folder) if mariadb or count > 1 else None
        for each in filter(None, (mariadb, redis)):
            stack.callback(each.kill)
            each.start()
        if mariadb:
            url = mariadb.create_database("aicc")
            mariadb.load("aicc", migrated.migrated_mariadb(mariadb).read_text())
        elif "://" in database:
            url = database
        else:  # whatever the shell, or a run of the tests on MariaDB, says
            path = shutil.copy(migrated.migrated_sqlite(), folder / "data")
            url = f"sqlite:///{path}"
        settings = settings | {"DATABASE_URL": url, "AICC_REDIS_URL": redis.url if redis else ""}
        ours = [servers.AiccServer(folder, settings) for _ in range(count)]
        if "://" in database:
            ours[0].manage("migrate", "--verbosity=0")
        for server in ours:
            stack.callback(server.kill)
            server.start()
        yield Stage(mariadb, redis, ours)


def scene_options(
    doc: str, more: Callable[[argparse.ArgumentParser], object] = lambda _: None
) -> argparse.Namespace:
    """What a benchmark of faults is asked on the command line: short, only, seed, and what `more`
    adds. From then on this process may open as many sockets as the system lets it, and reads no
    `.env`.
    """
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("--short", action="store_true", help="some seconds for each fault")
    parser.add_argument("--only", default="", help="scenes whose name holds this word")
    parser.add_argument("--seed", type=int, default=1)
    more(parser)
    options = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    os.environ["AICC_ENV_FILE"] = os.devnull
    return options
