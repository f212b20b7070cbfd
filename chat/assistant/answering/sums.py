"""Sums from the customer's own figures and those of cited sentences, with the formula beside them.

Every operand stands in the question or in a sentence of an article in force; without either
there is no sum. Money is rounded down to whole won, as banks pay and charge it, and every
result is called an estimate: an account's own terms may differ.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from chat.assistant.language.normalise import plain
from chat.assistant.language.phrases import say
from chat.assistant.language.sentences import sentences_of
from chat.assistant.retrieval.knowledge import Found
from chat.assistant.understanding.aspects import is_example

DIGITS_KO = dict(zip("일이삼사오육칠팔구", range(1, 10), strict=True))
SMALL_KO = {"천": 1000, "백": 100, "십": 10}
MONEY_KO = re.compile(
    r"(?=[\d일이삼사오육칠팔구천백십억만])((?:[\d,.]+|[일이삼사오육칠팔구])?[\d,.일이삼사오육칠팔구천백십억만 ]*?)원|((?:[\d,.]+ ?[억만천백]+ ?)+|(?:[일이삼사오육칠팔구]?[천백십]?[억만] ?)+)(?=[^\d가-힣]|짜리|이면|이고|을|를|넣|맡|빌|대출|$| )"
)
MONEY_EN = re.compile(
    r"(?:krw|₩) ?([\d,.]+)( ?million| ?m\b| ?k\b)?|([\d,.]+)( million| thousand|k)? won\b"
)
DOLLARS = re.compile(r"([\d,.]+(?: ?[천백만])?) ?(?:달러|불|usd|dollars?)")
PER_DOLLAR = re.compile(
    r"(?:달러당|1달러에?|per dollar)[^\d]{0,12}([\d,.]+) ?(?:원|won)?|([\d,.]+) ?(?:won|krw) per (?:us )?dollar"
)
MONTHS = re.compile(r"(\d{1,3}) ?(?:개월|달(?!러)|months?)|(\d{1,2}|일|이|삼) ?(?:년|years?)")
PERCENT = re.compile(r"(\d+(?:\.\d+)?) ?(?:%|퍼센트|프로|per ?cent)")
CAP = re.compile(r"(?:최대|up to|at most|maximum of) (?:KRW )?([\d,]{5,}) ?원?", re.IGNORECASE)

INTEREST = re.compile(r"이자|interest")
DEPOSIT = re.compile(r"예금|적금|맡기|맡겼|넣(?:으|어|었|고)|들면|deposit|savings|save")
LOAN = re.compile(r"대출|빌리|빌렸|빌려|loan|borrow|mortgage")
AFTER_TAX = re.compile(r"세금|세후|실수령|떼고|after tax|net\b")
MONTHLY = re.compile(r"한 ?달|매달|매월|월 ?이자|달마다|a month|per month|monthly|each month")
REACHES = re.compile(
    r"얼마까지|얼마 ?나와|한도|얼마나 ?(?:빌|나오|받)|how much can i (?:get|borrow)|how much .*(?:lend|borrow)|limit"
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
    for where, sentence in facts(found):
        shares = PERCENT.findall(sentence)
        kind = (
            re.search(r"까지|한도|이내|up to|limit", sentence)
            if reaches
            else COSTS.search(sentence.lower())
        )
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
            if examples or not is_example(sentence):
                yield each, sentence


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


def months_in(text: str) -> int | None:
    match = MONTHS.search(text)
    if match is None:
        return None
    if match.group(1):
        return int(match.group(1))
    years = match.group(2)
    return 12 * (int(years) if years.isdecimal() else DIGITS_KO[years])


def money_in(text: str, language: str) -> Decimal | None:
    """The first amount of won in a text, e.g. "1억 2천만원", "KRW 10 million"; None: there is none."""
    if language == "en":
        match = MONEY_EN.search(text)
        if match is None:
            return None
        digits, unit = (match.group(1), match.group(2)) if match.group(1) else match.group(3, 4)
        value = Decimal(digits.replace(",", "").rstrip("."))
        size = (unit or "").strip()
        return value * {"million": 10**6, "m": 10**6, "thousand": 1000, "k": 1000}.get(size, 1)
    for match in MONEY_KO.finditer(text):
        value = korean_number((match.group(1) or match.group(2) or "").replace(" ", ""))
        if value and value >= 1000:
            return value
    return None


def korean_number(text: str) -> Decimal | None:
    """1억2천만, 천만, 50만, 22.75, 10,000,000."""
    total, rest = Decimal(0), text.replace(",", "")
    for unit, size in (("억", 10**8), ("만", 10**4)):
        head, sign, tail = rest.partition(unit)
        if sign:
            part = small_number(head) if head else Decimal(1)
            if part is None:
                return None
            total, rest = total + part * size, tail
    if not rest:
        return total or None
    last = small_number(rest)
    return total + last if last is not None else None


def small_number(text: str) -> Decimal | None:
    """A number below ten thousand in digits, in words, or in both: 2천, 오백, 1500."""
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return Decimal(text)
    total, number = Decimal(0), None
    for part in re.findall(r"\d+(?:\.\d+)?|.", text):
        if part in DIGITS_KO:
            number = Decimal(DIGITS_KO[part])
        elif part in SMALL_KO:
            total += (number if number is not None else 1) * SMALL_KO[part]
            number = None
        elif re.fullmatch(r"\d+(?:\.\d+)?", part):
            number = Decimal(part)
        else:
            return None
    return total + (number or 0)


def number_of(text: str) -> Decimal:
    return korean_number(text.replace(" ", "").rstrip(".")) or Decimal(0)


def whole(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1), rounding=ROUND_DOWN)


def figure(value: Decimal) -> str:
    """As it is written: without a trailing zero, with commas."""
    plain_value = value.normalize()
    return f"{plain_value:,f}"


def won(value: Decimal, language: str) -> str:
    return f"{figure(value)}원" if language == "ko" else f"KRW {figure(value)}"
