"""Money, months and numbers as people write them: 천만원, 1억2천, KRW 10 million."""

import re
from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal

DIGITS_KO = dict(zip("일이삼사오육칠팔구", range(1, 10), strict=True))
SMALL_KO = {"천": 1000, "백": 100, "십": 10}
# No amount begins within a number, nor is one longer than 30 characters: with both, a text of
# digits alone costs no more than its length.
NUMBER_KO = r"(?:[\d,.]{1,20}|[일이삼사오육칠팔구])?(?:[천백십][\d일이삼사오육칠팔구]?){0,3}"
BIG_KO = rf"(?:{NUMBER_KO} ?[조억만](?!기|료|일|점|족|약|나) ?)"
MONEY_KO = re.compile(
    rf"(?<!\d)(?<!\d[,.])(?<![가-힣])(?P<big>{BIG_KO}{{1,4}}(?:[\d일이삼사오육칠팔구]{{1,4}} ?[천백](?!만)|[\d,]{{1,10}}(?= ?원)|(?<=[조억])\d{{4}}(?![\d,년]))?)(?P<won> ?원)?"
    r"|(?<!\d)(?<!\d[,.])(?<![가-힣])(?P<small>[\d일이삼사오육칠팔구][\d,.일이삼사오육칠팔구천백십 ]{0,29}|[천백][천백십일이삼사오육칠팔구]{0,6})원"
    r"|(?<!\d)(?<!\d[,.])(?P<said>\d{1,4}[천백])(?= ?(?:정도|쯤)?(?:을|를)? ?(?:(?:지금|오늘|바로|당장|다|전부|모두) ){0,3}(?:넣|맡|빌|대출|예금|적금|예치|정기|미리|먼저|중도|갚|상환|쓰|받으|\d{1,2}(?:\.\d{1,2})?\s?%))"
)
MONEY_EN = re.compile(
    r"(?:krw|₩) ?([\d,.]{1,30})( ?million| ?billion| ?mil\b| ?mn\b| ?m\b| ?bn\b| ?k\b)?"
    r"|(?<!\d)(?<!\d[,.])([\d,.]{1,30})( ?million| ?billion| ?thousand| ?mil| ?mn| ?m| ?bn| ?k)? ?(?:won|krw)\b"
    r"|(?<![\d$])(?<!\d[,.])(?<!usd )([\d,.]{1,30}) ?(million|billion)\b(?! ?(?:us|usd|dollars?|eur|euros?|yen))"
    r"|(?<![\d$,.])(?<!usd )(\d{1,3}(?:,\d{3}){2,5})(?![\d,.]*\d)(?! ?(?:us|usd|dollars?|eur|euros?|yen))()"
)
SIZES_EN = {
    **dict.fromkeys(("million", "mil", "mn", "m"), 10**6),
    **dict.fromkeys(("billion", "bn"), 10**9),
    **dict.fromkeys(("thousand", "k"), 1000),
}
# An amount in full, as articles write it; the first half of a range has no unit of its own.
WRITTEN_KO = re.compile(r"(?<![\d,.~–-])(?<![~–-] )(\d{1,3}(?:,\d{3}){1,5})원(?!~| ?[~–-] ?\d)")
WRITTEN_EN = re.compile(r"\bKRW (\d{1,3}(?:,\d{3}){2,5})(?!,?\d|\.\d| ?(?:to|[~–-]) ?\d)")
SAID_FROM_KO, SAID_FROM_EN = 100_000, 1_000_000  # won: below, prices are read in figures
WORDS_EN = dict(
    zip(
        ("a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
        (1, *range(1, 11)),
        strict=True,
    )
)
SMALL_EN = "|".join(WORDS_EN)  # "a month" is no term: it says how often
# "1년 6개월", "2년 반", "반년", "3 years and 6 months", "a year and a half", "36-month".
MONTHS = re.compile(
    rf"(?<![\d.])(?:(?P<years>\d{{1,2}}(?:\.\d)?|(?<![가-힣])[일이삼사오]|\b(?:{SMALL_EN})\b)[ -]?(?:년|years?)(?!생|도|차|월|전에)"
    rf"(?:(?P<half> ?반|,? and a half)|,? ?(?:and )?(?P<more>\d{{1,2}})[ -]?(?:개월|달(?!러)|months?))?"
    rf"|(?P<months>\d{{1,3}}|\b(?:{SMALL_EN[2:]})\b)[ -]?(?:개월|달(?!러)|months?)(?!에|마다|씩)|(?P<halfyear>반년|half a year))"
)
# "1억5천" leaves the unit out that is plain to everybody: 5천만.
SHORT_OF_TEN_THOUSANDS = re.compile(r"(억(?:\d{1,2}|[일이삼사오육칠팔구])?[천백])$")


def months_in(text: str) -> int | None:
    """The first term in a text, in months; None: there is none."""
    match = MONTHS.search(text)
    if match is None:
        return None
    if match["halfyear"]:
        return 6
    if match["months"]:
        return int(WORDS_EN.get(match["months"]) or match["months"])
    years = match["years"]
    number = DIGITS_KO.get(years) or WORDS_EN.get(years) or Decimal(years)
    return int(number * 12) + (6 if match["half"] else int(match["more"] or 0))


def money_in(text: str, language: str) -> Decimal | None:
    """The first amount of won in a text: "1억 2천만원", "1억 5천", "KRW 10 million". None: there is
    none.
    """
    return next(amounts_in(text, language), None)


def amounts_in(text: str, language: str) -> Iterator[Decimal]:
    """Every amount of won in a text, in its order. In Korean "1억 2천" is 120 million."""
    if language == "ko":
        yield from filter(None, map(_amount_ko, MONEY_KO.finditer(text)))
    if language == "en" or re.search(r"krw|₩|won\b", text):
        for match in MONEY_EN.finditer(text):
            digits, unit = next(
                (match[at], match[at + 1]) for at in (1, 3, 5, 7) if match[at] is not None
            )
            plain = digits.replace(",", "").rstrip(".")
            if re.fullmatch(r"\d+(?:\.\d+)?", plain):
                yield Decimal(plain) * SIZES_EN.get((unit or "").strip(), 1)


def _amount_ko(match: re.Match[str]) -> Decimal | None:
    """None for what is too little to be an amount that somebody counts with."""
    if match["said"]:  # "5천 빌리면" leaves 만 out
        return korean_number(f"{match['said']}만")
    text = (match["big"] or match["small"]).replace(" ", "")
    # So does "1억 5천".
    if match["big"] and not (match["won"] or re.search(r"[\d일이삼사오육칠팔구천백십]", text)):
        return None  # "만 19세"
    if match["big"] and re.search(r"[억조](?:[\d일이삼사오육칠팔구]{1,4}[천백]|\d{4})$", text):
        text += "만"
    amount = korean_number(text)
    return amount if amount and amount >= 1000 else None


def korean_number(text: str) -> Decimal | None:
    """1.5조, 1억2천만, 1억5천, 천만, 50만, 22.75, 10,000,000."""
    total, rest = Decimal(0), SHORT_OF_TEN_THOUSANDS.sub(r"\1만", text.replace(",", ""))
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
