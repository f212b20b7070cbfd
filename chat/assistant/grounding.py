"""Whether every figure of an answer stands in the articles it cites.

A number counts as the same in any equal spelling: 1억원 = 100,000,000원, 연 3.0% = 3.0퍼센트.
"""

import re
import unicodedata

FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?(?:-\d+)*\s*(?:천만|백만|십만|억|만|천)?")
UNITS = {"억": 10**8, "천만": 10**7, "백만": 10**6, "십만": 10**5, "만": 10**4, "천": 10**3}


def figures(text: str) -> set[str]:
    """Every number, rate, amount and telephone number, each in one spelling."""
    found = set()
    for match in FIGURE.finditer(unicodedata.normalize("NFKC", text)):
        figure = match.group().replace(",", "").replace(" ", "")
        unit = next((unit for unit in UNITS if figure.endswith(unit)), "")
        digits = figure.removesuffix(unit)
        if "-" in digits:  # a telephone number or a date
            found.add(digits)
            continue
        value = float(digits) * UNITS.get(unit, 1)
        found.add(f"{value:.6f}".rstrip("0").rstrip("."))
    return found


def stands_in(text: str, passages: str) -> bool:
    """Whether `passages` hold every figure of `text`."""
    return figures(text) <= figures(passages)
