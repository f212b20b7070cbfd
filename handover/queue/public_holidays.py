"""Korea's public holidays, as the pinned package knows them, and how far that was checked.

A law may add a day after the package was released; whoever raises its pin compares the years
with the official almanac, which comes out each June for the year after, and writes it down here.
"""

from datetime import date
from functools import lru_cache
from importlib import metadata

import holidays

CHECKED_VERSION = "0.108"
CHECKED_ON = date(2026, 11, 29)
CHECKED_TO = 2027  # the last year that was compared
LANGUAGES = {"ko": "ko", "en": "en_US"}


@lru_cache(maxsize=8)
def of_year(year: int) -> frozenset[date]:
    """Substitute days included."""
    return frozenset(holidays.country_holidays("KR", years=year))


def named(first: date, last: date, language: str) -> list[tuple[date, str]]:
    """The public holidays of these days, both included, with their names in `ko` or `en`."""
    years = range(first.year, last.year + 1)
    known = holidays.country_holidays("KR", years=years, language=LANGUAGES.get(language, "ko"))
    return [(day, name) for day, name in sorted(known.items()) if first <= day <= last]


def installed_version() -> str:
    return metadata.version("holidays")
