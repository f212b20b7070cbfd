"""Personal data out of a text: `mask` leaves the kind and, where it helps, the last digits.

Masked: resident and foreigner registration numbers, driving licences and passports, cards,
personal telephone numbers, account numbers that are named as such, e-mail addresses.
Left alone: amounts, dates, rates, the service numbers 15xx/16xx/18xx/080, 112 and the like.
Every pattern is linear in the text's length; none uses a word boundary, because Hangul
particles follow a number without a blank.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator

Span = tuple[int, int, str]  # start, end, what stands there instead

# What people write between groups of digits, zero-width characters included.
GAP = r"[\s\-‐-―−.·_/()\u200b\u2060]{0,3}"
STEP = r"[\s\-‐-―−.·_/\u200b\u2060]{1,3}"

RESIDENT = re.compile(
    r"(?<!\d)(?:19|20)?(\d{2})(\d{2})(\d{2})" + GAP + r"([0-9])(?:\d{6}|\*{6})(?!\d)"
)
LICENCE = re.compile(r"(?<!\d)(?:1[1-9]|2[0-8])-\d{2}-\d{6}-\d{2}(?!\d)")
PASSPORT = re.compile(r"(?<![A-Za-z0-9])[MSROD](?:\d{8}|\d{3}[A-Z]\d{4})(?![A-Za-z0-9])")

# Shapes that may look like the numbers below and are never personal.
DATE = r"(?:19|20)\d\d(?:[-./](?:0?[1-9]|1[0-2])[-./]|(?:0[1-9]|1[0-2]))(?:[0-2]?\d|3[01])"
AMOUNT = r"\d{1,3}(?:,\d{3}){1,5}|[1-9]\d{0,14}(?=\s?(?:원|만\s?원|억|천만|달러|%|퍼센트|won|KRW))"
PRICED = r"(?:KRW|USD|JPY|EUR|CNY|GBP|[$₩€¥£])\s?[1-9]\d{0,14}"
SERVICE = r"1[568]\d\d[\s-]?\d{4}(?![\s-]?\d)|080[\s-]?\d{3,4}[\s-]?\d{4}"
HARMLESS = re.compile(rf"(?<!\d)(?<!\d-)(?:{DATE}|{AMOUNT}|{SERVICE})(?!\d)|{PRICED}(?!\d)")

FOUR_BY_FOUR = re.compile(
    rf"(?<!\d)\d{{4}}{STEP}\d{{4}}{STEP}\d{{4}}{STEP}(\d{{4}})(?:-\d{{3}})?(?!\d)"
)
COUNTRY = rf"(?:\+|00)?82{GAP}(?:0{GAP})?"
MOBILE = re.compile(rf"(?<!\d)\(?(?:{COUNTRY}|0)1[016789]{GAP}\d{{3,4}}{GAP}(\d{{4}})(?!\d)")
AREA = r"(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50\d)"
LANDLINE = re.compile(
    rf"(?<!\d)(?<!\d-)\(?(?:{COUNTRY}|0){AREA}{GAP}(\d{{3,4}}){GAP}(\d{{4}})(?!\d)(?!-\d)"
)
DIGITS = re.compile(r"\d+")
BETWEEN = re.compile(STEP)
ACCOUNT = re.compile(
    r"(?:계좌|통장|[Aa]ccount)[^\d\n]{0,15}(?<!\d)(\d(?:-?\d){9,15})(?!-?\d)(?!\s?원)"
)
EMAIL = re.compile(r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]+@(?:[A-Za-z0-9\-]+\.)+[A-Za-z]{2,}")
TAKEN = "\0"  # stands in the working copy where something was decided already


def mask(text: str) -> str:
    """`text` with personal data replaced by its kind. Masking twice changes nothing more."""
    plain = _plain(text)
    if not DIGITS.search(plain) and "@" not in plain:
        return text
    spans: list[Span] = []
    for find in (_residents, _harmless, _cards_by_form, _phones, _cards_by_sum, _others):
        found = list(find(plain))
        spans += found
        for start, end, _ in found:
            plain = plain[:start] + TAKEN * (end - start) + plain[end:]
    return _replaced(text, spans)


def _plain(text: str) -> str:
    """`text` with full-width and other compatible characters made plain, at the same places."""
    if unicodedata.is_normalized("NFKC", text):
        return text
    plain = (unicodedata.normalize("NFKC", character) for character in text)
    return "".join(new if len(new) == 1 else old for old, new in zip(text, plain, strict=True))


def _replaced(text: str, spans: list[Span]) -> str:
    parts, at = [], 0
    for start, end, instead in sorted(spans):
        parts += [text[at:start], instead or text[start:end]]
        at = end
    return "".join(parts) + text[at:]


def _residents(plain: str) -> Iterator[Span]:
    for found in RESIDENT.finditer(plain):
        if _is_day(*found.groups()):
            yield *found.span(), "[주민등록번호]"
    for pattern, instead in ((LICENCE, "[운전면허번호]"), (PASSPORT, "[여권번호]")):
        for found in pattern.finditer(plain):
            yield *found.span(), instead


def _is_day(year: str, month: str, day: str, kind: str) -> bool:
    """Whether a registration number's six digits are a day of the century its seventh names."""
    century = 1900 if kind in "1256" else 2000 if kind in "3478" else 1800
    if not 1 <= int(month) <= 12:
        return False
    return 1 <= int(day) <= monthrange(century + int(year), int(month))[1]


