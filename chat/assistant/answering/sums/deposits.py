"""Interest of deposits and savings plans, before tax and after."""

import re
from decimal import Decimal

from chat.assistant.answering.sums.operands import (
    INTEREST,
    LOAN,
    Sum,
    facts,
    of_named_article,
    span,
    tax_in,
    tax_on_interest,
    told,
)
from chat.assistant.answering.sums.rates import Rates, own_rate, rates_of_term, terms_in
from chat.assistant.language.amounts import figure, months_in, whole, won
from chat.assistant.language.phrases import say
from chat.assistant.retrieval.knowledge import Found

DEPOSIT = re.compile(
    r"예금|적금|맡기|맡겼|넣(?:으|어|었|고|는|을)|들면|들었|예치|저축|굴리|묶어|붓|부으|deposit|saving|\bsave\b|\bput\b|\binvest"
)
GETS = re.compile(
    r"이자|세후|세전|실수령|만기에|받(?:아|을|나|는|게)|불어|되찾|얼마(?:가)? ?(?:돼|되)|interest|earn|\bget\b|receive|after tax|net\b|maturity"
)
AFTER_TAX = re.compile(r"세금|세후|실수령|떼고|\btax(?:ed|es)?\b|\bnet\b")
BEFORE_TAX = re.compile(r"세전|before tax")
MONTHLY = re.compile(
    r"적금|매월|매달|다달이|달마다|한 ?달에|월 ?\d|씩|(?:each|every|per|a) month|monthly|savings plan"
)
PLAINLY_MONTHLY = re.compile(
    r"매월|매달|다달이|달마다|한 ?달에|월 ?\d|씩|(?:each|every|per|a) month|monthly"
)
MOST_A_MONTH = 3_000_000  # won: who names more for a savings plan does not name a month's payment
# The amount is the interest itself: "이자가 20만원이면", "interest of KRW 200,000".
OF_INTEREST = re.compile(
    r"이자(?:가|는|로|를)? ?(?:총|약)? ?[\d일이삼사오육칠팔구천백십만]|(?:원|만) ?(?:의 |짜리 )?이자"
    r"|interest (?:of|is|was|comes to) |(?:won|krw [\d,]+(?: million)?) (?:of |in )?(?:\w+ )?interest"
)
ABOUT_RATES = re.compile(r"금리|이자|이율|interest|\brate")
NO_DEPOSIT = re.compile(r"보증금|jeonse|수수료|보호|protect|insur|한도|fee\b")


def after_tax(text: str, amount: Decimal, language: str, found: list[Found]) -> Sum | None:
    """What is left of interest that the customer names."""
    if not (AFTER_TAX.search(text) and OF_INTEREST.search(text)) or months_in(text):
        return None
    # What the rule says is cited, and an example where nothing else names the share.
    for where, sentence in [*facts(found), *facts(found, examples=True)]:
        share = tax_in(sentence)
        if share:
            tax = whole(amount * share / 100)
            return told(
                "sum_tax", language, where, sentence, amount=won(amount, language),
                share=figure(share), tax=won(tax, language), result=won(amount - tax, language),
            )  # fmt: skip
    return None


def deposit_interest(text: str, amount: Decimal, language: str, found: list[Found]) -> Sum | None:
    """Of one sum for a term, or of a payment a month; by each term where none is named."""
    if LOAN.search(text) or NO_DEPOSIT.search(text) or OF_INTEREST.search(text):
        return None
    if not (DEPOSIT.search(text) and GETS.search(text)):
        return None
    own = of_named_article(found, text)
    by_month = bool(MONTHLY.search(text))
    if by_month and not PLAINLY_MONTHLY.search(text) and amount > MOST_A_MONTH:
        return None
    months = months_in(text)
    if not months:
        return _by_terms(text, amount, language, found, by_month=by_month)
    rates = own_rate(text) or rates_of_term(text, months, language, own)
    if rates is None:
        return None
    where, quote = _source(rates, language, found)
    if where is None:
        return None
    tax = tax_on_interest(found, language)
    lines = _lines(text, amount, months, rates, tax, language, by_month=by_month)
    return Sum("\n".join(lines), where, quote, is_quoted=rates.found is not None)


def _source(rates: Rates, language: str, found: list[Found]) -> tuple[Found | None, str]:
    """The sentence of the rate, or for a rate of the customer's own one on rates or interest."""
    if rates.found:
        return rates.found, rates.quote
    first = next((fact for fact in facts(found) if ABOUT_RATES.search(fact[1])), None)
    return first or (None, "")


def interest_of(amount: Decimal, rate: Decimal, months: int, *, by_month: bool) -> Decimal:
    """Simple interest in whole won: of one sum, or of payments that bear it for one month less each."""
    times = Decimal(months * (months + 1)) / 2 if by_month else Decimal(months)
    return whole(amount * times * rate / 1200)


def _lines(
    text: str, amount: Decimal, months: int, rates: Rates, tax: Decimal | None, language: str,
    *, by_month: bool,
) -> list[str]:  # fmt: skip
    low, high = (
        interest_of(amount, rate, months, by_month=by_month) for rate in (rates.low, rates.high)
    )
    paid = amount * months if by_month else amount
    words = {
        "amount": won(amount, language), "rate": rates.said, "months": str(months),
        "interest": span([low, high], language), "paid": won(paid, language),
        "times": str(months * (months + 1) // 2),
    }  # fmt: skip
    formula = say("sum_of_savings" if by_month else "sum_of_deposit", language, **words)
    estimate = say("sum_estimate", language)
    before = say("sum_before_tax", language, **words)
    if tax is None:
        return [before, formula, estimate]
    nets = [one - whole(one * tax / 100) for one in (low, high)]
    net = say(
        "sum_after_tax", language, share=figure(tax), result=span(nets, language),
        total=span([paid + one for one in nets], language), **words,
    )  # fmt: skip
    wants_net = AFTER_TAX.search(text) and not BEFORE_TAX.search(text)
    first = [net, before] if wants_net else [before, net]
    return [*first, formula, estimate]


def _by_terms(
    text: str, amount: Decimal, language: str, found: list[Found], *, by_month: bool
) -> Sum | None:
    """Where no term is named, of each term that the articles name a rate for."""
    if own_rate(text) or not INTEREST.search(text):
        return None
    tax = tax_on_interest(found, language)
    lines, source = [], None
    own = of_named_article(found, text)
    for months in terms_in(own, text, language):
        rates = rates_of_term(text, months, language, own)
        if rates is None:
            continue
        source = source or rates
        sums = [
            interest_of(amount, rate, months, by_month=by_month)
            for rate in (rates.low, rates.high)
        ]
        line = say(
            "sum_term",
            language,
            months=str(months),
            rate=rates.said,
            result=span(sums, language),
        )
        if tax is not None:
            nets = [one - whole(one * tax / 100) for one in sums]
            line += say("sum_term_net", language, share=figure(tax), result=span(nets, language))
        lines.append(line)
    if source is None:
        return None
    first = say("sum_by_terms", language, amount=won(amount, language))
    how = say("sum_how_by_terms" if not by_month else "sum_how_savings", language)
    return Sum(
        "\n".join([first, *lines, how, say("sum_estimate", language)]), source.found, source.quote
    )
