"""Which language a message is written in, and its plain forms for the rules."""

import re
import unicodedata
from functools import lru_cache

HANGUL = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]")
WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
LOOSE_JAMO = re.compile(r"([ㄱ-ㆎ]+)")
# Endings that are often written with one stroke too few.
MISSPELT = str.maketrans("렷햇됬됫겟", "렸했됐됐겠")


def language_of(text: str, fallback: str) -> str:
    """`ko` or `en`. Abbreviations alone (OTP, ATM) decide nothing: `fallback` does."""
    words = WORD.findall(text)
    hangul = len(HANGUL.findall(text))
    if hangul:
        return "ko" if hangul >= len(words) else "en"
    if any(not word.isupper() for word in words) or len(words) > 2:
        return "en"
    return fallback


@lru_cache(maxsize=500)  # a dozen rules read the same message
def plain(text: str) -> str:
    """Small letters, full-width characters made plain, single blanks, straight quotes."""
    parts = LOOSE_JAMO.split(text)
    # Normalised, ㅋㅋ would become the beginnings of syllables.
    parts[::2] = [unicodedata.normalize("NFKC", part) for part in parts[::2]]
    return " ".join("".join(parts).replace("’", "'").lower().split())


def compact(text: str) -> str:
    """`plain` without blanks: how the Korean rules read, for blanks are left out at will."""
    return plain(text).replace(" ", "").translate(MISSPELT)


def either(block: str) -> str:
    """A pattern that matches any line of `block`; a line may itself hold alternatives."""
    return "(?:" + "|".join(line.strip() for line in block.split("\n") if line.strip()) + ")"
