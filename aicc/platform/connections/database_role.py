"""What a database server says of itself: whether it may write, and with whom it agrees on that.

Asked with whatever rights an account has; what they do not show is taken as well. A member without
the majority of its group answers like a healthy one, and holds who writes until it is patient no
more.
"""

from dataclasses import dataclass
from typing import Any

from aicc.platform.connections.database_failures import error_number

WRITES, READS_ONLY, WITHOUT_QUORUM = "writes", "read_only", "no_quorum"
ALONE, GALERA, GROUP = "", "galera", "group_replication"

VARIABLES = (
    "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('read_only', 'super_read_only', 'wsrep_on',"
    " 'group_replication_group_name', 'server_uuid', 'version')"
)
WSREP = "SHOW GLOBAL STATUS WHERE Variable_name IN ('wsrep_ready', 'wsrep_cluster_status')"
MEMBERS = (
    "SELECT member_id, member_state, member_role FROM performance_schema.replication_group_members"
)
IN_TOUCH = {"ONLINE", "RECOVERING"}  # states of a member that the others hear
NOT_ALLOWED = {1044, 1142, 1143, 1227}  # error numbers, here and below
NO_QUORUM = 1047


@dataclass(frozen=True, slots=True)
class Role:
    """state: WRITES, READS_ONLY or WITHOUT_QUORUM. kind: GALERA, GROUP, or ALONE: a server of its
    own, or one of a primary and its replicas. version: such as 10.11.6; blank where it says none.
    blind: we may not see the group it belongs to.
    """

    state: str
    kind: str = ALONE
    version: str = ""
    blind: bool = False


def ask(cursor: Any) -> Role:
    """Of the server that this cursor asks, the client's or Django's. Raises what they raise."""
    try:
        said = pairs(cursor, VARIABLES)
    except Exception as error:
        if error_number(error) == NO_QUORUM:
            return Role(WITHOUT_QUORUM, GALERA)
        raise
    version, own = said.get("version", "").partition("-")[0], ALONE
    state = READS_ONLY if is_on(said, "read_only") or is_on(said, "super_read_only") else WRITES
    if is_on(said, "wsrep_on"):
        own, state = GALERA, of_galera(cursor, state)
    elif said.get("group_replication_group_name"):
        own = GROUP
        try:
            state = of_group(rows(cursor, MEMBERS), said.get("server_uuid", ""), state)
        except Exception as error:
            if error_number(error) in NOT_ALLOWED:
                return Role(state, GROUP, version, blind=True)
            raise
    return Role(state, own, version)


def of_galera(cursor: Any, state: str) -> str:
    said = pairs(cursor, WSREP)
    if said.get("wsrep_cluster_status", "primary") != "primary":
        return WITHOUT_QUORUM
    return WITHOUT_QUORUM if said.get("wsrep_ready") == "off" else state


def of_group(members: list[tuple[Any, ...]], own_id: str, state: str) -> str:
    """By MySQL's own rule: who hears half of the members or fewer is without a majority.

    A member that is not (or not yet) ONLINE may be a group of its own, or catch up: it is read,
    if at all.
    """
    heard = [row for row in members if row[1] in IN_TOUCH]
    own = next((row for row in members if str(row[0]).lower() == own_id), None)
    if own is None or own[1] != "ONLINE":
        return READS_ONLY
    if 2 * len(heard) <= len(members):
        return WITHOUT_QUORUM
    return state if own[2] == "PRIMARY" else READS_ONLY


def rows(cursor: Any, statement: str) -> list[tuple[Any, ...]]:
    cursor.execute(statement)
    return list(cursor.fetchall())


def pairs(cursor: Any, statement: str) -> dict[str, str]:
    return {str(name): str(value).lower() for name, value in rows(cursor, statement)}


def is_on(said: dict[str, str], name: str) -> bool:
    """MariaDB 12's read_only has degrees, all of them on."""
    return said.get(name, "off") not in ("off", "0")
