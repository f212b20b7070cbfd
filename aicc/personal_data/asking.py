"""The arguments by which commands are told whose data is meant, and files nobody else reads."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from aicc.personal_data import subject
from aicc.platform.errors import AiccError


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--customer", default="", help="the bank's own number of the customer")
    parser.add_argument(
        "--session", action="append", default=[], help="a session; may be given more than once"
    )
    parser.add_argument("--phone", default="", help="a number that a call-back was asked for on")
    parser.add_argument("--reason", default="", help="who asked for it, and what it is for")


def found(*, customer: str, session: list[str], phone: str, **options: Any) -> subject.Subject:
    """Raises CommandError."""
    try:
        return subject.find(customer.strip(), tuple(session), phone)
    except AiccError as error:
        raise refused(error) from None


def refused(error: AiccError) -> CommandError:
    """With its code in front, for whoever reads it by a program."""
    return CommandError(f"{error.code}: {error.message}")


def write_private(path: str, body: bytes) -> None:
    """A new file that its owner alone may read. Raises CommandError."""
    try:
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(body)
    except OSError as error:
        raise CommandError(f"{Path(path)} cannot be written: {error.strerror}") from None
