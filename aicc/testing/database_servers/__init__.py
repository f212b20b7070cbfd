"""A MariaDB and a Redis for the tests alone. Imports neither Django nor the project."""

import getpass
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import redis

from aicc.testing.private_server import COMMAND_SECONDS, PrivateServer, program


class MariaDb(PrivateServer):
    """A MariaDB of utf8mb4 with a root user without a password, reached over TCP only."""

    name = "mariadb"
    collation = "utf8mb4_unicode_ci"
    log_options: Sequence[str] = ("--skip-log-bin",)

    def __init__(self, folder: Path, port: int | None = None) -> None:
        super().__init__(folder, port)
        self.data = folder / "mariadb"
        if not self.data.exists():
            self.install()
        # In a common one, the next server that starts clears this one's temporary tables away.
        self.scratch = folder / "mariadb-scratch"
        self.scratch.mkdir(exist_ok=True)

    def install(self) -> None:
        """Make the data folder. Tried again: beside others that do the same it may fail."""
        command = [
            program("mariadb-install-db"),
            "--no-defaults",
            f"--datadir={self.data}",
            f"--user={getpass.getuser()}",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
        ]
        for _attempt in range(3):
            done = subprocess.run(
                command, check=False, capture_output=True, text=True, timeout=COMMAND_SECONDS
            )
            if not done.returncode:
                return
            shutil.rmtree(self.data, ignore_errors=True)
        raise RuntimeError(f"mariadb-install-db failed:\n{done.stdout[-2000:]}{done.stderr}")

    def command(self) -> list[str]:
        return [
            program("mariadbd"),
            "--no-defaults",
            f"--user={getpass.getuser()}",
            f"--datadir={self.data}",
            f"--tmpdir={self.scratch}",
            f"--port={self.port}",
            "--bind-address=127.0.0.1",
            f"--socket={self.folder / 'db.sock'}",
            f"--pid-file={self.folder / 'db.pid'}",
            "--character-set-server=utf8mb4",
            f"--collation-server={self.collation}",
            *self.log_options,
            "--performance-schema=OFF",
            "--innodb-buffer-pool-size=128M",
            # A test's data need not outlive the machine's power.
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-flush-method=nosync",
        ]

    def ask(self, statement: str) -> list[str]:
        """The lines that `statement` brings, one value each; none where it fails."""
        try:
            return self.run(
                "mariadb", "--skip-column-names", f"--execute={statement}"
            ).splitlines()
        except RuntimeError:
            return []

    def connections(self, database: str) -> list[str]:
        """The ids of the connections to `database` that are open now."""
        return self.ask(f"SELECT id FROM information_schema.processlist WHERE db = '{database}'")

    def url(self, database: str) -> str:
        return f"mysql://root@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str) -> str:
        """Make an empty database; its DATABASE_URL."""
        statement = f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4 COLLATE {self.collation}"
        self.run("mariadb", f"--execute={statement}")
        return self.url(name)

    def dump(self, database: str) -> str:
        """Its tables and their rows as statements, for `load`."""
        return self.run("mariadb-dump", "--skip-comments", database)

    def load(self, database: str, statements: str) -> None:
        self.run("mariadb", database, given=statements)

    def client(self, name: str) -> list[str]:
        """How one of MariaDB's client programs is started."""
        return [program(name)]

    def run(self, client: str, *arguments: str, given: str | None = None) -> str:
        """What one of MariaDB's client programs prints; RuntimeError with what it complains of."""
        who = ["--no-defaults", "--user=root", "--host=127.0.0.1", f"--port={self.port}"]
        done = subprocess.run(
            [*self.client(client), *who, *arguments],
            input=given,
            check=False,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
        )
        if done.returncode:
            raise RuntimeError(f"{client} {' '.join(arguments)} failed:\n{done.stderr}")
        return done.stdout


class LoggingMariaDb(MariaDb):
    """One that can be followed, and can follow another."""

    def __init__(self, folder: Path, number: int) -> None:
        """number: of this server among those that follow each other."""
        self.log_options = ("--log-bin=log", f"--server-id={number}", "--slave-net-timeout=5")
        super().__init__(folder)

    def follow(self, primary: MariaDb, delay_seconds: int = 0) -> None:
        """From now on all that `primary` has written since its start, so much later."""
        self.run(
            "mariadb",
            f"--execute=CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT={primary.port}, "
            "MASTER_USER='root', MASTER_CONNECT_RETRY=1, MASTER_USE_GTID=slave_pos, "
            f"MASTER_DELAY={delay_seconds}; START SLAVE; SET GLOBAL read_only = ON",
        )


