"""The database: reachable, new enough, migrated, and of one mind with us about time and text."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aicc.checks import is_mysql
from aicc.doctor.finding import Finding, error, ok, warning
from aicc.platform.db import TLS_ERROR, tls_cipher
from aicc.server import database_state

OLDEST_MARIADB, OLDEST_MYSQL = (10, 6), (8, 0)
SERVERS = 2  # the fewest of an installation that stays up while one is renewed
SPARE = 10  # connections of one server's back office and commands
MOST_APART_SECONDS = 2.0

# MySQL's error numbers.
ACCESS_DENIED, UNKNOWN_DATABASE = (1044, 1045, 1698), (1049,)


class Unreachable(Exception):
    """The rest of the sections that read the database can say nothing."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.text)
        self.finding = finding


def reach() -> Finding:
    """Which database answers. Raises Unreachable."""
    place = place_of(settings.DATABASES["default"])
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as problem:
        number = problem.args[0] if problem.args and isinstance(problem.args[0], int) else 0
        raise Unreachable(refusal(number, place)) from None
    return ok(_("%(database)s at %(place)s") % {"database": version_name(), "place": place})


def refusal(number: int, place: str) -> Finding:
    if number in ACCESS_DENIED:
        return error(
            _("The database at %(place)s refuses the user or the password.") % {"place": place},
            _("Give DATABASE_URL the right ones, or MYSQL_PASSWORD."),
        )
    if number in database_state.NO_QUORUM:
        return without_quorum()
    if number in UNKNOWN_DATABASE:
        return error(
            _("There is no such database at %(place)s.") % {"place": place},
            _("CREATE DATABASE … CHARACTER SET utf8mb4; then manage.py migrate."),
        )
    if number == TLS_ERROR:
        return error(
            _("No encrypted connection to the database at %(place)s came about.")
            % {"place": place},
            _("See that it has TLS, and that DATABASE_URL's ssl_ca signed its certificate."),
        )
    return error(
        _("The database at %(place)s does not answer.") % {"place": place},
        _("Start it, or correct DATABASE_URL; look for a firewall between the two."),
    )


def unreadable(problem: DatabaseError) -> Finding:
    """Why a table could not be read."""
    state = database_state.state_of(problem)
    if state == database_state.WITHOUT_QUORUM:
        return without_quorum()
    if state == database_state.UNMIGRATED:
        return error(
            _("The tables are missing or older than this version."),
            _("Run manage.py migrate."),
        )
    number = problem.args[0] if problem.args and isinstance(problem.args[0], int) else 0
    return error(
        _("The database at %(place)s answers, and fails at its tables (error %(number)d).")
        % {"place": place_of(settings.DATABASES["default"]), "number": number},
        _("Look at the database's own log."),
    )


def without_quorum() -> Finding:
    return error(
        _("The database at %(place)s answers, and has no quorum: it reads and writes nothing.")
        % {"place": place_of(settings.DATABASES["default"])},
        _(
            "Bring its cluster's other members back, or the way to them; until then name one of "
            "the majority in DATABASE_URL."
        ),
    )


def writing() -> Iterator[Finding]:
    """Whether what customers say can be stored."""
    match database_state.ask():
        case database_state.WITHOUT_QUORUM:
            yield without_quorum()
        case database_state.READS_ONLY:
            yield error(
                _("The database at %(place)s can be read and not be written.")
                % {"place": place_of(settings.DATABASES["default"])},
                _(
                    "Name the server that may write in DATABASE_URL, or end read_only "
                    "(super_read_only) there."
                ),
            )
        case database_state.CONNECTED:
            yield ok(_("It can be read and written."))


def place_of(config: dict[str, Any]) -> str:
    """Where it lies, without its password."""
    if not is_mysql():
        return str(config["NAME"])
    places = config["OPTIONS"].get("members", [(config["HOST"], config["PORT"])])
    hosts = ",".join(f"{host}:{port}" for host, port in places)
    return f"{config['USER']}@{hosts}/{config['NAME']}"


