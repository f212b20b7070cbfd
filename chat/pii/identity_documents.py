"""Numbers of identity papers: registration, driving licence, passport."""

import re
from calendar import monthrange
from collections.abc import Iterator

from chat.pii.keep_last_four import GAP, SAID, SIGN, STEP, Span

# What people write or say between the halves, beside what they write in any number.
HALF = rf"(?:[\s\-~·•._/()+=:,|→>]{{1,5}}|{SAID}|\s?이고\s?|(?!\s?#){SIGN})"
RESIDENT = re.compile(
    rf"(?<!\d)(19|20)?(\d{{2}})(\d{{2}})(\d{{2}}){HALF}([0-9])(?:{GAP}\d{{6}}|\*{{6}})(?!\d)"
)
# One half in a row, the other digit by digit.
SPREAD = re.compile(
    rf"(?<!\d)(?<!\d )(\d{{6}}|\d(?: \d){{5}}){HALF}(\d{{7}}|\d(?: \d){{6}})(?! ?\d)"
)
BARE_RESIDENT = re.compile(r"(?<!\d)(19|20)?(\d{2})(\d{2})(\d{2})([0-9])(?:\d{6}|\*{6})(?!\d)")
# Named as such a number is one whatever its day is: people mistype them too.
NAMED = r"(?:주민|외국인\s?등록|거소|주번|민번|[Rr]esident|[Ff]oreigner|[Aa]lien)"
NAMED_RESIDENT = re.compile(
    rf"{NAMED}[^\d\n\0]{{0,24}}(?<!\d)(\d{{6}}{GAP}(\d){GAP}(?:\d{{6}}|\*{{6}}))(?!\d)"
)
# The two halves with words between them: 앞 900101 뒤 1234567.
BACK = r"(?:뒷|뒤|두\s?번째|나중|[Ll]ast|[Bb]ack)"
HALVES = re.compile(
    rf"(?<!\d)(\d{{6}})(?!\d)[^\d\n\0]{{0,12}}{BACK}[^\d\n\0]{{0,10}}(?:7\s?자리[^\d\n\0]{{0,6}})?(\d{{7}})(?!\d|\s?원)"
)
NAMED_HALVES = re.compile(
    rf"{NAMED}[^\d\n\0]{{0,24}}(?<!\d)(\d{{6}})(?!\d)[^\d\n\0]{{1,12}}(\d{{7}})(?!\d)"
)
BACK_HALF = re.compile(
    r"(?:뒷\s?(?:자리|번호)|뒤\s?(?:7|일곱)?\s?자리|(?i:last (?:7|seven)(?: digits)?))"
    r"[^\d\n\0]{0,8}(?:7\s?자리[^\d\n\0]{0,6})?(?<!\d)(\d{7})(?!\d|\s?원)"
)
# The seventh digit: 5 to 8 are foreigners born before and after 2000.
FOREIGNER = "5678"

REGION = "서울|부산|대구|인천|광주|대전|울산|경기|강원|충북|충남|전북|전남|경북|경남|제주"
LICENCE = re.compile(
    rf"(?<!\d)(?<!\d-)(?:1[1-9]|2[0-8]){STEP}\d\d{STEP}\d{{6}}{STEP}\d\d(?!\d)(?!-\d)"
    rf"|(?:{REGION}){GAP}\d\d{STEP}\d{{6}}{STEP}\d\d(?!\d)"
)
NAMED_LICENCE = re.compile(
    rf"(?:면허|[Ll]icen[cs]e)[^\d\n\0]{{0,16}}(?<!\d)(\d\d{GAP}\d\d{GAP}\d{{6}}{GAP}\d\d)(?!\d)"
)
PASSPORT = re.compile(r"(?<![A-Za-z0-9])[MSROD](?:\d{8}|\d{3}[A-Z]\d{4})(?![A-Za-z0-9])")
NAMED_PASSPORT = re.compile(
    r"(?:여권|[Pp]assport)[^\d\n\0]{0,16}?"
    r"(?<![A-Za-z0-9])([A-Za-z]{1,2}[\s-]?(?:\d{3,4}[\s-]?\d{4}|\d{3}[A-Za-z]\d{4}))"
    r"(?![A-Za-z0-9])"
)


def named_papers(plain: str) -> Iterator[Span]:
    """Numbers that the words before them call one, in whatever groups."""
    for found in NAMED_RESIDENT.finditer(plain):
        yield *found.span(1), resident(found[2])
    for pattern, instead in ((NAMED_LICENCE, "[운전면허번호]"), (NAMED_PASSPORT, "[여권번호]")):
        for found in pattern.finditer(plain):
            yield *found.span(1), instead


def split_residents(plain: str) -> Iterator[Span]:
    """Registration numbers whose halves stand apart, and the half that nobody else knows."""
    for pattern in (HALVES, NAMED_HALVES):
        for found in pattern.finditer(plain):
            front, back = found[1], found[2]
            if pattern is NAMED_HALVES or is_resident(front + back):
                yield *found.span(1), resident(back[0])
                yield *found.span(2), resident(back[0])
    for found in BACK_HALF.finditer(plain):
        yield *found.span(1), resident(found[1][0])


def papers(plain: str) -> Iterator[Span]:
    """Numbers whose own form tells what they are."""
    for found in RESIDENT.finditer(plain):
        if _is_day(*found.groups()):
            yield *found.span(), resident(found[5])
    for found in SPREAD.finditer(plain):
        digits = f"{found[1]}{found[2]}".replace(" ", "")
        if is_resident(digits):
            yield *found.span(), resident(digits[6])
    for pattern, instead in ((LICENCE, "[운전면허번호]"), (PASSPORT, "[여권번호]")):
        for found in pattern.finditer(plain):
            yield *found.span(), instead


def bare_residents(plain: str) -> Iterator[Span]:
    """Thirteen digits in a row: only where nothing before them says otherwise, so late."""
    for found in BARE_RESIDENT.finditer(plain):
        if _is_day(*found.groups()):
            yield *found.span(), resident(found[5])


def resident(seventh: str) -> str:
    return "[외국인등록번호]" if seventh in FOREIGNER else "[주민등록번호]"


def is_resident(digits: str) -> bool:
    """digits: thirteen."""
    return _is_day(None, digits[:2], digits[2:4], digits[4:6], digits[6])


def _is_day(written: str | None, year: str, month: str, day: str, seventh: str) -> bool:
    """Whether a registration number's six digits are a day of the century its seventh names.

    written: the century, where the year stands there in four digits; the two must agree.
    Numbers given since October 2020 have no check digit, so there is no other test.
    """
    century = 1900 if seventh in "1256" else 2000 if seventh in "3478" else 1800
    if not 1 <= int(month) <= 12 or (written and int(written) * 100 != century):
        return False
    return 1 <= int(day) <= monthrange(century + int(year), int(month))[1]
