"""Whether every figure of an answer stands in the articles it was made from.

A figure is a number with its unit, a telephone number, a time, a link or an e-mail address.
It counts as the same in any equal spelling: 1억원 = 100,000,000원 = KRW 100 million = 일억 원,
연 3.0% = 3퍼센트 = 0.03, 16:00 = 오후 4시 = 4 p.m., 열흘 = 10일, 1년 = 12개월. A unit that
both sides name must be the same one; an hour without its half of the day may be either.
"""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from chat.assistant.grounding.numerals import digit_rows, in_digits
from chat.assistant.language.normalise import visible
from chat.assistant.language.sentences import sentences_of
from chat.assistant.retrieval.knowledge import Found

LINK = re.compile(
    r"(?:https?://|www\.)[^\s)\]>,가-힣]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,255}"
)
# An address without its scheme, a name at a service, a name made of letters and digits.
DOMAIN = re.compile(
    r"(?<![\w@.])(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,24}(?![a-z0-9])(?:/[^\s)\]>,가-힣]*)?"
    r"|[가-힣a-z0-9-]{1,63}\s?(?:\.|점|쩜|닷|\(dot\)|\[dot\]| dot )\s?(?:com|net|org|kr|컴|넷|한국)(?![a-z])"
)
HANDLE = re.compile(r"(?<![\w.])@[a-z0-9_.]{3,}")
IDENTIFIER = re.compile(
    # Neither an ordinal nor an amount: 3rd, 10m, a 1-year term, a 24-hour line.
    r"(?<![\w.-])(?!\d+(?:st|nd|rd|th|h|d|m)(?![a-z0-9]))"
    r"(?!\d+-?(?:krw|usd|won|dollars?|percent|thousand|million|billion|times?"
    r"|minutes?|hours?|days?|weeks?|months?|years?)(?![a-z0-9]))"
    r"(?=[a-z0-9_-]*[a-z])(?=[a-z0-9_-]*[0-9_])[a-z0-9_][a-z0-9_-]{3,63}(?![a-z0-9_])"
)
PHONE = re.compile(
    r"(?<![\d-])\+?\d{1,4}(?:-\d{1,4}){0,2}-\d{4}(?![\d-])|(?<![\d,.-])1[568]\d{6}(?![\d,.-]|원|만)"
    # The same with blanks, dots or brackets in it, or nothing.
    r"|(?<![\d.,])(?:\+?82[ .·()-]{0,3}|\(?0)\d{1,3}[ .·()-]{1,3}\d{3,4}[ .·-]{1,3}\d{4}(?!\d)"
    r"|(?<![\d.,])1[568]\d\d[ .·]\d{4}(?![\d,]|원|만)|(?<![\d.,])0\d{8,10}(?![\d,])"
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
    "조": 10**12,
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
MOST_DIGITS = 20  # of a number that is compared by its value; a longer one is no figure of a bank

DAYS = {"이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "이레": 7, "열흘": 10, "보름": 15}
SPELT_DAYS = re.compile(rf"(?<![가-힣])(?:{'|'.join(DAYS)})")
HALF_YEAR = re.compile(r"(?<![가-힣])반년|half a year")
Figures = dict[str, set[str]]  # the units of each number; other kinds stand under themselves


def held_by(found: list[Found]) -> str:
    """The text whose figures an answer from these passages may say."""
    return "\n".join(
        f"{each.article.title}\n{each.passage.heading}\n{each.passage.text}" for each in found
    )


def stands_in(text: str, passages: str) -> bool:
    """Whether `passages` hold every figure of `text`."""
    flat = f" {' '.join(passages.split())} "
    # What stands there word for word, as the articles' own answer does, need not be read.
    new = [each for each in sentences_of(text) if f" {' '.join(each.split())} " not in flat]
    if not new:
        return True
    text, held = "\n".join(new), figures(passages)
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


@lru_cache(maxsize=500)  # an answer's passages are read for each of its sentences
def figures(text: str) -> Figures:
    """Every figure of a text, each in one spelling, with the units it is named with.

    To be read only: it is kept.
    """
    rest = visible(unicodedata.normalize("NFKC", text)).lower()
    rest = rest.replace("–", "-").replace("~", "-")
    found: Figures = {}
    rest = ORDINAL.sub(" ", rest)
    for row in digit_rows(rest):
        found.setdefault(f"tel {row}", set()).add(ANY)
    for pattern, spell in (
        *((LINK, _same), (DOMAIN, _same), (HANDLE, _same), (IDENTIFIER, _same)),
        *((DATE, _date), (PHONE, _phone)),
    ):
        for match in pattern.finditer(rest):
            found.setdefault(spell(match), set()).add(ANY)
        rest = pattern.sub(" ; ", rest)
    rest = SPELT_DAYS.sub(lambda match: f"{DAYS[match[0]]}일", rest)
    rest = HALF_YEAR.sub("6개월", rest)
    rest = in_digits(rest)
    rest = CLOCK.sub(lambda match: _clock(found, match), rest)
    for match in NUMBER.finditer(rest):
        found.setdefault(_value(match["number"]), set()).add(_unit(match))
    return found


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
    if len(number) > MOST_DIGITS:
        return f"row {number}"
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
