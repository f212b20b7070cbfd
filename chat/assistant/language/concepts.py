"""The concepts of a text, in either language."""

import re

from chat.assistant.language.concepts_en import CONCEPTS as ENGLISH
from chat.assistant.language.concepts_ko import CONCEPTS as KOREAN
from chat.assistant.language.many_patterns import ManyPatterns
from chat.assistant.language.normalise import compact, plain

ASKED, STRANGE = "?", "!"  # what a concept's name begins with, see the tables


def _rows(table: str) -> list[tuple[str, re.Pattern[str]]]:
    # A line that begins with blanks goes on with the row before it.
    whole = re.sub(r"\n +", "", table)
    rows = (line.split(" : ", 1) for line in whole.split("\n") if line)
    return [(f"#{name}", re.compile(forms)) for name, forms in rows]


ROWS = {"ko": _rows(KOREAN), "en": _rows(ENGLISH)}
PATTERNS = {language: ManyPatterns(rows) for language, rows in ROWS.items()}


def asking_in(text: str, language: str) -> list[str]:
    """What in a text says how something is asked, as the forms matched it."""
    read = _read(text, language)
    asking = (forms for name, forms in ROWS[language] if name[1] == ASKED)
    return [found.group() for forms in asking for found in forms.finditer(read)]


# "Where do I pick it up?" picks up: the verb without the pronoun that parts it.
PARTED = re.compile(r"\b([a-z]{3,9}) (?:it|them|this|that|these|those) (up|off|back|out|down)\b")


def _read(text: str, language: str) -> str:
    return compact(text) if language == "ko" else PARTED.sub(r"\1 \2", plain(text))


def concepts_of(text: str, language: str) -> dict[str, int]:
    """The concepts a text speaks of, as `#name`, with the number of times each occurs."""
    return PATTERNS[language].counts(_read(text, language))
