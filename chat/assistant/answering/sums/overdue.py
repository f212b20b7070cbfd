"""Interest on what is paid too late, by the day."""

import re
from decimal import Decimal

from chat.assistant.answering.sums.operands import PERCENT, Sum, facts, nearest, told
from chat.assistant.language.amounts import figure, whole, won
from chat.assistant.retrieval.knowledge import Found

LATE = re.compile(r"연체|늦게|밀리|밀렸|\boverdue\b|\blate\b")
ASKED = re.compile(r"이자|얼마|\binterest\b|how much")
# Of a plan that one pays into, or of what else being late does.
OF_ELSE = re.compile(r"적금|예금|신용 ?점수|불법|savings|deposit|credit score|illegal")
# Days late: "10일 늦게", "15 days late"; no day of a month: "12월 3일에", "20일 결제일".
DAYS = re.compile(
    r"(?<!월)(?<!월 )(?<![\d.,])(\d{1,3}) ?일(?:을|간|동안|정도|이나|쯤)? ?(?:연체|늦|밀리|밀렸|지나|지났|넘)"
    r"|(?<![\d.,])(\d{1,3}) days? (?:late|overdue|after|past)"
    r"|(?:late|overdue) (?:by|for) (\d{1,3}) days?"
)
ADDED = re.compile(r"(\d{1,2}(?:\.\d{1,3})?) ?(?:%p|%포인트|percentage points?)")
HIGHEST = re.compile(
    r"(?:최고|최대|상한)[^%\d]{0,8}(\d{1,2}(?:\.\d{1,3})?) ?%|at most (\d{1,2}(?:\.\d{1,3})?) ?%"
)
DAYS_OF_YEAR = 365  # as the articles' own example counts


def late_interest(text: str, amount: Decimal, language: str, found: list[Found]) -> Sum | None:
    """At the rate that the customer names and what a cited sentence adds to it, no more than the
    highest of that sentence; at most by that one where they name none.
    """
    late = DAYS.search(text)
    if not (amount and late and ASKED.search(text)) or OF_ELSE.search(text):
        return None
    own, days = PERCENT.search(text), next(filter(None, late.groups()))
    known = nearest(facts(found), text, language)
    for where, sentence in sorted(known, key=lambda fact: fact[0].article != found[0].article):
        highest, added = HIGHEST.search(sentence.lower()), ADDED.search(sentence)
        if highest is None or not LATE.search(sentence.lower()):
            continue
        most = Decimal(next(filter(None, highest.groups())))
        above = Decimal(added[1]) if added else Decimal(0)
        rate = min(Decimal(own[1]) + above, most) if own else most
        result = whole(amount * rate * int(days) / 100 / DAYS_OF_YEAR)
        return told(
            "sum_overdue" if own else "sum_overdue_most", language, where, sentence,
            amount=won(amount, language), rate=figure(rate), days=days,
            result=won(result, language),
        )  # fmt: skip
    return None
