"""Whether every figure of an answer stands in the articles it was made from.

A figure is a number with its unit, a telephone number, a time, a link or an e-mail address.
It counts as the same in any equal spelling: 1억원 = 100,000,000원 = KRW 100 million = 일억 원,
연 3.0% = 3퍼센트 = 0.03, 16:00 = 오후 4시 = 4 p.m., 열흘 = 10일, 1년 = 12개월. A unit that
both sides name must be the same one; an hour without its half of the day may be either.
"""

import re
import unicodedata
from decimal import Decimal

from chat.assistant.retrieval.knowledge import Found

LINK = re.compile(
    r"(?:https?://|www\.)[^\s)\]>,]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,255}"
)
PHONE = re.compile(
    r"(?<![\d-])\+?\d{1,4}(?:-\d{1,4}){0,2}-\d{4}(?![\d-])|(?<![\d,.-])1[568]\d{6}(?![\d,.-]|원|만)"
)
DATE = re.compile(r"(?<!\d)(\d{4})(?:[-.]|년 ?)(\d{1,2})(?:[-.]|월 ?)(\d{1,2})(?:일|(?!\d))")
CLOCK = re.compile(
    r"(?:(?P<half>오전|오후|새벽|아침|저녁|밤|낮)\s?)?(?<![\d:])(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d{2})(?!\d)|시(?!간)(?:\s?(?P<spoken>\d{1,2})분|\s?(?P<thirty>반))?)?"
    r"(?:\s?(?P<latin>[ap])\.?m(?![a-z])\.?)?"
)
MORNING = {"오전", "새벽", "아침", "a"}
ORDINAL = re.compile(r"^\s*\d{1,2}[.)]\s", re.MULTILINE)

MAGNITUDES = {
    "억": 10**8,
    "천만": 10**7,
    "백만": 10**6,
    "십만": 10**5,
    "만": 10**4,
    "천": 10**3,
    "billion": 10**9,
    "million": 10**6,
    "thousand": 10**3,
}
UNITS = {
    "%p": r"%p|%포인트|퍼센트포인트|percentage points?",
    "%": r"%|퍼센트|프로|percent",
    "won": r"원|won\b|krw",
    "dollar": r"달러|us dollars?|dollars?|usd",
    "day": r"영업일|일|(?:business |calendar )?days?\b",
    "week": r"주(?:일)?|weeks?\b",
    "month": r"개월|달|months?\b",
    "year": r"년|years?\b",
    "hour": r"시간|hours?\b",
    "o'clock": r"시|o'clock",
    "minute": r"분|minutes?\b",
}
CURRENCIES = {"krw": "won", "₩": "won", "usd": "dollar", "$": "dollar"}
DIGITS = r"\d[\d,]*(?:\.\d+)?"
MAGNITUDE = rf"(?:{'|'.join(MAGNITUDES)})"
UNIT = "|".join(f"(?P<u{number}>{words})" for number, words in enumerate(UNITS.values()))
NUMBER = re.compile(
    rf"(?P<before>krw|usd|[₩$])?\s?(?P<number>{DIGITS}"
    # 1억 5,000만, 1만 5000원: parts of one amount.
    rf"(?:\s?{MAGNITUDE}(?:\s?{DIGITS}\s?{MAGNITUDE})*(?:\s?{DIGITS}(?=원))?)?)"
    rf"(?:\s?-?(?:{UNIT}))?"
)
PART = re.compile(rf"({DIGITS})\s?({MAGNITUDE})?")
ANY = ""  # no unit was named
EITHER_HALF = "either half"  # of the day

# Korean numbers written as words, where they say a figure; English ones are few.
DIGIT_WORDS = "일이삼사오육칠팔구"
SCALE_WORDS = {"십": 10, "백": 100, "천": 1000}
SPELT = re.compile(
    r"(?<![가-힣\d,])(?<!\d\s)(?P<small>[일이삼사오육칠팔구십백천]+)?\s?(?P<large>[만억])?\s?(?=원|퍼센트|프로|%)"
)
DAYS = {"이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "이레": 7, "열흘": 10, "보름": 15}
SPELT_DAYS = re.compile(rf"(?<![가-힣])(?:{'|'.join(DAYS)})")
HALF_YEAR = re.compile(r"(?<![가-힣])반년|half a year")
ENGLISH_WORDS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "fifty": 50,
}
SPELT_ENGLISH = re.compile(
    rf"\b({'|'.join(ENGLISH_WORDS)})(?= (?:percent|won|krw|days?|weeks?|months?|years?|hours?)\b)"
)
Figures = dict[str, set[str]]  # the units of each number; other kinds stand under themselves