def _harmless(plain: str) -> Iterator[Span]:
    for found in HARMLESS.finditer(plain):
        yield *found.span(), ""


def _cards_by_form(plain: str) -> Iterator[Span]:
    for found in FOUR_BY_FOUR.finditer(plain):
        yield *found.span(), f"[카드 ****-{found[1]}]"


def _phones(plain: str) -> Iterator[Span]:
    for found in MOBILE.finditer(plain):
        yield *found.span(), f"[전화 ****-{found[1]}]"
    for found in LANDLINE.finditer(plain):
        # 0000-0000 is nobody's: it is how the bank's sample numbers are written.
        if found[1] + found[2] != "00000000":
            yield *found.span(), f"[전화 ****-{found[2]}]"


def _cards_by_sum(plain: str) -> Iterator[Span]:
    """Runs of 14 to 19 digits, however they are grouped, whose check digit is right."""
    groups = list(DIGITS.finditer(plain))
    first = 0
    while first < len(groups):
        last = _card_from(plain, groups, first)
        if last is None:
            first += 1
            continue
        start, end = groups[first].start(), groups[last].end()
        digits = "".join(group[0] for group in groups[first : last + 1])
        yield start, end, f"[카드 ****-{digits[-4:]}]"
        first = last + 1


def _card_from(plain: str, groups: list[re.Match[str]], first: int) -> int | None:
    """The last group of the longest card number that begins with group `first`."""
    digits, lengths, found = "", [], None
    for at in range(first, len(groups)):
        gap = plain[groups[at - 1].end() : groups[at].start()] if at > first else None
        digits += groups[at][0]
        if len(digits) > 19 or (gap is not None and not BETWEEN.fullmatch(gap)):
            break
        lengths.append(len(groups[at][0]))
        # Mixed short groups are days, times and counts, not a card.
        regular = min(lengths) >= 3 or len(set(lengths[:-1])) == 1
        if len(digits) >= 14 and regular and _check_digit_is_right(digits):
            found = at
    return found


def _check_digit_is_right(digits: str) -> bool:
    """Luhn's sum. A row of zeros would pass and is no card."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return set(digits) != {"0"} and (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0


def _others(plain: str) -> Iterator[Span]:
    for found in ACCOUNT.finditer(plain):
        yield *found.span(1), f"[계좌 ****-{found[1].replace('-', '')[-4:]}]"
    for found in EMAIL.finditer(plain):
        yield *found.span(), "[이메일]"