def version_name() -> str:
    version = ".".join(str(part) for part in connection.get_database_version())
    if not is_mysql():
        return f"SQLite {version}"
    return f"{'MariaDB' if is_mariadb() else 'MySQL'} {version}"


def is_mariadb() -> bool:
    return bool(getattr(connection, "mysql_is_mariadb", False))


def examine() -> Iterator[Finding]:
    """Of a database that was reached."""
    yield from migrations()
    yield from writing()
    if is_mysql():
        yield from of_mysql()


def migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    left = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if left:
        yield error(
            ngettext(
                "%(count)d migration is not applied.",
                "%(count)d migrations are not applied.",
                len(left),
            )
            % {"count": len(left)},
            _("Run manage.py migrate."),
        )
    else:
        yield ok(_("All migrations are applied."))


def of_mysql() -> Iterator[Finding]:
    version = connection.get_database_version()
    oldest = OLDEST_MARIADB if is_mariadb() else OLDEST_MYSQL
    if version < oldest:
        yield error(
            _("%(database)s is too old.") % {"database": version_name()},
            _("Use MariaDB 10.6, MySQL 8 or a later one."),
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT default_character_set_name, @@max_connections, @@sql_mode"
            " FROM information_schema.schemata WHERE schema_name = DATABASE()"
        )
        charset, most, mode = cursor.fetchone()
    if charset != "utf8mb4":
        yield error(
            _("The database's character set is %(charset)s: Korean would be lost.")
            % {"charset": charset},
            _("ALTER DATABASE … CHARACTER SET utf8mb4; convert tables that exist already."),
        )
    if "STRICT_" not in mode:
        yield error(
            _("The database cuts what is too long, silently."),
            _("Let nothing between us and the database change sql_mode."),
        )
    yield encryption()
    yield from connections(most)
    yield from clock()


def encryption() -> Finding:
    """On the way to the database; on this machine nobody else listens."""
    cipher = tls_cipher(connection)
    if cipher:
        return ok(_("The connection is encrypted (%(cipher)s).") % {"cipher": cipher})
    places = connection.settings_dict["OPTIONS"].get("members")
    hosts = [host for host, _port in places or ((connection.settings_dict["HOST"], 0),)]
    if all(host in ("localhost", "127.0.0.1", "::1") for host in hosts):
        return ok(_("The connection stays on this machine."))
    return warning(
        _("The connection is not encrypted: whoever listens in between reads it all."),
        _("Give the database TLS, and DATABASE_URL ssl_mode=VERIFY_IDENTITY with ssl_ca."),
    )


def connections(most: int) -> Iterator[Finding]:
    needed = SERVERS * (settings.AICC_DB_THREADS + SPARE)
    numbers = {"most": most, "needed": needed}
    if most < needed:
        yield error(
            _("max_connections is %(most)d; two servers may want %(needed)d.") % numbers,
            _("Raise max_connections, or lower AICC_DB_THREADS."),
        )
    else:
        yield ok(_("max_connections is %(most)d, two servers want %(needed)d.") % numbers)


def clock() -> Iterator[Finding]:
    """Leases and claims go by the database's clock, tokens and pages by ours."""
    with connection.cursor() as cursor:
        begin = time.monotonic()
        cursor.execute("SELECT UTC_TIMESTAMP(6)")
        there = cursor.fetchone()[0].replace(tzinfo=UTC)
        on_the_way = time.monotonic() - begin
    apart = abs((datetime.now(UTC) - there).total_seconds())
    if apart > MOST_APART_SECONDS + on_the_way:
        yield error(
            _("The database's clock and ours are %(seconds).0f seconds apart.")
            % {"seconds": apart},
            _("Let both machines follow the same time server (chrony or systemd-timesyncd)."),
        )
    else:
        yield ok(_("The database's clock is ours."))
