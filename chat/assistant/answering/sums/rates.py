"""The rate that a sentence names for a term or a product: one, or a lowest and a highest."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from chat.assistant.answering.subjects import products_in
from chat.assistant.answering.sums.operands import (
    PERCENT,
    facts,
    named_in,
    named_words,
    nearest,
    of_product,
)
from chat.assistant.language.amounts import figure
from chat.assistant.retrieval.knowledge import Found

TERM = re.compile(r"(?<!\d)(\d{1,2})[ -]?(개월|년|months?|years?)")
BOUND = re.compile(
    r"(?<!\d)(\d{1,2})[ -]?(개월|년|months?|years?) ?(미만|이하|이상|초과|or (?:more|longer))|"
    r"(under|less than|up to|over|at least) (\d{1,2}) (months?|years?)"
)
# What is left of a rate, and what is paid too late, is no rate of a term.
OTHERWISE = re.compile(
    r"해지|깨|금리의|이율의|만기 ?(?:후|가 지|일부터|이후)|연체|\bclosed? early|after maturity|contracted rate|overdue"
)
RATE = re.compile(r"금리|이율|연 ?\d[\d.]*%|\brates?\b|a year|per year|\bpays?\b")
UP_TO = re.compile(r"최고|최대|up to|highest|at most")
BASE = re.compile(
    r"기본(?:금리|이율)?[^%]{0,20}?(\d{1,2}(?:\.\d{1,3})?) ?%|\bbase rate[^%]{0,60}?(\d{1,2}(?:\.\d{1,3})?) ?%"
)
RANGE = re.compile(
    r"(\d{1,2}(?:\.\d{1,3})?) ?%? ?(?:[~–-]|to|부터|에서) ?(?:연 ?)?(\d{1,2}(?:\.\d{1,3})?) ?%(?! ?p)"
)
LATE = re.compile(r"연체|overdue")
IN_APP = re.compile(r"앱에서|앱으로|비대면|\bapp\b|\bonline\b")
FAR = 70  # characters from a term to its rate


@dataclass(frozen=True, slots=True)
class Rates:
    """Yearly rates in percent, lowest and highest, with the sentence that names them."""

    low: Decimal
    high: Decimal
    found: Found | None = None
    quote: str = ""

    @property
    def said(self) -> str:
        return (
            figure(self.low)
            if self.low == self.high
            else f"{figure(self.low)}–{figure(self.high)}"
        )


def own_rate(text: str) -> Rates | None:
    """The rate that the customer names."""
    match = PERCENT.search(text)
    return Rates(Decimal(match[1]), Decimal(match[1])) if match else None


def rates_of_term(text: str, months: int, language: str, found: list[Found]) -> Rates | None:
    """What a deposit of so many months pays, by the passages that fit best first. A rate of the
    app is taken where the app is asked about, or where there is no other.
    """
    wants_app = bool(IN_APP.search(text))
    known = []
    for where, sentence in nearest(facts(found), text, language):
        if OTHERWISE.search(sentence) or not of_product((where, sentence), text, language):
            continue
        shares = shares_of_term(sentence, months)
        if shares:
            known.append(_with_base(shares, where, sentence))
    known = known or list(_tiered(text, months, language, found))
    # "A deposit opened in the app pays 3.1%": of the app is what is named before the rate.
    fit = [each for each in known if bool(IN_APP.search(each.quote.split("%")[0])) == wants_app]
    return next(iter(fit or known), None)


def terms_in(found: list[Found], text: str, language: str) -> list[int]:
    """The terms that the passages name rates for, in months, shortest first."""
    for where, sentence in nearest(facts(found), text, language):
        if OTHERWISE.search(sentence) or not of_product((where, sentence), text, language):
            continue
        terms = {_months(match[1], match[2]) for match in TERM.finditer(sentence)}
        named = sorted(term for term in terms if shares_of_term(sentence, term))
        if len(named) > 1:
            return named
    return []


def shares_of_term(sentence: str, months: int) -> list[Decimal]:
    """The rates that stand by a term in a sentence, before the next term is named."""
    spans = list(TERM.finditer(sentence))
    bounds = {match.start() for match in BOUND.finditer(sentence)}
    for at, match in enumerate(spans):
        if _months(match[1], match[2]) != months or match.start() in bounds:
            continue
        end = spans[at + 1].start() if at + 1 < len(spans) else len(sentence)
        behind = sentence[match.end() : end]
        first = PERCENT.search(behind)
        before = re.search(
            r"(\d{1,2}(?:\.\d{1,3})?) ?%[^.%]{0,14}\bfor (?:a )?$", sentence[: match.start()]
        )
        if before:
            return [Decimal(before[1])]
        if first and first.start() <= FAR:
            return [Decimal(share) for share in PERCENT.findall(behind)]
    return []


def _with_base(shares: list[Decimal], where: Found, sentence: str) -> Rates:
    """With the base rate of the same passage, where the sentence names the highest alone."""
    low = min(shares)
    base = BASE.search(where.passage.text)
    if len(shares) == 1 and UP_TO.search(sentence) and base:
        low = min(low, Decimal(base[1] or base[2]))
    return Rates(low, max(shares), where, sentence)


def _tiered(text: str, months: int, language: str, found: list[Found]) -> Iterator[Rates]:
    """Rates by "1년 미만: 연 2.3%" and the like: of what holds the term the narrowest."""
    best: tuple[int, Rates] | None = None
    tiers = ((where, one, part) for where, one in facts(found) for part in one.split(";"))
    for where, sentence, part in tiers:
        bound = BOUND.search(part)
        share = PERCENT.search(part)
        if not (bound and share) or OTHERWISE.search(part):
            continue
        if not of_product((where, sentence), text, language):
            continue
        size = _months(bound[1] or bound[5], bound[2] or bound[6])
        kind = bound[3] or bound[4]
        is_least = kind in ("이상", "초과", "over", "at least") or kind.startswith("or ")
        holds = (
            months >= size if is_least else months < size or (kind == "이하" and months == size)
        )
        distance = abs(months - size)
        if holds and (best is None or distance < best[0]):
            best = (distance, Rates(Decimal(share[1]), Decimal(share[1]), where, sentence))
    if best:
        yield best[1]


def rates_of_product(text: str, language: str, found: list[Found]) -> Rates | None:
    """The rates of the loan that a question names, by its name beside them or by its article."""
    asked, words = products_in(text, language), named_words(text)
    for fact in nearest(facts(found), text, language):
        named = list(_named_ranges(fact[1], language))
        if not named or not RATE.search(fact[1]) or LATE.search(fact[1]):
            continue
        shared = {match: len(asked & products_in(name, language)) for name, match in named}
        best = max(shared, key=lambda match: shared[match])
        alone = len(named) == 1 and of_product(fact, text, language) and named_in(fact, words)
        if shared[best] or alone:
            return Rates(Decimal(best[1]), Decimal(best[2]), *fact)
    return None


def rates_of_all(language: str, found: list[Found]) -> list[tuple[str, Rates]]:
    """The name and the rates of each loan that one sentence lists; none where none lists any."""
    for fact in facts(found):
        named = [
            (name, Rates(Decimal(match[1]), Decimal(match[2]), *fact))
            for name, match in _named_ranges(fact[1], language)
            if products_in(name, language)
        ]
        if len(named) > 1 and RATE.search(fact[1]) and not LATE.search(fact[1]):
            return named
    return []


def _named_ranges(sentence: str, language: str) -> Iterator[tuple[str, re.Match[str]]]:
    """The ranges of a sentence, each with what names it: before it in Korean, behind it or before
    it in English.
    """
    start = 0
    for match in RANGE.finditer(sentence):
        before = re.split(r"[,;]|[은는] | and ", sentence[start : match.start()])[-1]
        behind = re.match(
            r" a year for (?:the )?([\w ]+?)(?:,| and |\.|$)", sentence[match.end() :]
        )
        start = match.end()
        yield (behind[1] if behind else before.strip(" :").removesuffix("연").strip()), match


def _months(number: str, unit: str) -> int:
    return int(number) * (12 if unit[0] in "년y" else 1)
