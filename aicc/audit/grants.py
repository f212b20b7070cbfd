"""The rights of the servers' database account: everything but to change what was recorded.

MySQL and MariaDB grant by table and cannot take one table out of a whole database's grant. So
the servers' account gets each table by itself, and migrations run under another account.
"""

from collections.abc import Iterator

from django.db import DatabaseError, connection

APPEND_ONLY = ("audit_auditevent", "audit_auditbatch", "audit_auditanchor")
ALL = "SELECT, INSERT, UPDATE, DELETE"
REFUSED = 1142  # of MySQL and MariaDB: no such right on this table


def statements(account: str) -> Iterator[str]:
    """SQL for a database administrator. account: as SQL writes one, `'aicc'@'%'`."""
    database = connection.ops.quote_name(str(connection.settings_dict["NAME"]))
    yield f"REVOKE ALL PRIVILEGES ON {database}.* FROM {account};"
    for table in sorted(connection.introspection.table_names()):
        rights = "SELECT, INSERT" if table in APPEND_ONLY else ALL
        yield f"GRANT {rights} ON {database}.{connection.ops.quote_name(table)} TO {account};"


def changeable() -> list[str]:
    """The tables of the audit log that this account may change. Changes nothing itself."""
    return [
        table
        for table in APPEND_ONLY
        if may(f"UPDATE {table} SET id = id WHERE 1 = 0")  # noqa: S608  (a table's name of ours)
        or may(f"DELETE FROM {table} WHERE 1 = 0")  # noqa: S608  (a table's name of ours)
    ]


def may(statement: str) -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        if error.args[:1] == (REFUSED,):
            return False
        raise
    return True
