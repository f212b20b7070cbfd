"""How a text is read while personal data is looked for in it.

Full-width and other compatible characters are plain, digits of every script are 0 to 9, the
many dashes, dots and waves of Korean typing are one each, and what nobody sees (zero-width
characters, direction marks) is not there. The text itself is not rewritten: a reading knows
where each of its characters stands in it.
"""

import re
import unicodedata
from dataclasses import dataclass

# Dashes of Korean typing: the vowel ㅡ, the Japanese ー, box drawings, minus signs.
DASHES = "\u02d7\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2500\u2501\u30fc\u3161\uff70"
DOTS = "\u2027\u2219\u22c5\u30fb\u318d\uff65\u119e"
WAVES = "\u02dc\u223c\u223f\u301c\u3030"
BARS = "\u3163\uffdc\u2502\u2503\u00a6"
# Blanks that are letters to Unicode, and marks that stand on the character before them.
UNSEEN = "\u115f\u1160\u3164\uffa0\u034f\u180e\u20e3"
# Neither Hangul syllables nor the ideographs have a plainer form: their rows are left out.
ROWS = ((0x80, 0x3400), (0xA000, 0xAC00), (0xD7B0, 0xD800), (0xF900, 0x10000), (0x1D400, 0x1D800))
ROWS_BEYOND = ((0x1F100, 0x1F190), (0x1FBF0, 0x1FBFA))


def _plainer(character: str) -> str:
    """One character for another; itself where its plain form is longer."""
    if character in DASHES:
        return "-"
    if character in DOTS:
        return "·"
    if character in BARS:
        return "|"
    if character in WAVES:
        return "~"
    if (digit := unicodedata.decimal(character, None)) is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKC", character)
    if len(plain) != 1:
        return " " if character.isspace() else character
    return plain if plain == character else _plainer(plain)


def _is_unseen(character: str) -> bool:
    category = unicodedata.category(character)
    return category == "Cf" or character in UNSEEN or "\ufe00" <= character <= "\ufe0f"


def _all() -> list[str]:
    return [chr(code) for first, end in ROWS + ROWS_BEYOND for code in range(first, end)]


PLAINER = {ord(one): plain for one in _all() if (plain := _plainer(one)) != one}
HIDDEN = re.compile(f"[{''.join(one for one in _all() if _is_unseen(one))}]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the finders read it."""

    text: str
    places: list[int] | None  # of each character in the original; None: the same places

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the reading stands in the original."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1


def read(text: str) -> Reading:
    if text.isascii():
        return Reading(text, None)
    if not HIDDEN.search(text):
        return Reading(text.translate(PLAINER), None)
    places: list[int] = []
    parts: list[str] = []
    at = 0
    for start, end in [*(found.span() for found in HIDDEN.finditer(text)), (len(text),) * 2]:
        parts.append(text[at:start])
        places += range(at, start)
        at = end
    return Reading("".join(parts).translate(PLAINER), places)