class Redis(PrivateServer):
    """A Redis that keeps nothing; it can be stopped and started again on its port."""

    name = "redis"

    def __init__(self, folder: Path, port: int | None = None, master: int | None = None) -> None:
        """master: the port of the one that this is a replica of."""
        super().__init__(folder, port)
        self.master = master
        self.log_path = folder / f"redis-{self.port}.log"

    def command(self) -> list[str]:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        options += ["--repl-diskless-sync-delay", "0"]  # a replica has not to wait for others
        options += ["--dir", str(self.place), "--dbfilename", f"{self.port}.rdb"]
        if self.master:
            options += ["--replicaof", f"127.0.0.1 {self.master}"]
        return [*self.program(), *options, "--appendonly", "no"]

    def program(self) -> list[str]:
        return [program("redis-server")]

    @property
    def place(self) -> Path:
        """Its folder, as it sees it."""
        return self.folder

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def is_whole(self) -> bool:
        """It has no others to wait for."""
        return self.is_up()

    def empty(self) -> None:
        with redis.Redis(port=self.port) as client:
            client.flushall()


class Sentinel(PrivateServer):
    """Watches a master, `mymaster`, and lets one of its replicas follow it after a second."""

    name = "sentinel"

    def __init__(self, folder: Path, master: int, quorum: int) -> None:
        super().__init__(folder)
        self.log_path = folder / f"sentinel-{self.port}.log"
        place = self.place()
        self.configuration = place / f"sentinel-{self.port}.conf"  # which it writes to
        lines = [
            f"port {self.port}",
            "bind 127.0.0.1",
            f"dir {place}",
            f"sentinel monitor mymaster 127.0.0.1 {master} {quorum}",
            "sentinel down-after-milliseconds mymaster 1000",
            "sentinel failover-timeout mymaster 3000",
        ]
        self.configure("\n".join(lines) + "\n")

    def configure(self, text: str) -> None:
        self.configuration.write_text(text)

    def place(self) -> Path:
        """Its folder, as it sees it."""
        return self.folder

    def command(self) -> list[str]:
        return [program("redis-server"), str(self.configuration), "--sentinel"]


class WatchedRedis:
    """A master, two replicas and three Sentinels; `url` is AICC_REDIS_URL."""

    kind: type[Redis] = Redis
    sentinel: type[Sentinel] = Sentinel

    def __init__(self, folder: Path) -> None:
        first = self.kind(folder)
        self.servers = [first, *(self.kind(folder, master=first.port) for _ in range(2))]
        self.sentinels = [self.sentinel(folder, first.port, quorum=2) for _ in range(3)]
        places = ",".join(f"127.0.0.1:{each.port}" for each in self.sentinels)
        self.url = f"redis+sentinel://{places}/mymaster/0"

    def start(self) -> "WatchedRedis":
        for server in (*self.servers, *self.sentinels):
            server.start()
        return self

    def kill(self) -> None:
        for server in (*self.sentinels, *self.servers):
            server.kill()

    def ask(self, *command: str) -> Any:
        """Of the first Sentinel that is there."""
        for sentinel in self.sentinels:
            try:
                with redis.Redis(port=sentinel.port, socket_timeout=2) as client:
                    return client.execute_command("SENTINEL", *command)
            except redis.ConnectionError:
                continue
        raise RuntimeError("no Sentinel answers")

    def state(self) -> dict[str, str]:
        """What it says of the master: `num-slaves`, `num-other-sentinels`, `flags` …"""
        said = self.ask("MASTER", "mymaster")
        pairs = said.items() if isinstance(said, dict) else zip(said[::2], said[1::2], strict=True)
        return {text(name): text(value) for name, value in pairs}

    def is_whole(self) -> bool:
        """Whether it can lose its master: all know of each other."""
        state = self.state()
        return (state["num-slaves"], state["num-other-sentinels"]) == ("2", "2")

    def master(self) -> Redis:
        """The one that the Sentinels take for it."""
        port = int(self.state()["port"])
        return next(server for server in self.servers if server.port == port)


def text(value: bytes | str | int) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
