"""What commands read from their lines, for add_argument's `type`: refused in a sentence that says
what to write."""

from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import date
from math import isfinite
from unicodedata import normalize

FIRST_YEAR, LAST_YEAR = 2000, 2100  # beyond them nobody has a day in mind, and moments overflow
MOST = 2**63 - 1  # what a BigIntegerField holds


def day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ArgumentTypeError(
            f"{text!r} is no day of the calendar: write one such as 2026-01-31."
        )
    return found


def login_name(text: str) -> str:
    """As the sign-in page reads what is typed there, and Django stores it (NFKC): a shell on
    macOS may send Hangul in pieces.
    """
    return normalize("NFKC", text)


def whole_number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        digits = text.strip()
        # int() takes no longer text than some thousand digits, and none of these is as long.
        if digits.isascii() and digits.isdigit() and len(digits) < 20:
            number = int(digits)
            if least <= number <= most:
                return number
        raise ArgumentTypeError(f"{text!r}: write a whole number from {least} to {most}.")

    return read


def number(least: float, most: float) -> Callable[[str], float]:
    """With decimals or without."""

    def read(text: str) -> float:
        try:
            found = float(text)
        except ValueError:
            found = float("nan")
        if not isfinite(found) or not least <= found <= most:
            raise ArgumentTypeError(f"{text!r}: write a number from {least:g} to {most:g}.")
        return found

    return read


seed = whole_number(0, MOST)
