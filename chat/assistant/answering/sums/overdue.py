"""Interest on what is paid too late, by the day."""

import re
from decimal import Decimal

from chat.assistant.answering.sums.operands import PERCENT, Sum, facts, nearest, told
from chat.assistant.language.amounts import figure, whole, won
from chat.assistant.retrieval.knowledge import Found

LATE = re.compile(r"연체|늦게 ?(?:내|낸|갚)|밀리|밀렸|\boverdue\b|\blate\b")
ASKED = re.compile(r"이자|얼마|\binterest\b|how much")
DAYS = re.compile(r"(?<![\d.,])(\d{1,3}) ?(?:일(?!자|시|반)|days?\b)")
HIGHEST = re.compile(
    r"(?:최고|최대|상한)[^%\d]{0,8}(\d{1,2}(?:\.\d{1,3})?) ?%|at most (\d{1,2}(?:\.\d{1,3})?) ?%"
)
DAYS_OF_YEAR = 365  # as the articles' own example counts


def late_interest(text: str, amount: Decimal, language: str, found: list[Found]) -> Sum | None:
    """At the rate that the customer names, or at most by the highest one of a cited sentence."""
    days = DAYS.search(text)
    if not (amount and days and LATE.search(text) and ASKED.search(text)):
        return None
    own = PERCENT.search(text)
    known = nearest(facts(found), text, language)
    for where, sentence in sorted(known, key=lambda fact: fact[0].article != found[0].article):
        read = sentence.lower()
        highest = HIGHEST.search(read)
        if not LATE.search(read) or not (own or highest):
            continue
        rate = Decimal(own[1] if own else next(filter(None, highest.groups())))  # type: ignore[union-attr]
        result = whole(amount * rate * int(days[1]) / 100 / DAYS_OF_YEAR)
        return told(
            "sum_overdue" if own else "sum_overdue_most", language, where, sentence,
            amount=won(amount, language), rate=figure(rate), days=days[1],
            result=won(result, language),
        )  # fmt: skip
    return None