def held_by(found: list[Found]) -> str:
    """The text whose figures an answer from these passages may say."""
    return "\n".join(
        f"{each.article.title}\n{each.passage.heading}\n{each.passage.text}" for each in found
    )


def stands_in(text: str, passages: str) -> bool:
    """Whether `passages` hold every figure of `text`."""
    held = figures(passages)
    return all(
        _is_held(number, unit, held) for number, units in figures(text).items() for unit in units
    )


def _is_held(number: str, unit: str, held: Figures) -> bool:
    if unit == EITHER_HALF:  # an hour that did not say which
        return any(clock in held for clock in _halves(number))
    equal = [(number, unit)]
    if re.fullmatch(r"\d+(?:\.\d+)?", number):
        value = Decimal(number)
        if unit == "%":
            equal.append((_spelt(value / 100), ANY))
        elif unit == ANY and 0 < value < 1:
            equal.append((_spelt(value * 100), "%"))
        elif unit == "year":
            equal.append((_spelt(value * 12), "month"))
        elif unit == "month" and not value % 12:
            equal.append((_spelt(value / 12), "year"))
    return any(
        is_so in held and (wanted in held[is_so] or ANY in held[is_so] or wanted == ANY)
        for is_so, wanted in equal
    )


def figures(text: str) -> Figures:
    """Every figure of a text, each in one spelling, with the units it is named with."""
    rest = unicodedata.normalize("NFKC", text).lower().replace("–", "-").replace("~", "-")
    found: Figures = {}
    rest = ORDINAL.sub(" ", rest)
    for pattern, spell in ((LINK, _same), (DATE, _date), (PHONE, _phone)):
        for match in pattern.finditer(rest):
            found.setdefault(spell(match), set()).add(ANY)
        rest = pattern.sub(" ; ", rest)
    rest = SPELT.sub(_in_digits, rest)
    rest = SPELT_DAYS.sub(lambda match: f"{DAYS[match[0]]}일", rest)
    rest = HALF_YEAR.sub("6개월", rest)
    rest = SPELT_ENGLISH.sub(lambda match: str(ENGLISH_WORDS[match[1]]), rest)
    rest = CLOCK.sub(lambda match: _clock(found, match), rest)
    for match in NUMBER.finditer(rest):
        found.setdefault(_value(match["number"]), set()).add(_unit(match))
    return found


def _in_digits(match: re.Match[str]) -> str:
    """A number written in Korean words as digits; 만 and 억 stay for the magnitudes."""
    small, large = match["small"] or "", match["large"] or ""
    if not small and not large:
        return match[0]
    total, digit = 0, 0
    for word in small:
        if word in DIGIT_WORDS:
            digit = DIGIT_WORDS.index(word) + 1
        else:
            total, digit = total + (digit or 1) * SCALE_WORDS[word], 0
    return f"{total + digit or 1}{large}"


def _clock(found: Figures, match: re.Match[str]) -> str:
    """Note a time of day and take it out of the text; leave what is none."""
    half = match["half"] or match["latin"]
    hour = int(match["hour"])
    if not half and match["minute"] is None and "시" not in match[0]:
        return match[0]
    if hour > 24:
        return match[0]
    minute = int(match["minute"] or match["spoken"] or (30 if match["thirty"] else 0))
    if half:
        hour = hour % 12 if half in MORNING else hour % 12 + 12
    if half or match["minute"] or hour > 12:
        found.setdefault(f"{hour}:{minute:02}", set()).add(ANY)
    else:
        found.setdefault(f"{hour}:{minute:02}", set()).add(EITHER_HALF)
    return " ; "


def _halves(clock: str) -> tuple[str, ...]:
    hour, _, minute = clock.partition(":")
    return clock, f"{int(hour) + 12}:{minute}", f"{int(hour) % 12}:{minute}"


def _spelt(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _same(match: re.Match[str]) -> str:
    return match[0].rstrip(".")


def _phone(match: re.Match[str]) -> str:
    return "tel " + re.sub(r"\D", "", match[0])


def _date(match: re.Match[str]) -> str:
    return "-".join(str(int(part)) for part in match.groups())


def _value(number: str) -> str:
    parts = PART.findall(number)
    total = sum(
        Decimal(digits.replace(",", "")) * MAGNITUDES.get(unit, 1) for digits, unit in parts
    )
    return _spelt(Decimal(total))


def _unit(match: re.Match[str]) -> str:
    for number, name in enumerate(UNITS):
        if match[f"u{number}"]:
            return name
    return CURRENCIES.get(match["before"] or "", ANY)
