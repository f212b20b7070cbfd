"""How far a replica is behind what it follows, as it says itself."""

from dataclasses import dataclass
from typing import Any

from aicc.platform.connections.database_failures import error_number
from aicc.platform.connections.database_role import NOT_ALLOWED

# MariaDB from 10.5, MySQL from 8.0.22.
STATUS = "SHOW REPLICA STATUS"
BEHIND = ("Seconds_Behind_Source", "Seconds_Behind_Master")  # MySQL's word, and MariaDB's


@dataclass(frozen=True, slots=True)
class Lag:
    """seconds: None where it follows no other, or does not say. broken: it follows one, and has
    stopped. hidden: we may not ask.
    """

    seconds: float | None = None
    broken: bool = False
    hidden: bool = False


def lag(cursor: Any) -> Lag:
    """Of the server that this cursor asks. Raises what the cursor does."""
    try:
        cursor.execute(STATUS)
    except Exception as error:
        if error_number(error) in NOT_ALLOWED:
            return Lag(hidden=True)
        raise
    names = [column[0] for column in cursor.description or ()]
    found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    if not found:
        return Lag()
    behind = [float(said) for each in found if (said := seconds_of(each)) is not None]
    return Lag(max(behind)) if len(behind) == len(found) else Lag(broken=True)


def seconds_of(status: dict[str, Any]) -> Any:
    """None: it has stopped, or is still connecting."""
    return next((status[name] for name in BEHIND if name in status), None)
