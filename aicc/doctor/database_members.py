"""The members of the database's group: what each may do, and how far they are apart."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from aicc.doctor.finding import Finding, error, ok, warning
from aicc.platform.connections import replication
from aicc.platform.connections.database_failures import error_number
from aicc.platform.connections.database_role import (
    ALONE,
    READS_ONLY,
    WITHOUT_QUORUM,
    WRITES,
    Role,
)

ANSWER_SECONDS = 5
MOST_LAG_SECONDS = 5.0
MOST_APART_SECONDS = 2.0  # as the one of our own member
LEAST_IDLE_SECONDS = 120  # a connection of a quiet night is asked more often than that
ASKED = "SELECT UTC_TIMESTAMP(6), @@wait_timeout"


@dataclass(frozen=True, slots=True)
class Member:
    """lag: seconds behind what it follows; None: it follows none. apart: seconds of its clock from
    ours, less those on the way. idle: seconds after which it closes a connection.
    """

    place: str
    role: Role
    lag: replication.Lag
    apart: float
    idle: int


def examine() -> Iterator[Finding]:
    """Where DATABASE_URL names several hosts; each is asked by itself."""
    found = []
    for host, port in connection.settings_dict["OPTIONS"].get("members", ()):
        try:
            found.append(ask((host, port)))
        except DatabaseError as problem:
            yield warning(
                _("%(place)s cannot be asked (error %(number)d).")
                % {"place": f"{host}:{port}", "number": error_number(problem)},
                _("Start it, or look at the way to it; without it one less may fail."),
            )
    for member in found:
        yield from of(member)
    if found:
        yield from together(found)


def ask(place: tuple[str, int]) -> Member:
    limits = {"read_timeout": ANSWER_SECONDS, "write_timeout": ANSWER_SECONDS}
    params = connection.get_connection_params() | limits
    params.pop("members")
    with connection.wrap_database_errors:
        client, role = connection.reach(place, params)  # type: ignore[attr-defined]
        try:
            cursor = client.cursor()
            begin = time.monotonic()
            cursor.execute(ASKED)
            clock, idle = cursor.fetchone()
            on_the_way = time.monotonic() - begin
            lag = replication.lag(cursor)
        finally:
            client.close()
    apart = abs((datetime.now(UTC) - clock.replace(tzinfo=UTC)).total_seconds()) - on_the_way
    return Member(f"{place[0]}:{place[1]}", role, lag, apart, int(idle))


def of(member: Member) -> Iterator[Finding]:
    yield what_it_may(member)
    names: dict[str, Any] = {"place": member.place}
    if member.role.blind:
        yield warning(
            _("We may not see the group of %(place)s, nor whether it has its majority.") % names,
            _("GRANT SELECT ON performance_schema.replication_group_members to our account."),
        )
    if member.lag.broken:
        yield warning(
            _("%(place)s follows another server, and has stopped doing so.") % names,
            _("SHOW REPLICA STATUS there says why; START REPLICA once it is mended."),
        )
    elif (member.lag.seconds or 0) > MOST_LAG_SECONDS:
        yield warning(
            _("%(place)s is %(seconds).0f seconds behind.")
            % (names | {"seconds": member.lag.seconds}),
            _("Look at its load, and at long changes or a backup on it."),
        )
    if member.apart > MOST_APART_SECONDS:
        yield error(
            _("The clock of %(place)s and ours are %(seconds).0f seconds apart.")
            % (names | {"seconds": member.apart}),
            _("Let both machines follow the same time server (chrony or systemd-timesyncd)."),
        )
    if member.idle < LEAST_IDLE_SECONDS:
        yield warning(
            _("%(place)s closes a connection after %(seconds)d seconds without a question.")
            % (names | {"seconds": member.idle}),
            _("Raise wait_timeout there: each new connection costs its first question more."),
        )


def what_it_may(member: Member) -> Finding:
    names = {"place": member.place, "version": member.role.version}
    if member.role.state == WITHOUT_QUORUM:
        return error(
            _("%(place)s (%(version)s) has no quorum.") % names,
            _("Bring the group's other members back, or the way between them."),
        )
    if member.role.state == READS_ONLY:
        return ok(_("%(place)s (%(version)s) can be read.") % names)
    return ok(_("%(place)s (%(version)s) may write.") % names)


def together(found: list[Member]) -> Iterator[Finding]:
    writers = [member for member in found if member.role.state == WRITES]
    alone = any(member.role.kind == ALONE for member in writers)
    if not writers:
        yield error(
            _("No member of the database may write."),
            _("Let one be the primary, or bring back the majority."),
        )
    if len(writers) > 1 and alone:
        yield error(
            _("%(places)s may write, and no group keeps them alike.")
            % {"places": ", ".join(member.place for member in writers)},
            _("Let all but one be read_only, in its own configuration too."),
        )
    versions = {member.role.version for member in found if member.role.version}
    if len(versions) > 1:
        yield warning(
            _("The members are of different versions: %(versions)s.")
            % {"versions": ", ".join(sorted(versions))},
            _("Bring them to the same one; meanwhile none of the older ones may follow a newer."),
        )
