"""Which language a message is written in, and its plain forms for the rules."""

import re
import unicodedata
from functools import lru_cache

HANGUL = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]")
WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]+")
# That Korean is written with, also where an article writes them out.
ABBREVIATIONS = {
    *("atm", "otp", "pin", "sms", "ars", "qr", "pc", "app", "id", "ic", "nfc", "krw", "usd"),
    *("eur", "jpy", "isa", "irp", "vip", "faq", "am", "pm", "ai", "ok"),
}
MOST_FOREIGN = 0.5  # of an answer's words that may be in other letters, names of products in them
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


# What has no width of its own, and joins or marks what has: between two letters it hides a word
# from every rule and from nobody's eyes.
UNSEEN = {"Cc", "Cf", "Mn", "Me", "Cs", "Co"}
KEPT = "\n\t"


def visible(text: str) -> str:
    """A text without its unseen characters, and with its syllables whole."""
    composed = unicodedata.normalize("NFC", text)
    if composed.isprintable() and composed.isascii():
        return composed
    return "".join(
        each for each in composed if each in KEPT or unicodedata.category(each) not in UNSEEN
    )


@lru_cache(maxsize=500)  # a dozen rules read the same message
def plain(text: str) -> str:
    """Small letters, full-width characters made plain, single blanks, straight quotes."""
    parts = LOOSE_JAMO.split(text)
    # Normalised, ㅋㅋ would become the beginnings of syllables.
    parts[::2] = [unicodedata.normalize("NFKC", part) for part in parts[::2]]
    return " ".join("".join(parts).replace("’", "'").lower().split())


@lru_cache(maxsize=500)
def compact(text: str) -> str:
    """`plain` without blanks: how the Korean rules read, for blanks are left out at will."""
    return plain(text).replace(" ", "").translate(MISSPELT)


def either(block: str) -> str:
    """A pattern that matches any line of `block`; a line may itself hold alternatives."""
    return "(?:" + "|".join(line.strip() for line in block.split("\n") if line.strip()) + ")"


def is_in_language(sentence: str, language: str, known: str) -> bool:
    """Whether an answer's sentence is in its language, and in letters that our rules read.

    known: the articles and the question, whose words it may take over in any letters.
    """
    text, held = unicodedata.normalize("NFKC", sentence), plain(known)
    if any(not (_is_hangul(each) or _is_latin(each)) and each.lower() not in held
           for each in text if unicodedata.category(each)[0] == "L"):  # fmt: skip
        return False
    latin = [word.lower() for word in LATIN_WORD.findall(text)]
    korean = re.findall(r"[가-힣]+", text)
    if language != "ko":
        return len(korean) <= MOST_FOREIGN * len(latin) and all(word in held for word in korean)
    words = set(LATIN_WORD.findall(held))
    if any(word not in words and word not in ABBREVIATIONS for word in latin):
        return False
    return bool(korean) or not latin or " ".join(latin) in held


def _is_hangul(letter: str) -> bool:
    return "가" <= letter <= "힣"


def _is_latin(letter: str) -> bool:
    return letter < "\u0250"
