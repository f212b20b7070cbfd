"""Whether a text says something, in whatever equal spelling of its numbers."""

import re

from chat.assistant.grounding import grounding
from chat.assistant.language.normalise import plain

NUMBER_LIKE = re.compile(
    r"(?:krw|usd|[₩$])?\s?\d[\d,.:–-]*\s?(?:[십백천만억]+|thousand|million|billion)?"
    r"\s?(?:퍼센트|프로|%p?|원|달러|won|krw|percent)?"
)


def says(text: str, wanted: str) -> bool:
    """`wanted` stands in `text`, regardless of case and blanks; 5천원 = 5,000원 = KRW 5,000."""
    if _tight(wanted) in _tight(text):
        return True
    if not grounding.figures(wanted):
        return False
    words = [_tight(part) for part in NUMBER_LIKE.split(plain(wanted))]
    return grounding.stands_in(wanted, text) and all(
        word in _tight(text) for word in words if word and word != "연"
    )


def _tight(text: str) -> str:
    return plain(text).replace(" ", "").replace("–", "-").replace("~", "-")
