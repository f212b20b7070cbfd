"""How many pieces a password is put together from, as whoever guesses it would.

A letter that belongs to nothing is a piece. So is a whole word of a bank or a calendar, a group of
up to four digits, a walk over the keyboard, and whatever stood in the password before; a common
password in it is two. Signs between them are none. Korean and Latin spellings of the same keys
are the same: 은행, dmsgod and ㅇㅡㄴ행 are one word.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aicc.platform.wording.korean_keyboard import as_keys
from handover.staff_sessions.trivial_words import common, typical

MOST_KEYS = 128  # of a password, that are looked at
LONGEST_PIECE = 24  # keys
SHORTEST_WALK, SHORTEST_ZIGZAG, SHORTEST_REPETITION = 4, 5, 4
DIGITS_OF_A_PIECE = 4
ROWS = (
    *("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz"),
    "!@#$%^&*()",
    as_keys("가나다라마바사아자차카타파하"),
)
# Of the keyboard, each row half a key to the right of the one above it.
KEYBOARD = ("1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./")
PLACE = {key: (row, at) for row, keys in enumerate(KEYBOARD) for at, key in enumerate(keys)}
# What stands for letters; each reading of the whole is tried.
READINGS = tuple(str.maketrans("@40!3$57" + "1", "aaoiesst" + one) for one in "li")


class Kind(Enum):
    LETTER = ""
    SIGNS = " "
    NAME = _("the name of the bank, the product or yourself")
    TYPICAL = _("words of a bank, a calendar or every day")
    COMMON = _("common passwords")
    DIGITS = _("years or digits")
    WALK = _("keys beside each other")
    REPETITION = _("repetitions")

    @property
    def label(self) -> Promise | str:
        return self.value


@dataclass(frozen=True, slots=True)
class Parting:
    """The fewest pieces, and the kinds of what is easy to guess among them."""

    pieces: int
    kinds: tuple[Kind, ...]


def part(password: str, names: Collection[str] = ()) -> Parting:
    """names: of the bank and the person, beside the words that are known."""
    keys = as_keys(password)[:MOST_KEYS]
    known = {as_keys(name) for name in names if len(name) > 2}
    best: list[tuple[int, tuple[Kind, ...]]] = [(0, ())]
    for end in range(1, len(keys) + 1):
        begins = range(max(0, end - LONGEST_PIECE), end)
        best.append(min((joined(best[at], keys, at, end, known) for at in begins), key=fewest))
    pieces, kinds = best[-1]
    told = dict.fromkeys(kind for kind in kinds if kind not in (Kind.LETTER, Kind.SIGNS))
    return Parting(pieces, tuple(told))


def fewest(found: tuple[int, tuple[Kind, ...]]) -> tuple[int, int]:
    return found[0], len(found[1])


def joined(
    before: tuple[int, tuple[Kind, ...]], keys: str, at: int, end: int, known: Collection[str]
) -> tuple[int, tuple[Kind, ...]]:
    cost, kind = min(ways(keys, at, end, known), key=lambda way: way[0])
    return before[0] + cost, (*before[1], kind)


def ways(keys: str, at: int, end: int, known: Collection[str]) -> Iterator[tuple[int, Kind]]:
    """What keys[at:end] may be, with its pieces. Always something: letters one by one."""
    piece = keys[at:end]
    yield len(piece), Kind.LETTER
    if len(piece) == 1 and not piece.isalnum():
        stands_alone = at == 0 or keys[at - 1].isalnum() or keys[at - 1] == piece
        yield 0 if stands_alone else 1, Kind.SIGNS
    if piece.isdigit() and len(piece) <= DIGITS_OF_A_PIECE:
        yield 1, Kind.DIGITS
    if is_walk(piece):
        yield 1, Kind.WALK
    if len(piece) >= SHORTEST_REPETITION and piece in keys[:at]:
        yield 1, Kind.REPETITION
    for word in {piece, *(piece.translate(reading) for reading in READINGS)}:
        if word in known:
            yield 1, Kind.NAME
        if word in typical():
            yield 1, Kind.TYPICAL
        if word in common():
            yield 2, Kind.COMMON


def is_walk(piece: str) -> bool:
    """The same key again, a stretch of a row or the alphabet, or one key beside the other."""
    if len(set(piece)) == 1:
        return len(piece) > 1
    if len(piece) >= SHORTEST_WALK and any(piece in row or piece[::-1] in row for row in ROWS):
        return True
    return len(piece) >= SHORTEST_ZIGZAG and all(are_beside(*pair) for pair in pairwise(piece))


def are_beside(one: str, other: str) -> bool:
    if one not in PLACE or other not in PLACE:
        return False
    (row, at), (other_row, other_at) = PLACE[one], PLACE[other]
    if row == other_row:
        return abs(at - other_at) <= 1
    below, above = (at, other_at) if row > other_row else (other_at, at)
    return abs(row - other_row) == 1 and above - below in (0, 1)
