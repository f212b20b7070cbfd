"""The replica for the office's long reads: whether it is one, and how far it is behind."""

import math
import time
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, connections
from django.utils.translation import gettext as _

from aicc.doctor.database import place_of
from aicc.doctor.finding import Finding, error, ok, warning
from aicc.platform.connections import database_role
from aicc.platform.connections.database_failures import error_number
from aicc.platform.connections.replica import ALIAS, MAIN, NoPositions, Replica

WAIT_SECONDS = 4.0  # for what the primary writes to arrive


def examine() -> Iterator[Finding]:
    names = {"place": place_of(settings.DATABASES[ALIAS])}
    try:
        with connections[ALIAS].cursor() as cursor:
            role = database_role.ask(cursor)
        seconds = behind()
    except NoPositions:
        yield error(
            _("The primary writes no positions: how far the replica is behind cannot be told."),
            _("Turn on its binary log, and gtid_mode on MySQL; until then the primary is read."),
        )
        return
    except DatabaseError as problem:
        yield warning(
            _("The replica at %(place)s cannot be asked (error %(number)d).")
            % (names | {"number": error_number(problem)}),
            _("Start it, or correct AICC_DATABASE_REPLICA_URL; until then the primary is read."),
        )
        return
    if role.state == database_role.WRITES:
        yield warning(
            _("The replica at %(place)s may be written.") % names,
            _("Let it be read_only, in its own configuration too."),
        )
    if seconds > WAIT_SECONDS:
        yield warning(
            _("The replica at %(place)s is more than %(seconds).0f seconds behind.")
            % (names | {"seconds": WAIT_SECONDS}),
            _("SHOW REPLICA STATUS there says why; look at its load, and at a delay that is set."),
        )
    else:
        yield ok(
            _("The replica at %(place)s is %(seconds).1f seconds behind, at most.")
            % (names | {"seconds": seconds})
        )


def behind() -> float:
    """Seconds from now until all that the primary has written is there; infinite: not soon."""
    state, began = Replica(), time.monotonic()
    while time.monotonic() - began < WAIT_SECONDS:
        state.compare(connections[MAIN], connections[ALIAS])
        if state.reached_at >= began:
            return time.monotonic() - state.reached_at
        time.sleep(0.2)
    return math.inf
