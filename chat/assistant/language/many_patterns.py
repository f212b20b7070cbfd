"""How often each of many expressions matches a text, without trying each on all of it.

Some hundred expressions tried on each passage of the articles were most of what a start costs,
and hardly one in twenty matches. As RE2's FilteredRE2 does, the letters with which a match must
begin are read from the expression, and it is tried where the text holds them and nowhere else.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]  # the standard library's own
from typing import Any

LETTERS = 3  # of a beginning: English needs three to tell more than it costs, Korean two
MOST_LETTERS = 64  # of a class like [a-z0-9]; a longer one stands for any letter
MOST_BEGINNINGS = 512  # of an expression; one with more is tried everywhere
OPEN = "\0"  # behind fewer than LETTERS: anything may follow


class ManyPatterns:
    """Expressions by the beginnings of what they match.

    named: each expression with its name, which are all different. Raises ValueError for one that
    folds letters.
    """

    def __init__(self, named: Iterable[tuple[str, re.Pattern[str]]]) -> None:
        self.named = tuple(named)
        self.everywhere: list[int] = []
        starts: defaultdict[str, list[int]] = defaultdict(list)
        for number, (_, pattern) in enumerate(self.named):
            found = beginnings(pattern)
            if found is None:
                self.everywhere.append(number)
            for each in found or ():
                starts[each].append(number)
        self.starts = dict(starts)

    def counts(self, text: str) -> dict[str, int]:
        """Of each that matches, in the order given, what `len(pattern.findall(text))` is."""
        counted: defaultdict[int, int] = defaultdict(int)
        ends: dict[int, int] = {}
        for at in range(len(text)):
            for length in range(1, LETTERS + 1):
                for number in self.starts.get(text[at : at + length], ()):
                    if at < ends.get(number, 0):
                        continue  # inside what it matched last
                    if found := self.named[number][1].match(text, at):
                        counted[number] += 1
                        ends[number] = found.end()
        for number in self.everywhere:
            if times := len(self.named[number][1].findall(text)):
                counted[number] = times
        return {self.named[number][0]: counted[number] for number in sorted(counted)}


def beginnings(pattern: re.Pattern[str]) -> set[str] | None:
    """Up to LETTERS letters for each way in which a match can begin; None if that cannot be told."""
    if pattern.flags & re.IGNORECASE:
        raise ValueError(f"of {pattern.pattern!r} a small beginning stands for a large one too")
    found = _extended({""}, _parser.parse(pattern.pattern, pattern.flags))
    told = {each.rstrip(OPEN) for each in found}
    if "" in told or len(told) > MOST_BEGINNINGS:
        return None
    return {
        each for each in told if not any(each[:length] in told for length in range(1, len(each)))
    }


def _extended(known: set[str], steps: Iterable[tuple[Any, Any]]) -> set[str]:
    """Each beginning with what these steps of an expression put behind it."""
    for name, value in steps:
        if all(_is_whole(each) for each in known):
            break
        growing = {each for each in known if not _is_whole(each)}
        known = (known - growing) | _one_step(growing, name, value)
        if len(known) > MOST_BEGINNINGS:
            return {OPEN}
    return known


def _one_step(growing: set[str], name: Any, value: Any) -> set[str]:
    if name is op.LITERAL:
        return {each + chr(value) for each in growing}
    if name is op.IN:
        letters = _letters(value)
        return {each + letter for each in growing for letter in letters}
    if name is op.BRANCH:
        return set().union(*(_extended(growing, way) for way in value[1]))
    if name is op.SUBPATTERN:
        _, flags, _, inside = value
        return {each + OPEN for each in growing} if flags else _extended(growing, inside)
    if name in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        least, most, repeated = value
        found = _extended(growing, repeated)
        if most > 1:  # it may come again before what follows
            found |= {each if _is_whole(each) else each + OPEN for each in found}
        return found if least else found | growing
    if name in (op.AT, op.ASSERT, op.ASSERT_NOT):
        return growing  # a condition, which takes no letter
    return {each + OPEN for each in growing}


def _letters(parts: list[tuple[Any, Any]]) -> set[str]:
    """Of a class of letters; OPEN where it holds too many, or all but some."""
    letters: set[str] = set()
    for name, value in parts:
        if name is op.LITERAL:
            letters.add(chr(value))
        elif name is op.RANGE and value[1] - value[0] < MOST_LETTERS:
            letters.update(map(chr, range(value[0], value[1] + 1)))
        else:
            return {OPEN}
    return letters


def _is_whole(beginning: str) -> bool:
    return len(beginning) == LETTERS or beginning.endswith(OPEN)
