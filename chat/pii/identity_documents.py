"""Numbers of identity papers: registration, driving licence, passport."""

import re
from calendar import monthrange
from collections.abc import Iterator

from chat.pii.keep_last_four import GAP, STEP, Span

RESIDENT = re.compile(
    rf"(?<!\d)(19|20)?(\d{{2}})(\d{{2}})(\d{{2}}){GAP}([0-9])(?:{GAP}\d{{6}}|\*{{6}})(?!\d)"
)
# Named as such a number is one whatever its day is: people mistype them too.
NAMED_RESIDENT = re.compile(
    r"(?:주민|외국인\s?등록|거소|주번|[Rr]esident|[Ff]oreigner|[Aa]lien)[^\d\n]{0,24}"
    rf"(?<!\d)(\d{{6}}{GAP}(\d){GAP}(?:\d{{6}}|\*{{6}}))(?!\d)"
)
# The seventh digit: 5 to 8 are foreigners born before and after 2000.
FOREIGNER = "5678"

REGION = "서울|부산|대구|인천|광주|대전|울산|경기|강원|충북|충남|전북|전남|경북|경남|제주"
LICENCE = re.compile(
    rf"(?<!\d)(?<!\d-)(?:1[1-9]|2[0-8]){STEP}\d\d{STEP}\d{{6}}{STEP}\d\d(?!\d)(?!-\d)"
    rf"|(?:{REGION}){GAP}\d\d{STEP}\d{{6}}{STEP}\d\d(?!\d)"
)
NAMED_LICENCE = re.compile(
    rf"(?:면허|[Ll]icen[cs]e)[^\d\n]{{0,16}}(?<!\d)(\d\d{GAP}\d\d{GAP}\d{{6}}{GAP}\d\d)(?!\d)"
)
PASSPORT = re.compile(r"(?<![A-Za-z0-9])[MSROD](?:\d{8}|\d{3}[A-Z]\d{4})(?![A-Za-z0-9])")
NAMED_PASSPORT = re.compile(
    r"(?:여권|[Pp]assport)[^\d\n]{0,16}?"
    r"(?<![A-Za-z0-9])([A-Za-z]{1,2}[\s-]?(?:\d{7,8}|\d{3}[A-Za-z]\d{4}))(?![A-Za-z0-9])"
)


def named_papers(plain: str) -> Iterator[Span]:
    """Numbers that the words before them call one, in whatever groups."""
    for found in NAMED_RESIDENT.finditer(plain):
        yield *found.span(1), _resident(found[2])
    for pattern, instead in ((NAMED_LICENCE, "[운전면허번호]"), (NAMED_PASSPORT, "[여권번호]")):
        for found in pattern.finditer(plain):
            yield *found.span(1), instead


def papers(plain: str) -> Iterator[Span]:
    """Numbers whose own form tells what they are."""
    for found in RESIDENT.finditer(plain):
        if _is_day(*found.groups()):
            yield *found.span(), _resident(found[5])
    for pattern, instead in ((LICENCE, "[운전면허번호]"), (PASSPORT, "[여권번호]")):
        for found in pattern.finditer(plain):
            yield *found.span(), instead


def _resident(seventh: str) -> str:
    return "[외국인등록번호]" if seventh in FOREIGNER else "[주민등록번호]"


def _is_day(written: str | None, year: str, month: str, day: str, seventh: str) -> bool:
    """Whether a registration number's six digits are a day of the century its seventh names.

    written: the century, where the year stands there in four digits; the two must agree.
    Numbers given since October 2020 have no check digit, so there is no other test.
    """
    century = 1900 if seventh in "1256" else 2000 if seventh in "3478" else 1800
    if not 1 <= int(month) <= 12 or (written and int(written) * 100 != century):
        return False
    return 1 <= int(day) <= monthrange(century + int(year), int(month))[1]
