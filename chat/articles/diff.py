"""What one text says otherwise than another, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise

CONTEXT = 2  # unchanged lines shown before and after a change
MOST_WORDS = 2_000  # of one changed stretch; longer ones are shown whole, before and after
WORD = re.compile(r"\d[\d.,]*%?|\w+|[^\w\s]|\n|[^\S\n]+")


class Kind(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    LEFT_OUT = "left_out"  # unchanged lines that are not shown; the text is their number


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and what became of it."""

    kind: Kind
    text: str


def between(before: str, after: str) -> list[Piece]:
    """Both texts in one, in order; of long unchanged parts only the lines near a change."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces: list[Piece] = []
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (step, a, b, c, d) in enumerate(steps):
        if step == "equal":
            pieces += _near(old[a:b], first=number == 0, last=number == len(steps) - 1)
        else:
            pieces += _words("".join(old[a:b]), "".join(new[c:d]))
    return pieces


def merged(base: str, mine: str, theirs: str) -> str | None:
    """`mine` with what `theirs` changed of `base`, line by line; None where they meet.

    Changes that touch each other count as meeting: which comes first is a person's to say.
    """
    lines, sides = _lines(base), (_lines(mine), _lines(theirs))
    changes = sorted({change for side in sides for change in _changes(lines, side)})
    for (_, end, _), (start, _, _) in pairwise(changes):
        if start <= end:
            return None
    for start, end, new in reversed(changes):
        lines[start:end] = new
    return "\n".join(lines)


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


def _changes(old: list[str], new: list[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return ((a, b, tuple(new[c:d])) for step, a, b, c, d in steps if step != "equal")


def counts(pieces: list[Piece]) -> tuple[int, int]:
    """How many words were added and removed."""
    added, removed = (
        sum(len(piece.text.split()) for piece in pieces if piece.kind is kind)
        for kind in (Kind.ADDED, Kind.REMOVED)
    )
    return added, removed


def _near(lines: list[str], *, first: bool, last: bool) -> Iterator[Piece]:
    head, tail = (0 if first else CONTEXT), (0 if last else CONTEXT)
    if len(lines) <= head + tail + 1:  # to leave out one line gains nothing
        yield Piece(Kind.SAME, "".join(lines))
        return
    if head:
        yield Piece(Kind.SAME, "".join(lines[:head]))
    yield Piece(Kind.LEFT_OUT, str(len(lines) - head - tail))
    if tail:
        yield Piece(Kind.SAME, "".join(lines[-tail:]))


def _words(before: str, after: str) -> Iterator[Piece]:
    old, new = WORD.findall(before), WORD.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        old, new = [before], [after]
    removed = added = ""
    for step, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        same = "".join(old[a:b]) if step == "equal" else ""
        if same.strip() or "\n" in same:
            yield from _changed(removed, added)
            yield Piece(Kind.SAME, same)
            removed = added = ""
        else:  # a blank between two changed words changes with them
            removed, added = removed + "".join(old[a:b]), added + "".join(new[c:d])
    yield from _changed(removed, added)


def _changed(removed: str, added: str) -> Iterator[Piece]:
    if removed == added:  # nothing, or the blank before the first change
        if added:
            yield Piece(Kind.SAME, added)
        return
    if removed:
        yield Piece(Kind.REMOVED, removed)
    if added:
        yield Piece(Kind.ADDED, added)
