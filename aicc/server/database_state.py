"""What the database lets us do: answering is not enough, a table must be read and written.

A server that is read-only, or that has lost the other members of its cluster, answers `SELECT 1`
like a healthy one.
"""

import asyncio
from typing import Any

from django.db import DatabaseError, connection

from aicc.platform.connections import database_members, database_role
from aicc.platform.connections.database_failures import trouble
from aicc.platform.db import in_db
from aicc.platform.errors import Unavailable

CHECK_SECONDS = 4.0
READING = "SELECT 1 FROM chat_conversation LIMIT 1"
# Finds no row and changes none; whoever may not write is refused all the same.
WRITING = "UPDATE chat_conversation SET head_seq = head_seq WHERE 1 = 0"
# MySQL's and MariaDB's error numbers.
READ_ONLY = {1036, 1290, 1792, 1836}
NO_QUORUM = {1047, 3100, 3101}  # a member of Galera or of Group Replication without the others
NO_TABLE = {1054, 1146}

CONNECTED, DISCONNECTED, UNMIGRATED = "connected", "disconnected", "unmigrated"
READS_ONLY, WITHOUT_QUORUM = "read_only", "no_quorum"
COMPLAINTS = {
    READS_ONLY: "the database can be read and not be written",
    WITHOUT_QUORUM: "the database answers, and has no quorum",
}

_asking: asyncio.Task[str] | None = None


def ask() -> str:
    """connected, read_only, no_quorum or unmigrated. Raises DatabaseError where it fails
    otherwise. Where several hosts are named, one that may not write is asked no further.
    """
    found = look()
    if found in (READS_ONLY, WITHOUT_QUORUM) and database_members.doubt(connection):
        found = look()
    if complaint := COMPLAINTS.get(found):
        trouble.say(complaint)
    return found


def look() -> str:
    """Of SQLite whether it can be read: to write, one would wait for whoever writes."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(READING)
            cursor.fetchall()
            if connection.vendor == "mysql":
                cursor.execute(WRITING)
                # Who lacks a majority takes a write that changes nothing; no other engine does.
                if database_role.ask(cursor).state == database_role.WITHOUT_QUORUM:
                    return WITHOUT_QUORUM
    except DatabaseError as error:
        if state := state_of(error):
            return state
        raise
    return CONNECTED


def state_of(error: DatabaseError) -> str:
    """What a refusal says of the database; blank where it says something else."""
    code = error.args[0] if error.args else None
    if code in READ_ONLY:
        return READS_ONLY
    if code in NO_QUORUM:
        return WITHOUT_QUORUM
    return UNMIGRATED if code in NO_TABLE or "no such" in str(code) else ""


async def state() -> str:
    """As `ask`; disconnected where no answer comes in CHECK_SECONDS.

    A question that hangs is one thread's: who asks meanwhile waits for the same.
    """
    global _asking
    loop = asyncio.get_running_loop()
    if _asking is None or _asking.done() or _asking.get_loop() is not loop:
        _asking = loop.create_task(answer())
    try:
        return await asyncio.wait_for(asyncio.shield(_asking), CHECK_SECONDS)
    except TimeoutError:
        return DISCONNECTED


async def answer() -> str:
    try:
        found: Any = await in_db(ask)()
    except (Unavailable, DatabaseError):
        return DISCONNECTED
    return str(found)
