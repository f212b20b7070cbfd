"""What `make run` needs before it serves, in one process."""

import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from aicc.catalogues import compile_stale
from aicc.checks import TAG

OPEN_SESSIONS = (
    "Open sessions are on: whoever knows or guesses a session's name can read and continue\n"
    "it. That suits a trial on your own machine; AICC_OPEN_SESSIONS=off turns them off."
)


class Command(BaseCommand):
    help = (
        "Migrate, import the sample articles into an empty knowledge base, make the "
        "demonstration's logins, and say where to look. Harmless to repeat."
    )
    requires_system_checks = [TAG]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="where the server will listen")
        parser.add_argument("--port", default="8000")

    def handle(self, *, host: str, port: str, **options: Any) -> None:
        refuse_taken(host, port)
        compile_stale()
        migrate()
        if settings.AICC_SAMPLE_KNOWLEDGE:
            call_command("import_knowledge", if_empty=True, stdout=self.stdout)
        if not settings.AICC_PRODUCTION:
            call_command("demo_login", if_none=True, stdout=self.stdout)
        self.stdout.write(words(host, port))


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


def migrate() -> None:
    """Migrate where there is something to do; asking first is the quicker half."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0)


def words(host: str, port: str) -> str:
    name = f"[{host}]" if ":" in host else host
    lines = [
        f"The chat:        http://{name}:{port}/",
        f"The back office: http://{name}:{port}/admin/ (make demo-login shows its logins)",
    ]
    if settings.AICC_OPEN_SESSIONS:
        lines.append(OPEN_SESSIONS)
    lines.append("Ctrl+C stops the server.")
    return "\n".join(lines)
