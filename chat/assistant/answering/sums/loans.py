"""What a loan costs a month: interest alone, equal instalments, or equal parts of the principal."""

import re
from decimal import Decimal

from chat.assistant.answering.subjects import products_in
from chat.assistant.answering.sums.operands import COSTS, INTEREST, LOAN, Sum, facts, span
from chat.assistant.answering.sums.rates import Rates, own_rate, rates_of_all, rates_of_product
from chat.assistant.language.amounts import months_in, whole, won
from chat.assistant.language.phrases import say
from chat.assistant.language.worked_examples import is_worked_example
from chat.assistant.retrieval import knowledge
from chat.assistant.retrieval.knowledge import Found

EQUAL = re.compile(
    r"원리금|분할 ?상환|나눠|나누어|할부|equal (?:monthly )?(?:instal|payment|repayment)|instal?lment|amorti[sz]|annuity"
)
PRINCIPAL = re.compile(
    r"원금 ?(?:을 )?(?:균등|똑같이|같이)|같은 원금|equal principal|fixed principal"
)
INTEREST_ONLY = re.compile(
    r"이자만|만기 ?일시|일시 ?상환|거치|interest[- ]only|bullet|only (?:the )?interest|principal at (?:the end|maturity)"
)
PAYS = re.compile(
    r"(?:한 ?달|매달|매월|월|달마다|다달이).{0,12}?(?:얼마|갚|내|상환|납|나가)|상환(?:액|금)|납입|얼마씩"
    r"|monthly (?:re)?pay|pay\w* .{0,20}(?:a|per|each|every) month|monthly instal|repay"
)
MONTHLY = re.compile(
    r"한 ?달|매달|매월|월 ?이자|달마다|(?:a|one) month|per month|monthly|each month|every month"
)
TOTAL = re.compile(
    r"총 ?이자|이자 ?(?:총|다 ?합|전부|모두|합계)|total interest|interest in (?:all|total)"
)
NOT_THESE = re.compile(
    r"연체|얼마까지|한도|예금|적금|보호|\boverdue|how much can i|limit|deposit\b|savings"
)
RATE_QUESTION = {"ko": "대출 금리", "en": "loan interest rates"}
MOST_PASSAGES = 10
ABOUT_RATES = re.compile(r"심사|실제로 적용|달라|screening|assess|may differ|review")


def loan_payment(text: str, amount: Decimal, language: str, found: list[Found]) -> Sum | None:
    """By the customer's own rate, or else by the named product's lowest and highest."""
    named = any(way.search(text) for way in (LOAN, EQUAL, PRINCIPAL, PAYS, INTEREST_ONLY))
    asked = (
        MONTHLY.search(text) or INTEREST.search(text) or EQUAL.search(text) or PAYS.search(text)
    )
    asked = asked or PRINCIPAL.search(text) or INTEREST_ONLY.search(text)
    if (
        not (named and asked)
        or COSTS.search(text)
        or (NOT_THESE.search(text) and not LOAN.search(text))
    ):
        return None
    if re.search(r"연체|얼마까지|한도|overdue|how much can i", text):
        return None
    rates = own_rate(text) or rates_of_product(text, language, found)
    if rates is None and products_in(text, language):
        rates = rates_of_product(text, language, _on_rates(text, language))
    if rates is None:
        return _of_each(text, amount, language, found)
    lines = _lines(text, amount, months_in(text), rates, language)
    where, quote = (rates.found, rates.quote) if rates.found else _beside(found)
    is_quoted = rates.found is None and bool(quote) and not is_worked_example(quote)
    return Sum("\n".join(lines), where, quote, is_quoted=is_quoted)


def _on_rates(text: str, language: str) -> list[Found]:
    """Where the rates of loans are told, for a question that asks what one costs a month."""
    return knowledge.search(f"{text} {RATE_QUESTION[language]}", language, MOST_PASSAGES)


