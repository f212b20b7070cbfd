"""Points that a card earns on what the customer spends."""

import re
from decimal import Decimal

from chat.assistant.answering.sums.operands import (
    IS_NONE,
    PERCENT,
    Sum,
    facts,
    is_excepted,
    nearest,
    of_product,
    told,
)
from chat.assistant.answering.sums.shares import share_in_all
from chat.assistant.language.amounts import figure, number_of, whole, won
from chat.assistant.retrieval.knowledge import Found

# Of a card, and not of a rate: 0.3%포인트, percentage points.
ABOUT_POINTS = re.compile(r"(?<!%)(?<!퍼센트)포인트|(?<!percentage )\bpoints?\b")
# What they have already, and not what they spend: "5만 포인트면 얼마예요?".
IN_POINTS = re.compile(r"[\d만천백]\s?(?:포인트|점)|\d points?\b")
EARNS = re.compile(r"적립|쌓|\bearns?\b|\bearned\b")
# "한 달에 10,000포인트까지", "up to 10,000 points a month".
CAP = re.compile(
    r"(?:한 ?달|매월|월)(?:에|간)? ?(?:최대 ?)?([\d,]{1,12}) ?(?:포인트|점)(?: ?(?:까지|한도|이내))?"
    r"|up to ([\d,]{1,12}) points (?:a|per|each) month",
    re.IGNORECASE,
)
A_YEAR = re.compile(r"년|\byears?\b|annual")
# Where it is spent: only of a place that the rule names it is known that points are earned there.
PLACE = re.compile(r"([가-힣]{2,10})에서|\b(?:at|in|on) (?:an? |the )?([a-z]{3,})")


def points_earned(text: str, amount: Decimal, language: str, found: list[Found]) -> Sum | None:
    """The share of an amount that is earned in points, up to the month's most of that passage;
    None unless the customer names a place of the rule's.
    """
    if not amount or any(one.search(text) for one in (PERCENT, IN_POINTS, A_YEAR)):
        return None
    places = [match[1] or match[2].rstrip("s") for match in PLACE.finditer(text)]
    for where, sentence in nearest(facts(found), text, language):
        read = sentence.lower()
        shares = PERCENT.findall(sentence)
        if not (ABOUT_POINTS.search(read) and EARNS.search(read)) or IS_NONE.search(read):
            continue
        if len(shares) != 1 or share_in_all(sentence):
            continue
        if not (of_product((where, sentence), text, language) and any(p in read for p in places)):
            continue
        if is_excepted(text, read, found, ABOUT_POINTS):
            return None
        result = whole(amount * Decimal(shares[0]) / 100)
        words = {"amount": won(amount, language), "share": figure(Decimal(shares[0]))}
        most = _most_a_month(where)
        if most is not None and result > most:
            return told("sum_points_capped", language, where, sentence,
                        limit=f"{most:,f}", result=f"{result:,f}", **words)  # fmt: skip
        return told("sum_points", language, where, sentence, result=f"{result:,f}", **words)
    return None


def _most_a_month(where: Found) -> Decimal | None:
    match = CAP.search(where.passage.text)
    return number_of(match[1] or match[2]) if match else None
