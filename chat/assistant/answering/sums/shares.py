"""Fees, limits and rates that are a share of what the customer names."""

import re
from decimal import Decimal

from chat.assistant.answering.sums.operands import (
    COSTS,
    DOLLARS,
    LOAN,
    PERCENT,
    Sum,
    facts,
    is_excepted,
    named_in,
    named_words,
    nearest,
    of_product,
    told,
)
from chat.assistant.language.amounts import figure, months_in, number_of, whole, won
from chat.assistant.language.amounts import money_in as first_money
from chat.assistant.language.normalise import plain
from chat.assistant.language.phrases import say
from chat.assistant.retrieval.knowledge import Found

PER_DOLLAR = re.compile(
    r"(?:달러당|1달러에?|per dollar)[^\d]{0,12}([\d,.]{1,30}) ?(?:원|won)?"
    r"|(?<!\d)(?<!\d[,.])([\d,.]{1,30}) ?(?:won|krw) per (?:us )?dollar"
)
CAP = re.compile(r"(?:최대|up to|at most|maximum of) (.{3,24})", re.IGNORECASE)
REACHES = re.compile(
    r"얼마까지|얼마 ?나와|한도|얼마나 ?(?:빌|나오|나와|받)|how much .{0,24}(?:lend|borrow|get|be lent)|limit"
)
BEYOND = re.compile(
    r"보호 ?(?:를 |을 )?(?:못|안)|넘는|초과|not (?:protected|insured|covered)|unprotected|above the limit|exceed"
)
UP_TO = re.compile(
    r"\d ?%(?:까지|를? 한도| ?이내)|(?:최대|최고) \d+(?:\.\d+)? ?%|up to \d+(?:\.\d+)? ?%"
)
# What several shares come to: "1.0%와 0.25%를 더한 1.25%의 수수료".
ALTOGETHER = re.compile(
    r"(?:더한|합한|합쳐|합하여|모두|총) (\d+(?:\.\d+)?) ?%|(\d+(?:\.\d+)?) ?% of the amount, made up"
)
# Shares that fall due together: "수수료 1%와 이용료 0.2%가 붙습니다".
TOGETHER = re.compile(
    r"(?<![\d.])(\d{1,3}(?:\.\d{1,4})?) ?%(?:와|과) [^%\d]{1,24}?(\d{1,3}(?:\.\d{1,4})?) ?%[가이를을]? ?"
    r"(?:붙|부과|냅니|내야|받습|더해)"
)
FIXED_TOO = re.compile(r"건당 [\d,]+(?:달러|원)(?:와|과|에)|(?:USD|KRW) [\d,]+ each time plus")
CASH = re.compile(
    r"인출|출금|현금|뽑|찾[으을는]|\bcash\b|\bwithdr\w+|\batms?\b|\b(?:bank ?)?notes\b",
    re.IGNORECASE,
)
REDUCED = re.compile(r"우대|할인|감면|discount|preferential|reduced", re.IGNORECASE)
EARLY = re.compile(
    r"중도 ?상환|조기 ?상환|갚|상환|(?:re)?pay(?:ing|ment)?\b|pay .*off|\bclear(?:ing)?\b|\bsettl(?:e|ing)\b"
)
ABOUT_LOANS = re.compile(r"대출|갚|상환|빌|loan|mortgage|repay|prepay")
ELAPSED = re.compile(r"만에|지나|지난|지났|된|됐|되었|후에|뒤에|있다가|쓰다가|after|into")
NOT_ELAPSED = re.compile(
    r"(?:안|못|덜) ?(?:된|됐|되었|되는|지난|지났|되)|미만|\bnot yet\b|\bless than\b|\bunder\b|\bwithin\b"
)
FREE_AFTER = re.compile(
    r"(?P<years>\d)년(?:까지만|이 지나면|이 지난| 가운데)|(?:for|within|of) (?:the )?(?:first )?(?P<first>\d) years|after (?P<after>\d) years"
)
REMAINING = re.compile(r"남은 기간|잔존|remaining|that (?:is|are) left|still left")
LATE = re.compile(r"연체|제때|늦|밀리|overdue|late\b|in arrears")
POINTS = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d{1,4})?) ?(?:%p|%포인트|percentage points?)")
MOST_RATE = re.compile(
    r"(?:최고|최대) 연 (\d+(?:\.\d+)?) ?%|(?:exceed|over|above|more than|capped at) (\d+(?:\.\d+)?) ?%"
)


