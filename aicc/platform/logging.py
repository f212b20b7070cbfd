"""What a log line looks like, and what never stands in one.

JSON for machines, columns for a person at a terminal; the request, session and turn at work
stand in every line. The masking filter stands in front of every handler: no line holds
personal data, a session's name, or what an exception says of the data it stumbled over. It has
a length before it is masked: what a client sends (an address, a header) may be very long.
"""

import logging
import re
import sys
import traceback
from collections.abc import Callable, MutableMapping
from typing import Any
from urllib.parse import unquote

import structlog

from aicc.platform.unicode import dumps

masks: list[Callable[[str], str]] = []  # handed over at start by the app that knows how

FIELDS = (
    *("method", "path", "status", "size", "outcome", "engine", "milliseconds", "request_id"),
    *("login", "locked"),
)
# These speak of code and of machines; any other exception may quote a customer.
SPEAKABLE = (AttributeError, ImportError, NameError, NotImplementedError, OSError, TypeError)
# Their messages quote exceptions from the second line on, or in it.
QUOTING = ("asyncio", "daphne", "uvicorn")
LEVELS = ("debug", "info", "warning", "error")

# Characters of a message, of a field and of a traceback that are masked and written.
MESSAGE_CHARACTERS = 4_000
FIELD_CHARACTERS = 1_000
TRACEBACK_CHARACTERS = 20_000
FRAMES = 30  # of one exception's traceback, the innermost
CAUSES = 5  # of one error
ESCAPES = 3  # of an address in an address, one in the other
# As Django's log of requests writes what is no ASCII (`unicode_escape`).
WRITTEN_OUT = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U000([0-9a-f]{5}))")
# What is cut off may have been the rest of a number; its beginning would not be known as one.
EDGE = 100


def masked(text: str, most: int = MESSAGE_CHARACTERS) -> str:
    """`text` without personal data, at most `most` characters of it."""
    is_cut = len(text) > most
    text = unescaped(text[:most])
    return f"{text[:-EDGE]}…" if is_cut else text


def unescaped(text: str) -> str:
    """Masked; without its escapes where something personal hides behind them."""
    hidden = through_masks(text)
    if "%" not in text and "\\" not in text:
        return hidden
    plain = decoded(text)
    behind = through_masks(plain)
    if behind == decoded(hidden):
        return hidden
    # What was escaped may end a line.
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in behind)


def decoded(text: str) -> str:
    """Without `%41` and `\\uc778`, also where that was escaped again."""
    for _ in range(ESCAPES):
        text = WRITTEN_OUT.sub(character, unquote(text))
    return text


def character(escape: re.Match[str]) -> str:
    return chr(int(next(filter(None, escape.groups())), 16))


def through_masks(text: str) -> str:
    for mask in masks:
        text = mask(text)
    return text


class MaskingFilter(logging.Filter):
    """Masks the whole line: its message, its fields, its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if record.name.startswith(QUOTING):
            text = text.partition("\n")[0]
        record.msg, record.args = masked(text), None
        if record.exc_info and record.exc_info[1]:
            record.exc_text = masked(traceback_of(record.exc_info[1]), TRACEBACK_CHARACTERS)
        for name in FIELDS:
            value = getattr(record, name, None)
            if isinstance(value, str):
                setattr(record, name, masked(value, FIELD_CHARACTERS))
        return True


def traceback_of(error: BaseException) -> str:
    """Where an error and its causes arose, the first cause first."""
    lines: list[str] = []
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen and len(seen) < CAUSES:
        seen.add(id(cause))
        frames = traceback.format_tb(cause.__traceback__, limit=-FRAMES)
        lines = [*frames, f"{what_it_says(cause)[:FIELD_CHARACTERS]}\n", *lines]
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "".join(lines).rstrip("\n")


def what_it_says(error: BaseException) -> str:
    """The error's class, with its message or number where these cannot hold a customer's words."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, SPEAKABLE):
        return f"{kind}: {error}"
    if error.args and isinstance(error.args[0], int):  # a database's
        return f"{kind}: {error.args[0]}"
    return kind


def with_traceback(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The traceback as the filter wrote it, in place of the exception itself."""
    line.pop("exc_info", None)
    written = line["_record"].exc_text
    if written:
        line["exception"] = written
    return line


def as_json(line: MutableMapping[str, Any], **_: Any) -> str:
    return dumps(line, default=str).decode()


def formatter(form: str) -> logging.Formatter:
    """form: `json`, `console`, or `auto`: the console's at a terminal."""
    if form == "console" or (form == "auto" and sys.stderr.isatty()):
        last: Any = structlog.dev.ConsoleRenderer(
            timestamp_key="time", colors=sys.stderr.isatty(), pad_event_to=0
        )
        time = structlog.processors.TimeStamper("%H:%M:%S", utc=False, key="time")
    else:
        last = structlog.processors.JSONRenderer(serializer=as_json)
        time = structlog.processors.TimeStamper("iso", utc=True, key="time")
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            time,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.ExtraAdder(FIELDS),
            with_traceback,
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        use_get_message=True,
    )


def configuration(*, level: str, form: str) -> dict[str, Any]:
    """Django's LOGGING. level: of our own lines, in capitals. form: auto, json or console."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"masked": {"()": "aicc.platform.logging.MaskingFilter"}},
        "formatters": {"line": {"()": "aicc.platform.logging.formatter", "form": form}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "filters": ["masked"],
                "formatter": "line",
            },
        },
        # Of all others warnings alone: at their lower levels they print prompts, rows and queries.
        "root": {
            "handlers": ["stderr"],
            "level": level if level in ("WARNING", "ERROR") else "WARNING",
        },
        "loggers": {
            name: {"level": level}
            for name in ("aicc", "chat", "handover", "django.channels.server")  # runserver's
        }
        # A traceback a second while Redis is gone; aicc.platform.events says it in a line and
        # counts it.
        | {"channels_redis": {"level": "CRITICAL"}}
        # Django gives these handlers and levels of its own, with no filter before them.
        | {
            name: {"handlers": [], "level": "NOTSET", "propagate": True}
            for name in ("django", "django.server")
        },
    }
