"""Whether every figure of an answer stands in the articles it was made from.

A figure is a number with its unit, a telephone number, a time, a link or an e-mail address.
It counts as the same in any equal spelling: 1억원 = 100,000,000원 = KRW 100 million,
연 3.0% = 3퍼센트, 16:00 = 오후 4시. A unit that both sides name must be the same one.
"""

import re
import unicodedata
from decimal import Decimal

from chat.assistant.knowledge import Found
from chat.assistant.language import either

LINK = re.compile(r"(?:https?://|www\.)[^\s)\]>,]+|[\w.+-]+@[\w-]+\.[\w.-]+")
PHONE = re.compile(r"(?<![\d-])\+?\d{1,4}(?:-\d{1,4}){0,2}-\d{4}(?![\d-])")
DATE = re.compile(r"(?<!\d)(\d{4})(?:[-.]|년 ?)(\d{1,2})(?:[-.]|월 ?)(\d{1,2})(?:일|(?!\d))")
CLOCK = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?!\d)")
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
    "o'clock": r"시|o'clock|[ap]\.?m\b",
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

# Numbers written as words, where they would say a figure.
SPELT = re.compile(
    either(r"""
        (?:one|two|three|four|five|six|seven|eight|nine|ten|twenty|fifty) (?:percent|won|krw)
        (?<!\d)(?:일|이|삼|사|오|육|칠|팔|구|십|백|천)+\s?(?:퍼센트|프로|만\s?원|억\s?원|천\s?원)
    """)
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
        number in held and (unit in held[number] or ANY in held[number] or unit == ANY)
        for number, units in figures(text).items()
        for unit in units
    )


def figures(text: str) -> Figures:
    """Every figure of a text, each in one spelling, with the units it is named with."""
    rest = unicodedata.normalize("NFKC", text).lower().replace("–", "-").replace("~", "-")
    found: Figures = {}
    rest = ORDINAL.sub(" ", rest)
    for pattern, spell in ((LINK, _same), (DATE, _date), (PHONE, _same)):
        for match in pattern.finditer(rest):
            found.setdefault(spell(match), set()).add(ANY)
        rest = pattern.sub(" ; ", rest)
    for match in CLOCK.finditer(rest):
        _add_clock(found, match)
    for match in SPELT.finditer(rest):
        found.setdefault(match[0].replace(" ", ""), set()).add(ANY)
    for match in NUMBER.finditer(CLOCK.sub(" ; ", rest)):
        found.setdefault(_value(match["number"]), set()).add(_unit(match))
    return found


def _same(match: re.Match[str]) -> str:
    return match[0].rstrip(".")


def _date(match: re.Match[str]) -> str:
    return "-".join(str(int(part)) for part in match.groups())


def _add_clock(found: Figures, match: re.Match[str]) -> None:
    hour, minute = int(match[1]), int(match[2])
    found.setdefault(f"{hour}:{minute:02}", set()).add(ANY)
    if not minute:
        for spoken in {hour, hour % 12 or 12}:
            found.setdefault(str(spoken), set()).add("o'clock")


def _value(number: str) -> str:
    parts = PART.findall(number)
    total = sum(
        Decimal(digits.replace(",", "")) * MAGNITUDES.get(unit, 1) for digits, unit in parts
    )
    return f"{Decimal(total).normalize():f}"


def _unit(match: re.Match[str]) -> str:
    for number, name in enumerate(UNITS):
        if match[f"u{number}"]:
            return name
    return CURRENCIES.get(match["before"] or "", ANY)