def exchange_fee(text: str, amount: Decimal, language: str, found: list[Found]) -> Sum | None:
    dollars, each = DOLLARS.search(text), PER_DOLLAR.search(text)
    if not (dollars and each and COSTS.search(text)):
        return None
    bought = [d for d in map(number_of, DOLLARS.findall(text)) if d > 1]
    spread = Decimal(next(group for group in each.groups() if group).replace(",", "").rstrip("."))
    for where, sentence in facts(found):
        share = percent_near(sentence, r"USD|달러|dollar")
        if bought and share and re.search(r"우대|discount|preferential", sentence):
            left = spread * (100 - share) / 100
            return told(
                "sum_exchange", language, where, sentence, dollars=figure(bought[-1]),
                spread=figure(spread), share=figure(share), each=figure(left),
                result=won(left * bought[-1], language),
            )  # fmt: skip
    return None


def beyond_limit(text: str, amount: Decimal, language: str, found: list[Found]) -> Sum | None:
    if not BEYOND.search(text):
        return None
    # An article says the rule first, and then whom it concerns otherwise.
    for where, sentence in sorted(facts(found), key=lambda fact: fact[0].passage.page):
        if not re.search(r"까지|up to", sentence) or not re.search(
            r"보호|protect|insur", sentence
        ):
            continue
        limit = first_money(plain(sentence), language)
        if limit and amount > limit:
            return told(
                "sum_beyond", language, where, sentence, amount=won(amount, language),
                limit=won(limit, language), result=won(amount - limit, language),
            )  # fmt: skip
    return None


def early_repayment(text: str, amount: Decimal, language: str, found: list[Found]) -> Sum | None:
    """The fee for repaying early: none once it is waived, else by the time that is left where
    the articles reckon it so, else at most.
    """
    if (
        not (EARLY.search(text) and COSTS.search(text) and ABOUT_LOANS.search(text))
        or not amount
        or PERCENT.search(text)
    ):
        return None
    fee = _share_for(text, language, found, COSTS)
    if fee is None:
        return None
    where, sentence, share = fee
    most = whole(amount * share / 100)
    known = [fact for fact in facts(found) if fact[0].article == where.article]
    free = next((m for _, one in known if (m := FREE_AFTER.search(one))), None)
    years = int(next(filter(None, free.groups()))) if free else None
    is_past = ELAPSED.search(text) and not NOT_ELAPSED.search(text)
    elapsed = months_in(text) if is_past else None
    words = {"amount": won(amount, language), "share": figure(share)}
    if years and elapsed is not None and elapsed >= 12 * years:
        free_sentence = next(one for _, one in known if FREE_AFTER.search(one))
        return told("sum_early_free", language, where, free_sentence, years=str(years))
    by_time = next(
        (one for fact in known if _prorates(fact, text, language) for one in fact[1:]), ""
    )
    if years and elapsed is not None and by_time:
        left = 12 * years - elapsed
        return told(
            "sum_early", language, where, by_time, left=str(left), of=str(12 * years),
            result=won(whole(amount * share / 100 * left / (12 * years)), language), **words,
        )  # fmt: skip
    return told(
        "sum_early_most", language, where, by_time or sentence, result=won(most, language), **words
    )


def _prorates(fact: tuple[Found, str], text: str, language: str) -> bool:
    return bool(
        REMAINING.search(fact[1]) and re.search(r"곱|비율|multipl|times|share|proportion", fact[1])
    ) and of_product(fact, text, language)


def late_rate(text: str, amount: Decimal, language: str, found: list[Found]) -> Sum | None:
    """The rate of a loan that is paid late: the customer's own and the points that are added."""
    own = PERCENT.search(text)
    if not (own and LATE.search(text) and LOAN.search(text)):
        return None
    for where, sentence in facts(found):
        points = POINTS.search(sentence)
        if not points or not LATE.search(f"{where.passage.heading} {sentence}"):
            continue
        rate = Decimal(own[1]) + Decimal(points[1])
        words = {"own": figure(Decimal(own[1])), "points": figure(Decimal(points[1]))}
        most = next((m for _, one in facts([where]) if (m := MOST_RATE.search(one))), None)
        if most and rate > Decimal(most[1] or most[2]):
            limit = figure(Decimal(most[1] or most[2]))
            return told("sum_late_capped", language, where, sentence, limit=limit, **words)
        return told("sum_late", language, where, sentence, rate=figure(rate), **words)
    return None


