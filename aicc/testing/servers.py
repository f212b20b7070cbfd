"""Private servers for the tests, this one's own application among them. Imports neither Django
nor the project.
"""

import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from aicc.testing import preforked
from aicc.testing.database_servers import LoggingMariaDb, MariaDb, Redis, WatchedRedis
from aicc.testing.preforked import Commander, Preforked
from aicc.testing.private_server import (
    COMMAND_SECONDS,
    ROOT,
    START_SECONDS,
    PrivateServer,
    chromium,
    free_port,
    listens,
    missing_programs,
    program,
    short_folder,
)

__all__ = [
    "ROOT", "START_SECONDS", "AiccServer", "LoggingMariaDb", "MariaDb", "PrivateServer", "Redis",
    "UvicornServer", "WatchedRedis", "chromium", "free_port", "listens",
    "missing_programs", "program", "short_folder",
]  # fmt: skip


class AiccServer(PrivateServer):
    """`python -m aicc.serve` with settings, a data folder and a database of its own.

    settings: environment variables that stand on top of the tests' own.
    """

    name = "aicc"
    # Whether it, and its commands, begin with their libraries loaded: the tests' own do, what a
    # benchmark measures begins as a bank's does.
    is_preforked = False
    # Whether its commands have a process of their own to be forked from.
    is_asked_often = False
    commander: Commander | None = None

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
        done = self.run("manage.py", *arguments)
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(arguments)} failed:\n{done.stderr[-4000:]}")
        return done.stdout

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`python …` with this server's settings, to its end."""
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            process = self.python(*arguments, output=output, errors=errors)
            try:
                code = process.wait(COMMAND_SECONDS)
            finally:
                process.kill()
            output.seek(0)
            errors.seek(0)
            said = (file.read().decode(errors="replace") for file in (output, errors))
            return subprocess.CompletedProcess(arguments, code, *said)

    def kill(self) -> None:
        super().kill()
        if self.commander:
            self.commander.end()
            self.commander = None

    def asked(self) -> socket.socket:
        if self.commander is None:
            self.commander = Commander(self.environment())
        return self.commander.asked

    def begun(self, log: BinaryIO) -> subprocess.Popen[bytes] | Preforked:
        return self.python(*self.command()[1:], output=log, errors=log)

    def python(
        self, *arguments: str, output: BinaryIO, errors: BinaryIO
    ) -> subprocess.Popen[bytes] | Preforked:
        command, environment = [sys.executable, *arguments], self.environment()
        if self.is_preforked:
            by = self.asked() if self.is_asked_often and arguments[0] == "manage.py" else None
            return preforked.start(command, environment, output.fileno(), errors.fileno(), by)
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=errors)


class UvicornServer(AiccServer):
    """The same application on uvicorn."""

    name = "uvicorn"

    def command(self) -> list[str]:
        where = ["--host", "127.0.0.1", "--port", str(self.port)]
        drain = ["--timeout-graceful-shutdown", "20", "--log-level", "warning"]
        frames = ["--ws", "websockets-sansio", "--ws-per-message-deflate", "false"]
        return [sys.executable, "-m", "uvicorn", "aicc.asgi:application", *where, *drain, *frames]
