"""What `make run` needs before it serves, in one process."""

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from aicc.checks import TAG
from aicc.platform.translations import compile_stale

OPEN_SESSIONS = (
    "Open sessions are on: whoever knows or guesses a session's name can read and continue\n"
    "it. That suits a trial on your own machine; AICC_OPEN_SESSIONS=off turns them off."
)
WAIT_SECONDS = 900  # for another that prepares the same database


class Command(BaseCommand):
    help = (
        "Migrate, import the sample articles into an empty knowledge base, put in the sample "
        "questions for whoever waits, make the demonstration's logins, and say where to look. "
        "Harmless to repeat."
    )
    requires_system_checks = [TAG]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="where the server will listen")
        parser.add_argument("--port", default="8000")
        parser.add_argument(
            "--site", help="the address that people open, where something stands in front"
        )

    def handle(self, *, host: str, port: str, site: str | None, **options: Any) -> None:
        if not site:
            refuse_taken(host, port)
        compile_stale()
        with alone(self.stdout.write):
            self.stdout.write(f"Migrations applied: {migrate()}.")
            if settings.AICC_SAMPLE_KNOWLEDGE:
                call_command("import_knowledge", if_empty=True, stdout=self.stdout)
                call_command("sample_questions", stdout=self.stdout)
            if not settings.AICC_PRODUCTION:
                call_command("demo_login", if_none=True, stdout=self.stdout)
        self.stdout.write(words_before(site) if site else words(host, port))


def refuse_taken(host: str, port: str) -> None:
    """Raises CommandError where nothing can listen on that address."""
    if not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65_535):
        raise CommandError(f"PORT is {port!r}: write a number from 1 to 65535.")
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            if sys.platform != "win32":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise CommandError(
            f"Cannot listen on {host} port {port} ({error.strerror}): stop the program that "
            "does, or choose another, as in PORT=8001 make run."
        ) from None


@contextmanager
def alone(say: Callable[[str], object]) -> Iterator[None]:
    """One at a time prepares a MySQL database, whichever machines they run on.

    MySQL commits each change of a table by itself, so two that migrate at once would break
    each other halfway. SQLite belongs to one server and needs none of it.
    Raises CommandError after WAIT_SECONDS.
    """
    if connection.vendor != "mysql":
        yield
        return
    lock = f"aicc.prepare.{connection.settings_dict['NAME']}"[:64]  # MySQL's limit
    if not take(lock, 0):
        say("Another one prepares this database: waiting for it to end ...")
        if not take(lock, WAIT_SECONDS):
            raise CommandError(
                f"Another one has been preparing this database for {WAIT_SECONDS} seconds: see "
                "what it waits for, then start this again."
            )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT RELEASE_LOCK(%s)", [lock])


def take(lock: str, seconds: int) -> bool:
    """Whether the database's lock of that name is ours. It ends with our connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT GET_LOCK(%s, %s)", [lock, seconds])
        return bool(cursor.fetchone()[0])


def migrate() -> int:
    """Migrate where there is something to do; asking first is the quicker half. How many."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        call_command("migrate", verbosity=0)
    return len(plan)


def words(host: str, port: str) -> str:
    """For whom the server itself is what they open."""
    name = f"[{host}]" if ":" in host else host
    return "\n".join(
        [
            f"The chat:        http://{name}:{port}/",
            f"The back office: http://{name}:{port}/admin/ (make demo-login shows its logins)",
            *warnings(),
            "Ctrl+C stops the server.",
        ]
    )


def words_before(site: str) -> str:
    """For whom nginx stands before the servers."""
    return "\n".join([f"The chat:        {site}/", f"The back office: {site}/admin/", *warnings()])


def warnings() -> list[str]:
    return [OPEN_SESSIONS] if settings.AICC_OPEN_SESSIONS else []
