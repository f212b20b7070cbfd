"""Where sentences and list items begin and end."""

import re

STEP = re.compile(r"^\s*\d{1,2}[.)]\s+", re.MULTILINE)
# A full stop after a list's number (`1.`) or inside a figure (`3.5%`) ends nothing.
END = re.compile(r"(?<=[.!?])(?<!^\d\.)(?<!^\d\d\.)\s+|\n+", re.MULTILINE)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, as they stand there; an item of a list is one."""
    return [part.strip() for part in END.split(text) if part.strip()]


def is_steps(text: str) -> bool:
    """Whether the text is, or holds, a list of steps."""
    return bool(STEP.search(text))
