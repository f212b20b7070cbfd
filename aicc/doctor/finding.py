"""One thing that the doctor saw."""

from dataclasses import dataclass
from enum import StrEnum

from aicc.platform.wording.korean import resolved


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"  # works, and had better be changed
    ERROR = "error"  # does not work, or must not go live


@dataclass(frozen=True, slots=True)
class Finding:
    """text: what there is. remedy: what to do about it; blank where all is well."""

    level: Level
    text: str
    remedy: str = ""


def ok(text: str) -> Finding:
    return Finding(Level.OK, resolved(text))


def warning(text: str, remedy: str) -> Finding:
    return Finding(Level.WARNING, resolved(text), resolved(remedy))


def error(text: str, remedy: str) -> Finding:
    return Finding(Level.ERROR, resolved(text), resolved(remedy))
