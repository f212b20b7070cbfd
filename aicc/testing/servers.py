"""Private servers for the tests: each on a free port, in a folder that is thrown away.

Nothing here touches a server of the machine: MariaDB and Redis are started from their
binaries and stopped by their process ids. Imports neither Django nor the project.
"""

import getpass
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import redis

ROOT = Path(__file__).resolve().parent.parent.parent
COMMAND_SECONDS = 600.0
START_SECONDS = 180.0  # an end for what hangs: a busy machine takes ten times as long as ours


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int, host: str = "127.0.0.1") -> bool:
    try:
        socket.create_connection((host, port), 0.2).close()
    except OSError:
        return False
    return True


def missing_programs(*names: str) -> list[str]:
    """Those of `names` that are not installed; mariadbd and nginx often lie in sbin."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin:/usr/local/sbin"
    return [name for name in names if not shutil.which(name, path=path)]


def program(name: str) -> str:
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin:/usr/local/sbin"
    found = shutil.which(name, path=path)
    if not found:
        raise FileNotFoundError(f"{name} is not installed")
    return found


class PrivateServer:
    """One child process with a log file, waited for at its start and at its end."""

    name = "server"
    host = "127.0.0.1"

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.log_path = folder / f"{self.name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        return dict(os.environ)

    def is_up(self) -> bool:
        return listens(self.port, self.host)

    def start(self) -> "PrivateServer":
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(), cwd=ROOT, env=self.environment(), stdout=log, stderr=log
            )
        deadline = time.monotonic() + START_SECONDS
        while not self.is_up():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"{self.name} did not start:\n{self.log()[-4000:]}")
            time.sleep(0.05)
        return self

    def stop(self, seconds: float = 60.0) -> int | None:
        """Ask it to end; its exit code. Killed when it does not end in `seconds`."""
        if self.process is None:
            return None
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            return None

    def kill(self) -> None:
        """SIGKILL, as a machine that loses its power would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def log(self) -> str:
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""


class MariaDb(PrivateServer):
    """A MariaDB of utf8mb4 with a root user without a password, reached over TCP only."""

    name = "mariadb"

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
            "--collation-server=utf8mb4_unicode_ci",
            "--skip-log-bin",
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
        statement = f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci"
        self.run("mariadb", f"--execute={statement}")
        return self.url(name)

    def dump(self, database: str) -> str:
        """Its tables and their rows as statements, for `load`."""
        return self.run("mariadb-dump", "--skip-comments", database)

    def load(self, database: str, statements: str) -> None:
        self.run("mariadb", database, given=statements)

    def run(self, client: str, *arguments: str, given: str | None = None) -> str:
        """What one of MariaDB's client programs prints; RuntimeError with what it complains of."""
        who = ["--no-defaults", "--user=root", "--host=127.0.0.1", f"--port={self.port}"]
        done = subprocess.run(
            [program(client), *who, *arguments],
            input=given,
            check=False,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
        )
        if done.returncode:
            raise RuntimeError(f"{client} {' '.join(arguments)} failed:\n{done.stderr}")
        return done.stdout


class Redis(PrivateServer):
    """A Redis that keeps nothing; it can be stopped and started again on its port."""

    name = "redis"

    def command(self) -> list[str]:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        return [program("redis-server"), *options, "--appendonly", "no"]

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def empty(self) -> None:
        with redis.Redis(port=self.port) as client:
            client.flushall()


def short_folder() -> Path:
    """A temporary folder whose path is short enough to hold a Unix socket."""
    return Path(tempfile.mkdtemp(prefix="aicc-"))


class AiccServer(PrivateServer):
    """`python -m aicc.serve` with settings, a data folder and a database of its own.

    settings: environment variables that stand on top of the tests' own.
    """

    name = "aicc"

    def __init__(
        self,
        folder: Path,
        settings: dict[str, str] | None = None,
        port: int | None = None,
        host: str = "127.0.0.1",
    ) -> None:
        super().__init__(folder, port)
        self.host = host
        self.log_path = folder / f"aicc-{host}-{self.port}.log"
        self.settings = {"AICC_DATA_DIR": str(folder / "data"), **(settings or {})}

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def ws_url(self) -> str:
        return f"ws://{self.host}:{self.port}"

    def environment(self) -> dict[str, str]:
        return {**os.environ, **self.settings}

    def command(self) -> list[str]:
        return [sys.executable, "-m", "aicc.serve", "--host", self.host, f"--port={self.port}"]

    def is_up(self) -> bool:
        if not super().is_up():
            return False
        try:
            with socket.create_connection((self.host, self.port), 5) as door:
                door.settimeout(5)
                door.sendall(b"GET /health/live HTTP/1.0\r\nHost: localhost\r\n\r\n")
                return door.recv(64).split(b" ")[1:2] == [b"200"]
        except OSError:
            return False

    def ask(self, statement: str) -> list[str]:
        """The first column of what this SELECT brings from the server's database."""
        kind, _, place = self.settings.get("DATABASE_URL", "").partition("://")
        if kind == "mysql":
            where, _, name = place.rpartition("/")
            command = [program("mariadb"), "--no-defaults", "--user=root", "--host=127.0.0.1"]
            command += [f"--port={where.rpartition(':')[2]}", "--skip-column-names", "--raw"]
            done = subprocess.run(
                [*command, f"--execute={statement}", name],
                check=True,
                capture_output=True,
                text=True,
                timeout=COMMAND_SECONDS,
            )
            return done.stdout.splitlines()
        path = place.lstrip("/") if kind else f"{self.settings['AICC_DATA_DIR']}/aicc.sqlite3"
        with closing(sqlite3.connect(f"/{path.lstrip('/')}")) as connection:
            return [str(row[0]) for row in connection.execute(statement)]

    def manage(self, *arguments: str) -> str:
        """Run manage.py with this server's settings; what it prints. Raises when it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=COMMAND_SECONDS,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(arguments)} failed:\n{done.stderr[-4000:]}")
        return done.stdout


class UvicornServer(AiccServer):
    """The same application on uvicorn."""

    name = "uvicorn"

    def command(self) -> list[str]:
        where = ["--host", "127.0.0.1", "--port", str(self.port)]
        drain = ["--timeout-graceful-shutdown", "20", "--log-level", "warning"]
        return [sys.executable, "-m", "uvicorn", "aicc.asgi:application", *where, *drain]
