"""What is free up to a number, what is left of a limit, and what has a fixed part beside a share."""

import re
from decimal import Decimal

from chat.assistant.answering.sums.operands import COSTS, DOLLARS, Sum, facts, nearest, told
from chat.assistant.answering.sums.shares import CASH, dollars_of
from chat.assistant.language.amounts import figure, number_of, whole, won
from chat.assistant.language.amounts import money_in as first_money
from chat.assistant.language.normalise import plain
from chat.assistant.retrieval.knowledge import Found

TIMES = re.compile(
    r"(?<![\d.,])(\d{1,3}) ?(?:번|회|건)(?!째|까지)"
    r"|(?<![\d.,])(\d{1,3}) (?:[a-z]{1,12} ){0,2}(?:transfers?|times|payments?|withdrawals?)\b"
)
# Who says so pays nothing, and is told that rule.
EXEMPT = re.compile(r"급여 ?통장(?!.{0,6}(?:없|아니|안))|청년|(?<!no )salary account|youth")
FREE_TIMES = re.compile(
    r"(?<!\d)(\d{1,3}) ?회(?:까지)?(?:는|은|의)? ?(?:무료|면제)"
    r"|free for the first (\d{1,3})|first (\d{1,3}) [^.]{0,40}free|(?<!\d)(\d{1,3}) free"
)
FEE_EACH = re.compile(
    r"(?:한 ?건에|건당|1건에|한 번에|1회에) ?([\d,]{1,12})원"
    r"|KRW ([\d,]{1,12}) (?:each|per|for each)|each (?:costs?|is) KRW ([\d,]{1,12})"
)
FIXED_AND_SHARE = re.compile(
    r"건당 (?P<fixed_ko>[\d,.]{1,12})(?P<unit_ko>달러|원)(?:와|과|에)[^%]{0,24}?(?P<share_ko>\d{1,3}(?:\.\d{1,4})?) ?%"
    r"|(?P<unit_en>USD|KRW) (?P<fixed_en>[\d,.]{1,12}) each time plus (?P<share_en>\d{1,3}(?:\.\d{1,4})?) ?%"
)
CHARGED = re.compile(r"얼마|\bcharge|\bpay\b|\btake\b|\btotal\b")
STILL = re.compile(
    r"얼마(?:까지|나)? ?더|얼마나? ?남|더 ?(?:얼마|넣을|들 ?수|가입)"
    r"|how much (?:more|is (?:still )?left|can i still)|how much .{0,24}\b(?:left|more)\b"
)
# A limit on what somebody has altogether: only from such a one what they have is taken off.
ALTOGETHER = re.compile(
    r"합하|합산|합쳐|통틀|1인당|한 사람|together|in total|combined|altogether|per person|each person"
)
A_LIMIT = re.compile(r"한도|까지|\blimit\b|up to")


def counted_fee(text: str, amount: Decimal, language: str, found: list[Found]) -> Sum | None:
    """Of what is free so many times, and has a fee each from then on."""
    times = TIMES.search(text)
    if amount or not (times and COSTS.search(text)) or EXEMPT.search(text):
        return None
    count = int(times[1] or times[2])
    for where, sentence in nearest(facts(found), text, language):
        free, each = FREE_TIMES.search(sentence), FEE_EACH.search(sentence)
        if not (free and each):
            continue
        allowed = int(next(filter(None, free.groups())))
        fee = number_of(next(filter(None, each.groups())))
        over = max(count - allowed, 0)
        name = "sum_counted" if over else "sum_counted_free"
        return told(
            name, language, where, sentence, count=str(count), free=str(allowed), over=str(over),
            fee=won(fee, language), result=won(over * fee, language),
        )  # fmt: skip
    return None


def fixed_and_share(text: str, amount: Decimal, language: str, found: list[Found]) -> Sum | None:
    """A fee of so much each time, and a share of the amount on top; in the fee's own currency."""
    dollars = DOLLARS.search(text)
    if not (COSTS.search(text) or CHARGED.search(text)) or not (amount or dollars):
        return None
    for where, sentence in nearest(facts(found), text, language):
        rule = FIXED_AND_SHARE.search(sentence)
        if rule is None or where.article != found[0].article:
            continue
        if bool(CASH.search(sentence)) != bool(CASH.search(text)):
            continue
        in_dollars = (rule["unit_ko"] or rule["unit_en"]) in ("달러", "USD")
        if in_dollars != bool(dollars and not amount):
            continue
        value = number_of(dollars[1]) if in_dollars and dollars else amount
        fixed = number_of(rule["fixed_ko"] or rule["fixed_en"])
        share = Decimal(rule["share_ko"] or rule["share_en"])
        total = fixed + value * share / 100
        write = dollars_of if in_dollars else won
        return told(
            "sum_fixed_share", language, where, sentence, fixed=write(fixed, language),
            amount=write(value, language), share=figure(share),
            result=write(total if in_dollars else whole(total), language),
        )  # fmt: skip
    return None


def left_of_limit(text: str, amount: Decimal, language: str, found: list[Found]) -> Sum | None:
    """What is left of a limit on all that one person has, where they name what they have."""
    if not (amount and STILL.search(text)):
        return None
    for where, sentence in nearest(facts(found), text, language):
        if not (ALTOGETHER.search(sentence) and A_LIMIT.search(sentence)):
            continue
        limit = first_money(plain(sentence), language)
        if limit and limit > amount:
            return told(
                "sum_left", language, where, sentence, amount=won(amount, language),
                limit=won(limit, language), result=won(limit - amount, language),
            )  # fmt: skip
    return None