def _of_each(text: str, amount: Decimal, language: str, found: list[Found]) -> Sum | None:
    """Where neither a rate nor a loan is named, of each loan that the articles list."""
    listed = [] if products_in(text, language) else rates_of_all(language, found)
    months = months_in(text)
    wants_instalments = months and not INTEREST_ONLY.search(text) and not INTEREST.search(text)
    lines = [
        say(
            "sum_of_loan", language, loan=name, rate=rates.said,
            result=span([
                instalment(amount, rate, months) if wants_instalments and months
                else whole(amount * rate / 1200) for rate in (rates.low, rates.high)
            ], language),
        )
        for name, rates in listed
    ]  # fmt: skip
    if not listed:
        return None
    words = {"amount": won(amount, language), "months": str(months)}
    first = say("sum_each_equal" if wants_instalments else "sum_each_loan", language, **words)
    where, quote = listed[0][1].found, listed[0][1].quote
    text = "\n".join([first, *lines, say("sum_loan_estimate", language)])
    return Sum(text, where, quote, is_quoted=False)


def _beside(found: list[Found]) -> tuple[Found | None, str]:
    """Where the articles speak of loans' interest: what they say of it that is no example."""
    on_loans = [
        (where, sentence)
        for where, sentence in facts(found, examples=True)
        if LOAN.search(f"{where.article.title} {sentence}".lower())
        and re.search(r"이자|금리|interest|\brates?\b", sentence.lower())
    ]
    if not on_loans:
        return None, ""
    first = on_loans[0]
    same = [fact for fact in on_loans if fact[0].article == first[0].article]
    note = next(
        (f for f in same if ABOUT_RATES.search(f[1]) and not is_worked_example(f[1])), None
    )
    return note or first


def _lines(
    text: str, amount: Decimal, months: int | None, rates: Rates, language: str
) -> list[str]:
    """The way of paying that is asked for first, and what it is worth knowing beside it."""
    words = {"amount": won(amount, language), "rate": rates.said, "months": str(months)}
    alone = _interest_alone(amount, months, rates, language, words)
    if months is None:
        more = [] if INTEREST_ONLY.search(text) else [say("sum_needs_term", language)]
        return [*alone, say("sum_loan_estimate", language), *more]
    equal = _instalments(amount, months, rates, language, words)
    if PRINCIPAL.search(text):
        said = _principal(amount, months, rates, language, words)
    elif INTEREST_ONLY.search(text):
        said = alone
    elif TOTAL.search(text) and not EQUAL.search(text):
        said = [*equal, alone[0]]
    elif INTEREST.search(text) and not (EQUAL.search(text) or PAYS.search(text)):
        said = [*alone, equal[0]]
    elif EQUAL.search(text):
        said = equal
    else:
        said = [*equal, alone[0]]
    return [*said, say("sum_loan_estimate", language)]


def _interest_alone(
    amount: Decimal, months: int | None, rates: Rates, language: str, words: dict[str, str]
) -> list[str]:
    by_month = [whole(amount * rate / 1200) for rate in (rates.low, rates.high)]
    lines = [
        say("sum_loan", language, result=span(by_month, language)),
        say("sum_loan_formula", language, **words),
    ]
    if months and months > 1:
        total = [whole(amount * rate * months / 1200) for rate in (rates.low, rates.high)]
        lines[0] += " " + say("sum_loan_total", language, result=span(total, language), **words)
    return lines


def instalment(amount: Decimal, rate: Decimal, months: int) -> Decimal:
    """Of equal instalments one, in whole won. rate: percent a year."""
    monthly = rate / 1200
    if not monthly:
        return whole(amount / months)
    return whole(amount * monthly / (1 - (1 + monthly) ** -months))


def _instalments(
    amount: Decimal, months: int, rates: Rates, language: str, words: dict[str, str]
) -> list[str]:
    each = [instalment(amount, rate, months) for rate in (rates.low, rates.high)]
    total = [one * months - amount for one in each]
    return [
        say("sum_equal", language, result=span(each, language), **words)
        + " " + say("sum_equal_total", language, total=span(total, language)),
        say("sum_equal_formula", language, **words),
    ]  # fmt: skip


def _principal(
    amount: Decimal, months: int, rates: Rates, language: str, words: dict[str, str]
) -> list[str]:
    part = amount / months
    first = [whole(part + amount * rate / 1200) for rate in (rates.low, rates.high)]
    last = [whole(part + part * rate / 1200) for rate in (rates.low, rates.high)]
    total = [whole(amount * rate / 1200 * (months + 1) / 2) for rate in (rates.low, rates.high)]
    return [
        say(
            "sum_principal", language, first=span(first, language), last=span(last, language),
            total=span(total, language), **words,
        ),
        say("sum_principal_formula", language, **words),
    ]  # fmt: skip
