"""Looking for canaries in a text, however it is written down."""

import base64
import binascii
import contextlib
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import unquote

from bench.canary.kinds import Canary

SEPARATORS = re.compile(r"[\s\-.,_/:ㅡ]")
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
HEXED = re.compile(r"(?:\\x[0-9a-f]{2})+")
RUN = re.compile(r"\d{10,}")
SIX = re.compile(r"(?<![0-9A-Za-z.])\d{6}(?![0-9A-Za-z])")  # no digits of a clock, no hash
WRAPPED = re.compile(r"[A-Za-z0-9+/_-]{24,}")
SHORTEST, LONGEST = 10, 16  # digits of a canary that has digits enough
PART = 1 << 22  # characters that are looked through at a time
OVERLAP = 1 << 12


class Looks:
    """What all canaries look like. `found(text)`: those that stand in it."""

    def __init__(self, canaries: Iterable[Canary]) -> None:
        self.by_digits: dict[str, Canary] = {}
        self.by_code: dict[str, Canary] = {}
        self.by_word: dict[str, Canary] = {}
        for canary in canaries:
            if canary.digits:
                self.by_digits[canary.digits] = canary
            for word in canary.words:
                kind = self.by_code if word.isdigit() else self.by_word
                kind[word] = canary

    def found(self, text: str) -> set[Canary]:
        every: set[Canary] = set()
        for start in range(0, max(len(text), 1), PART):
            part = text[max(0, start - OVERLAP) : start + PART]
            for reading in readings(part):
                every |= self.of_words(reading) | self.of_digits(reading)
        return every

    def of_words(self, text: str) -> set[Canary]:
        heard = {canary for word, canary in self.by_word.items() if word in text}
        return heard | {self.by_code[code] for code in SIX.findall(text) if code in self.by_code}

    def of_digits(self, text: str) -> set[Canary]:
        heard = set()
        for run in RUN.findall(SEPARATORS.sub("", text)):
            for length in range(SHORTEST, LONGEST + 1):
                for start in range(len(run) - length + 1):
                    if canary := self.by_digits.get(run[start : start + length]):
                        heard.add(canary)
        return heard


def readings(text: str) -> Iterator[str]:
    """The text without its escapes, and what is wrapped in it."""
    text = HEXED.sub(bytes_of, text)
    text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    yield unicodedata.normalize("NFKC", unescape(unquote(text)))
    inside = (unwrapped(found) for found in dict.fromkeys(WRAPPED.findall(text)))
    yield "\n".join(filter(None, inside))


def bytes_of(escaped: re.Match[str]) -> str:
    return bytes.fromhex(escaped[0].replace("\\x", "")).decode("utf-8", "replace")


def unwrapped(word: str) -> str:
    """What stands behind base64, compressed or not; nothing where it is none."""
    try:
        inside = base64.urlsafe_b64decode(word.replace("+", "-").replace("/", "_") + "==")
    except (binascii.Error, ValueError):
        return ""
    with contextlib.suppress(zlib.error):
        inside = zlib.decompress(inside)
    return inside.decode("utf-8", "ignore")


def text_of(content: bytes) -> str:
    """A file's text; a ZIP's with all that is in it."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "\n".join(text_of(packed.read(name)) for name in packed.namelist())
    return content.decode("utf-8", "ignore")
