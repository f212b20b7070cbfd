"""Sums from the customer's own figures and those of cited sentences, with the formula beside them.

Every operand stands in the question or in a sentence of an article in force; without either
there is no sum. Money is rounded down to whole won, as banks pay and charge it, and every
result is called an estimate: an account's own terms may differ.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from chat.assistant.answering.subjects import things_in
from chat.assistant.answering.sums.allowances import (
    TIMES,
    counted_fee,
    fixed_and_share,
    left_of_limit,
)
from chat.assistant.answering.sums.deposits import after_tax, deposit_interest
from chat.assistant.answering.sums.loans import loan_payment
from chat.assistant.answering.sums.operands import DOLLARS, PERCENT, Sum
from chat.assistant.answering.sums.overdue import late_interest
from chat.assistant.answering.sums.points import ABOUT_POINTS, points_earned
from chat.assistant.answering.sums.shares import (
    beyond_limit,
    early_repayment,
    exchange_fee,
    late_rate,
    share_of_amount,
)
from chat.assistant.language.amounts import money_in, months_in
from chat.assistant.language.normalise import plain
from chat.assistant.retrieval.knowledge import Found

HOW_MUCH = re.compile(
    r"얼마|몇|계산|총액|how much|how many points|what(?:'s| is| are| would| will| do i| do you (?:charge|take))|calculate|work out|payments?\b|\bcost\b|interest\?|\b(?:interest|fees?|charges?|(?:re)?payments?|instal?ments?) (?:on|for|of)\b|이자[는은요?]*[ ?]*$|(?:세후|세전|실수령액?)[은는요 ?]*$"
)
# What a follow-up may change of a sum: its amount, term, rate, or the way of paying.
CHANGES = re.compile(
    r"세후|세전|세금|원리금|원금|만기 ?일시|이자만|after tax|before tax|principal|instal?lment|interest[- ]only"
)
LONGEST_CHANGE = 40  # characters of a follow-up that only changes a figure
WAYS = (
    late_interest, exchange_fee, after_tax, beyond_limit, left_of_limit,
    deposit_interest, late_rate, early_repayment, loan_payment, fixed_and_share, share_of_amount, counted_fee,
)  # fmt: skip
# Of these an operand may be in dollars, a share or a number of times.
WITHOUT_WON = (exchange_fee, late_rate, fixed_and_share, share_of_amount, counted_fee)


def work_out(question: str, language: str, found: list[Found]) -> Sum | None:
    """The sum that a question asks for; None where it asks for none, or an operand is missing."""
    text = plain(question)
    amount = money_in(text, language)
    has_figure = amount is not None or any(one.search(text) for one in (DOLLARS, PERCENT, TIMES))
    if not (HOW_MUCH.search(text) and has_figure):
        return None
    if ABOUT_POINTS.search(text):
        return points_earned(text, amount or Decimal(0), language, found)
    for way in WAYS:
        if amount is None and way not in WITHOUT_WON:
            continue
        result = way(text, amount or Decimal(0), language, found)
        if result is not None:
            return result
    return None


def is_figured(question: str, language: str) -> bool:
    """Whether a question asks how much, of an amount that it names."""
    text = plain(question)
    return bool(HOW_MUCH.search(text)) and money_in(text, language) is not None


def with_changes(question: str, before: Sequence[str], language: str) -> str:
    """A follow-up that changes a figure of the sum asked for before it, with what it leaves as it
    was: "2년이면요?" behind "1천만원 1년 예금 이자 얼마예요?". Else the question itself.

    before: the customer's earlier lines, oldest first.
    """
    asked = ""
    for line in (*before, question):
        is_change = bool(asked) and changes(line, language)
        asked = f"{line} {asked}" if is_change else line if is_figured(line, language) else ""
    return asked or question


def changes(question: str, language: str) -> bool:
    """Whether a line is short and names a figure or a way of paying, and what it is for does not."""
    text = plain(question)
    if len(text) > LONGEST_CHANGE or (
        is_figured(question, language) and things_in(text, language)
    ):
        return False
    return bool(
        money_in(text, language) or months_in(text) or PERCENT.search(text) or CHANGES.search(text)
    )
