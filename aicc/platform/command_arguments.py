"""What several commands read from their lines, refused in a sentence."""

from argparse import ArgumentTypeError
from datetime import date


def day(text: str) -> date:
    """For add_argument's `type`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(
            f"{text!r} is no day of the calendar: write one such as 2026-01-31."
        ) from None
