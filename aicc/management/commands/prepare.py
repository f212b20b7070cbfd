"""What `make run` needs before it serves, in one process."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from aicc.backoffice.roles import DEMO_USERS
from aicc.checks import DEMO_LOGINS, TAG
from aicc.management import prepare_lease
from aicc.platform.translations import compile_stale
from aicc.server import listen_address, sqlite_lock
from chat.models import Article

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
        parser.add_argument("--host", help="where the server will listen: HOST, else 127.0.0.1")
        parser.add_argument("--port", help="PORT, else 8000")
        parser.add_argument(
            "--site", help="the address that people open, where something stands in front"
        )
        parser.add_argument(
            "--only", action="store_true", help="no server follows: say nothing of addresses"
        )

    def handle(
        self, *, host: str | None, port: str | None, site: str | None, only: bool, **options: Any
    ) -> None:
        serves_here = not (site or only)
        try:
            address = listen_address.configured(host, port)
            if serves_here:
                sqlite_lock.refuse_served()
                listen_address.refuse_taken(*address)
        except (ImproperlyConfigured, sqlite_lock.AlreadyServed) as error:
            raise CommandError(str(error)) from None
        compile_stale()
        with alone(self.stdout.write):
            self.fill()
        if not only:
            self.stdout.write(words_before(site) if site else words(*address))

    def fill(self) -> None:
        """What a first look at the contact centre wants to find in its database."""
        applied = migrate()
        self.stdout.write(f"Database: {applied or 'no'} migrations applied.")
        if settings.AICC_SAMPLE_KNOWLEDGE:
            self.import_samples()
            call_command("sample_questions", stdout=self.stdout)
        if not settings.AICC_PRODUCTION:
            call_command("demo_login", if_none=True, stdout=StringIO())

    def import_samples(self) -> None:
        if Article.objects.exists():
            return
        call_command("import_knowledge", stdout=StringIO())
        count = Article.objects.count()
        self.stdout.write(f"Knowledge base: {count} sample articles of a fictitious bank put in.")


@contextmanager
def alone(say: Callable[[str], object]) -> Iterator[None]:
    """One at a time prepares a database, whichever machines they run on.

    MySQL commits each change of a table by itself, so two that migrate at once would break
    each other halfway. Raises CommandError after WAIT_SECONDS.
    """
    if connection.vendor != "mysql":
        with sqlite_lock.preparing(say):
            yield
        return
    try:
        with prepare_lease.held(say, WAIT_SECONDS):
            yield
    except prepare_lease.Taken:
        raise CommandError(
            f"Another one has been preparing this database for {WAIT_SECONDS} seconds: see "
            "what it waits for, then start this again."
        ) from None


def migrate() -> int:
    """Migrate where there is something to do; asking first is the quicker half. How many."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        call_command("migrate", verbosity=0)
    return len(plan)


def words(host: str, port: int) -> str:
    """For whom the server itself is what they open."""
    listen_address.allow(host)
    good, bad = listen_address.answered(host)
    lines = [line for name in good for line in places(listen_address.url(name, port))]
    if host in listen_address.EVERYWHERE:
        lines.append(
            f"HOST={host}: everybody in this network reaches it. "
            "AICC_ALLOWED_HOSTS\nnames the addresses that it answers to: "
            f"{', '.join(settings.ALLOWED_HOSTS)}."
        )
    lines += [
        f"Not answered: {listen_address.url(name, port)}/. Name {listen_address.bracketed(name)} "
        "in AICC_ALLOWED_HOSTS."
        for name in bad
    ]
    return "\n".join([*lines, *logins("make demo-login"), *warnings(), "Ctrl+C stops the server."])


def words_before(site: str) -> str:
    """For whom nginx stands before the servers."""
    show = "docker compose exec backend python manage.py demo_login"
    return "\n".join([*places(site), *logins(show), *warnings()])


def places(site: str) -> list[str]:
    return [
        f"The chat:        {site}{reverse('chat-page')}",
        f"The desk:        {site}{reverse('desk')}",
        f"The back office: {site}{reverse('admin:index')}",
    ]


def logins(command: str) -> list[str]:
    """Where the demonstration's passwords are, where there are any."""
    if settings.AICC_PRODUCTION or not (settings.AICC_DATA_DIR / DEMO_LOGINS).exists():
        return []
    people = ", ".join(f"{name} ({role})" for name, role in DEMO_USERS)
    return [f"Logins:          {people}; {command} shows their passwords."]


def warnings() -> list[str]:
    return [OPEN_SESSIONS] if settings.AICC_OPEN_SESSIONS else []
