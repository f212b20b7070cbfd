"""Sums from the customer's own figures and those of cited sentences, with the formula beside them.

Every operand stands in the question or in a sentence of an article in force; without either
there is no sum. Money is rounded down to whole won, as banks pay and charge it, and every
result is called an estimate: an account's own terms may differ.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from chat.assistant.language.amounts import (
    MONTHS,
    figure,
    money_in,
    months_in,
    number_of,
    whole,
    won,
)
from chat.assistant.language.normalise import plain
from chat.assistant.language.phrases import say
from chat.assistant.language.sentences import sentences_of
from chat.assistant.language.worked_examples import is_worked_example
from chat.assistant.retrieval.knowledge import Found
from chat.assistant.retrieval.tokenizer import stem

DOLLARS = re.compile(r"(?<!\d)(?<!\d[,.])([\d,.]{1,30}(?: ?[천백만])?) ?(?:달러|불|usd|dollars?)")
PER_DOLLAR = re.compile(
    r"(?:달러당|1달러에?|per dollar)[^\d]{0,12}([\d,.]{1,30}) ?(?:원|won)?"
    r"|(?<!\d)(?<!\d[,.])([\d,.]{1,30}) ?(?:won|krw) per (?:us )?dollar"
)
PERCENT = re.compile(r"(?<!\d)(\d{1,12}(?:\.\d{1,12})?) ?(?:%|퍼센트|프로|per ?cent)")
CAP = re.compile(r"(?:최대|up to|at most|maximum of) (?:KRW )?([\d,]{5,}) ?원?", re.IGNORECASE)

INTEREST = re.compile(r"이자|interest")
DEPOSIT = re.compile(r"예금|적금|맡기|맡겼|넣(?:으|어|었|고)|들면|deposit|savings|save")
LOAN = re.compile(r"대출|빌리|빌렸|빌려|loan|borrow|mortgage")
AFTER_TAX = re.compile(r"세금|세후|세전|실수령|떼고|\btax(?:ed|es)?\b|net\b")
MONTHLY = re.compile(r"한 ?달|매달|매월|월 ?이자|달마다|a month|per month|monthly|each month")
REACHES = re.compile(
    r"얼마까지|얼마 ?나와|한도|얼마나 ?(?:빌|나오|나와|받)|how much can i (?:get|borrow)|how much .*(?:lend|borrow)|limit"
)
COSTS = re.compile(r"수수료|비용|fee|cost|charge")
BEYOND = re.compile(
    r"보호 ?(?:를 |을 )?(?:못|안)|넘는|초과|not (?:protected|insured|covered)|unprotected|above the limit|exceed"
)
UP_TO = re.compile(r"\d ?%(?:까지|를? 한도| ?이내)|up to \d+(?:\.\d+)? ?%")
HOW_MUCH = re.compile(r"얼마|몇|how much|what(?:'s| is| would| will)|calculate|계산")
TERM_RATE_KO = r"{months}개월[^.%]{{0,12}}?(\d+(?:\.\d+)?) ?%"
TERM_RATE_EN = r"(\d+(?:\.\d+)?) ?%[^.%]{{0,14}}?for {months} months|{months}[ -]months?[^.%]{{0,16}}?(\d+(?:\.\d+)?) ?%"


@dataclass(frozen=True, slots=True)
class Sum:
    """A result in words, with the sentence whose figures it uses."""

    text: str
    found: Found
    quote: str


def work_out(question: str, language: str, found: list[Found]) -> Sum | None:
    """The sum that a question asks for; None where it asks for none, or an operand is missing."""
    text = plain(question)
    amount = money_in(text, language)
    if not HOW_MUCH.search(text) or (amount is None and not DOLLARS.search(text)):
        return None
    for way in WAYS:
        result = way(text, amount or Decimal(0), language, found)
        if result is not None:
            return result
    return None


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


def after_tax(text: str, amount: Decimal, language: str, found: list[Found]) -> Sum | None:
    is_asked = AFTER_TAX.search(text) and INTEREST.search(text)
    if not is_asked or PERCENT.search(text) or MONTHS.search(text):
        return None
    for where, sentence in facts(found, examples=True):
        share = tax_in(sentence)
        if share:
            tax = whole(amount * share / 100)
            return told(
                "sum_tax", language, where, sentence, amount=won(amount, language),
                share=figure(share), tax=won(tax, language), result=won(amount - tax, language),
            )  # fmt: skip
    return None


def deposit_interest(text: str, amount: Decimal, language: str, found: list[Found]) -> Sum | None:
    if not (INTEREST.search(text) and DEPOSIT.search(text)) or LOAN.search(text):
        return None
    months = months_in(text)
    if not months:
        return None
    own = PERCENT.search(text)
    for where, sentence in facts(found):
        rate = Decimal(own.group(1)) if own else rate_for(sentence, months, language)
        if rate is None or (not own and not rate_of_channel(sentence, text)):
            continue
        interest = whole(amount * rate / 100 * months / 12)
        words = told(
            "sum_interest", language, where, sentence, amount=won(amount, language),
            rate=figure(rate), months=str(months), result=won(interest, language),
        )  # fmt: skip
        tax = next((share for _, s in facts(found, examples=True) if (share := tax_in(s))), None)
        if tax is None:
            return words
        net = say(
            "sum_net", language, share=figure(tax),
            result=won(interest - whole(interest * tax / 100), language),
        )  # fmt: skip
        return Sum(f"{words.text}\n{net}", where, sentence)
    return None


def loan_interest(text: str, amount: Decimal, language: str, found: list[Found]) -> Sum | None:
    own = PERCENT.search(text)
    if not (INTEREST.search(text) and LOAN.search(text) and own):
        return None
    rate = Decimal(own.group(1))
    for where, sentence in facts(found, examples=True):
        if INTEREST.search(sentence.lower()):
            return told(
                "sum_loan", language, where, sentence, amount=won(amount, language),
                rate=figure(rate), result=won(whole(amount * rate / 100 / 12), language),
            )  # fmt: skip
    return None


def beyond_limit(text: str, amount: Decimal, language: str, found: list[Found]) -> Sum | None:
    if not BEYOND.search(text):
        return None
    for where, sentence in facts(found):
        if not re.search(r"까지|up to", sentence) or not re.search(
            r"보호|protect|insur", sentence
        ):
            continue
        limit = money_in(plain(sentence), language)
        if limit and amount > limit:
            return told(
                "sum_beyond", language, where, sentence, amount=won(amount, language),
                limit=won(limit, language), result=won(amount - limit, language),
            )  # fmt: skip
    return None


def share_of_amount(text: str, amount: Decimal, language: str, found: list[Found]) -> Sum | None:
    """A limit or a fee that is a share of what the customer names."""
    reaches, costs = REACHES.search(text), COSTS.search(text)
    if not (reaches or costs) or PERCENT.search(text):
        return None
    for where, sentence in nearest(facts(found), text):
        shares = [own] if (own := share_of_named(sentence, text)) else PERCENT.findall(sentence)
        kind = UP_TO.search(sentence) if reaches else COSTS.search(sentence.lower())
        if len(set(shares)) != 1 or not kind:
            continue
        share = Decimal(shares[0])
        result = whole(amount * share / 100)
        cap = CAP.search(sentence)
        most = Decimal(cap.group(1).replace(",", "")) if cap and reaches else None
        words = told(
            "sum_limit" if reaches else "sum_fee", language, where, sentence,
            amount=won(amount, language), share=figure(share), result=won(result, language),
        )  # fmt: skip
        if most is None or result <= most:
            return words
        capped = say("sum_capped", language, limit=won(most, language))
        return Sum(f"{words.text}\n{capped}", where, sentence)
    return None


WAYS = (exchange_fee, after_tax, deposit_interest, loan_interest, beyond_limit, share_of_amount)


def facts(found: list[Found], *, examples: bool = False) -> Iterator[tuple[Found, str]]:
    """The sentences of these passages, best first; a worked case is no rule."""
    for each in found:
        for sentence in sentences_of(each.passage.text):
            if examples or not is_worked_example(sentence):
                yield each, sentence


def nearest(known: Iterable[tuple[Found, str]], text: str) -> list[tuple[Found, str]]:
    """Those that share the most words with the question first."""
    words = named_words(text)
    return sorted(known, key=lambda each: -sum(word in each[1].lower() for word in words))


def named_words(text: str) -> list[str]:
    """The words of a question that may name a product, without particles; longest first."""
    found = {stem(word) for word in re.findall(r"[가-힣]{2,}|[a-z]{4,}", text)}
    return sorted((word for word in found if len(word) > 1), key=lambda word: (-len(word), word))


def share_of_named(sentence: str, text: str) -> str | None:
    """Of a sentence with several shares, the one that stands behind a word of the question."""
    if len(set(PERCENT.findall(sentence))) < 2:
        return None
    for word in named_words(text):
        match = re.search(
            rf"{re.escape(word)}[^%\d]{{0,12}}(\d+(?:\.\d+)?) ?%", sentence, re.IGNORECASE
        )
        if match:
            return match.group(1)
    return None


def told(name: str, language: str, found: Found, quote: str, **words: str) -> Sum:
    return Sum(say(name, language, **words), found, quote)


def tax_in(sentence: str) -> Decimal | None:
    """The whole share of the tax on interest that a sentence names, local tax included."""
    if not re.search(r"이자소득세|세금|interest income tax|\btax\b", sentence):
        return None
    shares = [Decimal(share) for share in PERCENT.findall(sentence)]
    taxes = [share for share in shares if 10 <= share <= 30]
    return max(taxes) if taxes else None


def rate_for(sentence: str, months: int, language: str) -> Decimal | None:
    pattern = TERM_RATE_KO if language == "ko" else TERM_RATE_EN
    match = re.search(pattern.format(months=months), sentence)
    return Decimal(next(group for group in match.groups() if group)) if match else None


def rate_of_channel(sentence: str, text: str) -> bool:
    """A rate of another way of signing up is not the one asked for."""
    at_branch = re.search(r"영업점|창구|branch", text)
    return not (at_branch and re.search(r"^[^.]{0,20}(?:앱에서만|only in the app)", sentence))


def percent_near(sentence: str, thing: str) -> Decimal | None:
    match = re.search(
        rf"(?:{thing})[^%]*?(\d+(?:\.\d+)?) ?%|(\d+(?:\.\d+)?) ?%[^%]*?(?:{thing})", sentence
    )
    return Decimal(next(group for group in match.groups() if group)) if match else None
