"""Which case of several a quantity belongs to: 2주택자 to "2주택 이상", 6천만원 to "5,000만원 초과".

Tables tell by brackets what depends on an amount, an age or a term; a question names a value.
"""

import re
from functools import lru_cache
from math import inf

QUANTITY = re.compile(
    r"(?<![\d.,])(?P<number>\d[\d,]{0,12}(?:\.\d{1,4})?) ?(?P<scale>천만|백만|십만|만|억|천)? ?"
    r"(?P<unit>원|세|살|년|개월|달(?!러)|주택|달러|명|회|번|건)"
    r"(?:을|를|은|는|이|가)? ?(?P<bound>이상|초과|부터|넘|이하|미만|까지|이내|보다 ?적)?"
)
SCALES = {"천": 1e3, "만": 1e4, "십만": 1e5, "백만": 1e6, "천만": 1e7, "억": 1e8}
UNITS = {"살": "세", "달": "개월", "번": "회"}
MONTHS = {"년": 12.0}  # told in months, as 1년 and 12개월 are one
BARELY = 1e-6  # beyond a bound that is not part of the bracket
NAME = re.compile(r"^(?P<name>[^:]{1,60}): ")

Bracket = tuple[float, float]  # from and to, both part of it


def row_brackets(sentence: str) -> dict[str, Bracket]:
    """By unit the bracket that a table's row is named by; none where it is named otherwise."""
    row = NAME.match(sentence)
    return brackets_in(row["name"]) if row else {}


@lru_cache(maxsize=20_000)
def brackets_in(name: str) -> dict[str, Bracket]:
    found: dict[str, Bracket] = {}
    for each in QUANTITY.finditer(name):
        unit, value = measured(each)
        low, high = found.get(unit, (-inf, inf))
        match each["bound"]:
            case "이상" | "부터":
                low = value
            case "초과" | "넘":
                low = value + BARELY
            case "이하" | "까지" | "이내":
                high = value
            case None:
                low = high = value
            case _:
                high = value - BARELY
        found[unit] = (low, high)
    return found


@lru_cache(maxsize=1000)
def quantities_in(question: str) -> tuple[tuple[str, float], ...]:
    """The values that a question names, each with its unit."""
    found = []
    for each in QUANTITY.finditer(question):
        unit, value = measured(each)
        beyond = each["bound"] in ("초과", "넘") and BARELY * 2
        found.append((unit, value + (beyond or 0.0)))
    return tuple(found)


def measured(quantity: re.Match[str]) -> tuple[str, float]:
    value = float(quantity["number"].replace(",", "")) * SCALES.get(quantity["scale"] or "", 1.0)
    unit = UNITS.get(quantity["unit"], quantity["unit"])
    return ("개월", value * MONTHS[unit]) if unit in MONTHS else (unit, value)


def is_case_of(sentence: str, question: str) -> bool | None:
    """Whether a table's row is the case of a value that a question names; None where either says
    nothing of it.
    """
    brackets = row_brackets(sentence)
    fits = [
        brackets[unit][0] <= value <= brackets[unit][1]
        for unit, value in quantities_in(question)
        if unit in brackets
    ]
    return all(fits) if fits else None