def share_of_amount(text: str, amount: Decimal, language: str, found: list[Found]) -> Sum | None:
    """A limit or a fee that is a share of what the customer names, in won or in dollars."""
    reaches, costs = REACHES.search(text), COSTS.search(text)
    if not (reaches or costs) or PERCENT.search(text):
        return None
    dollars = DOLLARS.search(text)
    in_dollars = not amount and dollars is not None
    value = number_of(dollars[1]) if in_dollars and dollars else amount
    known = _share_for(text, language, found, COSTS if costs else UP_TO)
    if known is None or not value:
        return None
    where, sentence, share = known
    if costs and is_excepted(text, sentence, found, COSTS):
        return None
    result = value * share / 100 if in_dollars else whole(value * share / 100)
    write = dollars_of if in_dollars else won
    caps = (first_money(plain(one), language) for one in CAP.findall(sentence))
    most = next(filter(None, caps), None) if not costs else None
    name = "sum_fee" if costs else "sum_limit"
    words = told(
        f"{name}_dollars" if in_dollars else name, language, where, sentence,
        amount=write(value, language), share=figure(share), result=write(result, language),
    )  # fmt: skip
    if most is None or result <= most:
        return words
    capped = say("sum_capped", language, limit=won(most, language), result=won(result, language),
                 amount=won(value, language), share=figure(share))  # fmt: skip
    return Sum(capped, where, sentence)


def _share_for(
    text: str, language: str, found: list[Found], kind: re.Pattern[str]
) -> tuple[Found, str, Decimal] | None:
    """The sentence with the one share that is meant, by the words that it has from the question."""
    words = named_words(text)
    for fact in nearest(facts(found), text, language):
        where, sentence = fact
        if FIXED_TOO.search(sentence):
            if CASH.search(sentence) and not CASH.search(text):
                continue  # what cash costs is not what paying by card does
            return None  # a fixed sum beside the share: the rule is quoted
        if not kind.search(sentence.lower()):
            continue
        if kind is COSTS and REDUCED.search(sentence):
            continue  # a discount is a share of the fee, not of the amount
        named = share_in_all(sentence) or share_of_named(sentence, text, language)
        shares = {named} if named else set(PERCENT.findall(sentence))
        is_near = named_in(fact, words) or where.article == found[0].article
        if len(shares) == 1 and is_near and (named or of_product(fact, text, language)):
            return where, sentence, Decimal(shares.pop())
    return None


def share_in_all(sentence: str) -> str | None:
    """What the shares of a sentence come to, as it says itself or by adding what falls due
    together; None where it does neither.
    """
    if altogether := ALTOGETHER.search(sentence):
        return altogether[1] or altogether[2]
    if together := TOGETHER.search(sentence):
        return figure(Decimal(together[1]) + Decimal(together[2]))
    return None


def share_of_named(sentence: str, text: str, language: str) -> str | None:
    """Of a sentence with several shares, the one that belongs to a word of the question: in
    Korean it stands behind it ("신용대출이 0.5%"), in English before it ("0.5% for the loan").
    """
    if len(set(PERCENT.findall(sentence))) < 2:
        return None
    share = r"(?<![\d.])(\d{1,3}(?:\.\d{1,4})?) ?%"
    for word in named_words(text):
        name = re.escape(word)
        if language == "ko":
            match = re.search(rf"{name}[^%\d]{{0,12}}{share}", sentence)
        else:
            match = re.search(
                rf"{share} (?:[^%\d]{{0,40}} )?for (?:\w{{1,20}} ){{0,4}}{name}\b",
                sentence,
                re.IGNORECASE,
            )
        if match:
            return match.group(1)
    return None


def percent_near(sentence: str, thing: str) -> Decimal | None:
    match = re.search(
        rf"(?:{thing})[^%]*?(\d+(?:\.\d+)?) ?%|(\d+(?:\.\d+)?) ?%[^%]*?(?:{thing})", sentence
    )
    return Decimal(next(group for group in match.groups() if group)) if match else None


def dollars_of(value: Decimal, language: str) -> str:
    rounded = value.quantize(Decimal("0.01"))
    return f"{figure(rounded)}달러" if language == "ko" else f"USD {figure(rounded)}"
