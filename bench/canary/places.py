"""Wherever something may lie: tables, files, logs, metrics, pages, what was sent."""

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from aicc.testing import servers, waits
from bench.canary.looks import text_of

# Every row of every table, as the database holds it.
EVERY_ROW = """
import json
from django.db import connection
with connection.cursor() as cursor:
    for table in connection.introspection.table_names(cursor):
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        names = [each[0] for each in cursor.description]
        for row in cursor.fetchall():
            for name, value in zip(names, row):
                if isinstance(value, (str, bytes)):
                    if isinstance(value, bytes):
                        value = value.decode("utf-8", "ignore")
                    print(json.dumps([f"{table}.{name}", value], ensure_ascii=False))
"""
PAGES = ("/metrics", "/health", "/health/ready", "/openapi.json", "/", "/desk/")


@dataclass
class Place:
    name: str
    text: str


@dataclass
class Monitor:
    """Everything that goes through a Redis, by its own MONITOR."""

    redis: servers.Redis
    heard: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.redis.port))
        self.socket.sendall(b"MONITOR\r\n")
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        try:
            while told := self.socket.recv(1 << 16):
                self.heard.append(told)
        except OSError:
            pass  # the day is over

    def text(self) -> str:
        return b"".join(self.heard).decode("utf-8", "ignore")


def tables(server: servers.AiccServer) -> Iterator[Place]:
    """The text columns of every table, each as a place of its own."""
    held: dict[str, list[str]] = {}
    for line in server.manage("shell", "--verbosity=0", "-c", EVERY_ROW).splitlines():
        if line.startswith("["):
            column, value = json.loads(line)
            held.setdefault(column, []).append(value)
    for column, values in held.items():
        yield Place(f"table {column}", "\n".join(values))


def files(folder: Path) -> Iterator[Place]:
    """Each file below a folder, whatever it is: also a database's own, with what it deleted."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield Place(f"file {path.relative_to(folder)}", text_of(path.read_bytes()))


def pages(server: servers.AiccServer) -> Iterator[Place]:
    for path in PAGES:
        yield Place(f"page {path}", httpx.get(f"{server.url}{path}", timeout=waits.SECONDS).text)
