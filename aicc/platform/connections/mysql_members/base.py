"""Django's MySQL, at whichever of several hosts may write.

`OPTIONS["members"]` lists them, the preferred one first: [("db1", 3306), ("db2", 3306)]. Where
none may write, the first that can be read is taken, and says so itself to whoever tries.
"""

from collections.abc import Callable
from typing import Any

import MySQLdb
from django.db.backends.mysql import base
from django.db.utils import DatabaseErrorWrapper
from django.utils.functional import cached_property

from aicc.platform.connections import database_members, database_role, tcp
from aicc.platform.connections.database_failures import error_number
from aicc.platform.connections.database_members import Members, Place
from aicc.platform.connections.database_role import READS_ONLY, WITHOUT_QUORUM, WRITES, Role


class NotingErrors(DatabaseErrorWrapper):
    """Everything that the client raises comes by here: statements, fetches, COMMIT."""

    wrapper: "DatabaseWrapper"

    def __exit__(self, kind: Any, error: Any, traceback: Any) -> None:
        if error is not None and isinstance(error, MySQLdb.Error):
            self.wrapper.members.note(self.wrapper.place, error)
        super().__exit__(kind, error, traceback)


class DatabaseWrapper(base.DatabaseWrapper):
    place: Place | None = None  # of the connection that there is
    generation = 0

    @cached_property
    def members(self) -> Members:
        return database_members.of(self.settings_dict["OPTIONS"]["members"])

    @cached_property
    def wrap_database_errors(self) -> NotingErrors:
        return NotingErrors(self)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """That of the first member which may write, as each says itself; else of the first which
        can be read. Raises NO_QUORUM where one is left without a majority, and otherwise what the
        last one's client said.
        """
        params = {name: value for name, value in conn_params.items() if name != "members"}
        readable, failure, said = None, None, []
        self.place = None
        for place in self.members.in_order():
            try:
                connection, role = self.reach(place, params)
            except MySQLdb.Error as error:
                self.members.failed(place)
                failure = failure or error
                said.append(f"{place[0]}:{place[1]} error {error_number(error)}")
                continue
            if role.state == WRITES or (role.state == READS_ONLY and readable is None):
                close(readable)
                readable = self.at(place, connection)
            else:
                connection.close()
            if role.state == WRITES:
                return self.settle(place, connection, params)
            if role.state == WITHOUT_QUORUM:
                failure = MySQLdb.OperationalError(
                    database_role.NO_QUORUM, "a member of the database has no quorum"
                )
            said.append(f"{place[0]}:{place[1]} {role.state}")
        self.members.none_found(", ".join(said))
        if readable is None:
            raise failure or AssertionError("no member is named")
        return readable

    def at(self, place: Place, connection: Any) -> Any:
        self.place, self.generation = place, self.members.generation
        return connection

    def settle(self, place: Place, connection: Any, params: dict[str, Any]) -> Any:
        self.generation = self.members.found(place)
        self.members.go_back_later(place, asker(self.reach, params))
        return connection

    def reach(self, place: Place, params: dict[str, Any]) -> tuple[Any, Role]:
        """A connection to this member, and its role."""
        host, port = place
        connection = super().get_new_connection(params | {"host": host, "port": port})
        try:
            tcp.notice_silence(connection.fileno())
            with connection.cursor() as cursor:
                return connection, database_role.ask(cursor)
        except BaseException:
            connection.close()
            raise

    def leave_former_member(self) -> None:
        """Close a connection that was made before the group changed; not within a transaction."""
        if (
            self.connection is not None
            and not self.in_atomic_block
            and self.generation != self.members.generation
        ):
            self.close()


def close(connection: Any) -> None:
    if connection is not None:
        connection.close()


def asker(
    reach: Callable[[Place, dict[str, Any]], tuple[Any, Role]], params: dict[str, Any]
) -> Callable[[Place], Role]:
    """Asks a member's role by a connection that is closed again."""

    def ask(place: Place) -> Role:
        connection, role = reach(place, params)
        connection.close()
        return role

    return ask
