"""Money, months and numbers as people write them: 천만원, 1억2천, KRW 10 million."""

import re
from decimal import ROUND_DOWN, Decimal

DIGITS_KO = dict(zip("일이삼사오육칠팔구", range(1, 10), strict=True))
SMALL_KO = {"천": 1000, "백": 100, "십": 10}
# No amount begins within a number, nor is one longer than 30 characters: with both, a text of
# digits alone costs no more than its length.
MONEY_KO = re.compile(
    r"(?<!\d)(?<!\d[,.])(?:(?=[\d일이삼사오육칠팔구천백십억만])([\d,.일이삼사오육칠팔구천백십조억만 ]{1,30}?)원"
    r"|((?:[\d,.]{1,20} ?[조억만천백]{1,3} ?){1,4}|(?:[일이삼사오육칠팔구]?[천백십]?[억만] ?){1,4})"
    r"(?=[^\d가-힣]|짜리|이면|이고|을|를|넣|맡|빌|대출|$| ))"
)
MONEY_EN = re.compile(
    r"(?:krw|₩) ?([\d,.]{1,30})( ?million| ?m\b| ?k\b)?"
    r"|(?<!\d)(?<!\d[,.])([\d,.]{1,30})( million| thousand|k)? won\b"
)
# An amount in full, as articles write it; the first half of a range has no unit of its own.
WRITTEN_KO = re.compile(r"(?<![\d,.~–-])(?<![~–-] )(\d{1,3}(?:,\d{3}){1,5})원(?!~| ?[~–-] ?\d)")
WRITTEN_EN = re.compile(r"\bKRW (\d{1,3}(?:,\d{3}){2,5})(?!,?\d|\.\d| ?(?:to|[~–-]) ?\d)")
SAID_FROM_KO, SAID_FROM_EN = 100_000, 1_000_000  # won: below, prices are read in figures
MONTHS = re.compile(r"(\d{1,3})[ -]?(?:개월|달(?!러)|months?)|(\d{1,2}|일|이|삼) ?(?:년|years?)")


def months_in(text: str) -> int | None:
    match = MONTHS.search(text)
    if match is None:
        return None
    if match.group(1):
        return int(match.group(1))
    years = match.group(2)
    return 12 * (int(years) if years.isdecimal() else DIGITS_KO[years])


def money_in(text: str, language: str) -> Decimal | None:
    """The first amount of won in a text: "1억 2천만원", "KRW 10 million". None: there is none."""
    if language == "en":
        match = MONEY_EN.search(text)
        if match is None:
            return None
        digits, unit = (match.group(1), match.group(2)) if match.group(1) else match.group(3, 4)
        value = Decimal(digits.replace(",", "").rstrip("."))
        size = (unit or "").strip()
        return value * {"million": 10**6, "m": 10**6, "thousand": 1000, "k": 1000}.get(size, 1)
    for match in MONEY_KO.finditer(text):
        amount = korean_number((match.group(1) or match.group(2) or "").replace(" ", ""))
        if amount and amount >= 1000:
            return amount
    return None


def korean_number(text: str) -> Decimal | None:
    """1.5조, 1억2천만, 천만, 50만, 22.75, 10,000,000."""
    total, rest = Decimal(0), text.replace(",", "")
    for unit, size in (("조", 10**12), ("억", 10**8), ("만", 10**4)):
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


def as_said(text: str, language: str) -> str:
    """A text with its large round amounts as people say them: 1,000만원, 1억 5,000만원, KRW 10
    million. Whatever is not round keeps its figures, and so does what is small.
    """
    pattern, say = (WRITTEN_KO, _said_ko) if language == "ko" else (WRITTEN_EN, _said_en)
    return pattern.sub(lambda match: say(int(match[1].replace(",", ""))) or match[0], text)


def _said_ko(amount: int) -> str:
    """Blank where it is not said otherwise than in figures."""
    if amount < SAID_FROM_KO or amount % 10_000:
        return ""
    parts = (
        (amount // 10**12, "조"),
        (amount // 10**8 % 10**4, "억"),
        (amount // 10**4 % 10**4, "만"),
    )
    return " ".join(f"{number:,}{unit}" for number, unit in parts if number) + "원"


def _said_en(amount: int) -> str:
    size, name = (10**9, "billion") if amount >= 10**9 else (10**6, "million")
    if amount < SAID_FROM_EN or amount % (size // 10):
        return ""
    return (
        f"KRW {amount // size}{f'.{amount % size * 10 // size}' if amount % size else ''} {name}"
    )
