"""Payment cards: by their four groups of four, by their name, or by their check digit."""

import re
from collections.abc import Iterator

from chat.pii.keep_last_four import GAP, SAID, SIGN, STEP, Span, last_four

APART = rf"(?:{STEP}|{SIGN}|{SAID})"
FOUR_BY_FOUR = re.compile(rf"(?<!\d)(?:\d{{4}}{APART}){{3}}(\d{{4}})(?:-\d{{3}})?(?!\d)(?![,-]\d)")
# Half masked by its writer already: 1234-****-****-5678, 1234-56**-****-7890.
STARRED = re.compile(
    rf"(?<![\d*])\d{{4}}{GAP}(?:\d\d)?[*xX•●]{{2,4}}(?:\d\d)?{GAP}[*xX•●]{{2,4}}{GAP}(\d{{4}})(?!\d)"
)
NAMED = re.compile(
    r"(?:카드|[Cc]ard|[Vv]isa|비자|[Mm]aster|마스터|[Aa]mex|아멕스)(?:(?!한도|금액|잔액|대금|할부|[Ll]imit)[^\d\n\0]){0,14}"
    rf"(?<!\d)(\d(?:{GAP}\d){{13,15}})(?!\d)(?!-\d)"
)
# Read out in parts: 카드 앞 1234 5678 뒤 9012 3456.
SAID = r"(?:(?![원년월일만])[^\d\n\0]){1,6}"
IN_PARTS = re.compile(
    rf"(?:카드|[Cc]ard)(?:[^\d\n\0]|\d\s?자리){{0,14}}(?<!\d)((?:\d{{4}}{SAID}){{3}}\d{{4}})(?!\d|\s?(?:원|년|만))"
)
# Four years, times, days (1129) or round sums in a row are no card.
ROW = re.compile(
    "|".join(
        rf"(?:{one}{APART}){{3}}{one}"
        for one in (
            r"(?:19|20)\d\d",
            r"(?:[01]\d|2[0-4])[0-5]0",
            r"(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])",
            r"[1-9]\d00",
        )
    )
)
ROUND = re.compile(rf"\d{{2,6}}000(?:{STEP}\d{{2,6}}000)+")
# Behind a card its last month and its check number: 4111 … 1111 05/28 782.
CHECK = re.compile(
    r"[\s,/·\-]{1,3}(?:(?:유효기간|만료|[Ee]xp\.?)[\s:]{0,2})?(?:0[1-9]|1[0-2])\s?[/.\-]?\s?(?:20)?[2-4]\d"
    r"[\s,/·\-]{1,3}(\d{3})(?!\d|[\-.,:/]\d|\s?(?:원|번|개|회|만|천))"
)
JOINED_TO_LETTERS = re.compile(r"[A-Za-z][-_]")
DIGITS = re.compile(r"\d+")
# How cards begin that are met in Korea (ISO/IEC 7812-1); 9 is for those of this country alone.
BRAND = re.compile(r"4|5[1-5]|22[2-9]|2[3-6]|27[0-2]|3[457]|6|9")
DOUBLED = str.maketrans("0123456789", "0246813579")  # twice each digit, its two digits added
BETWEEN = re.compile(STEP)


def cards_by_form(plain: str) -> Iterator[Span]:
    for pattern in (FOUR_BY_FOUR, STARRED):
        for found in pattern.finditer(plain):
            # Joined to letters it is a code, such as a serial number's, unless it is a card's.
            before = plain[max(0, found.start() - 2) : found.start()]
            doubtful = JOINED_TO_LETTERS.fullmatch(before) or ROW.fullmatch(found[0])
            if not doubtful or has_card(found[0]):
                yield *found.span(), f"[카드 ****-{found[1]}]"
                yield from _check_number(plain, found.end())


def cards_by_name(plain: str) -> Iterator[Span]:
    """Numbers of 14 to 16 digits after the word card; a mistyped digit breaks the sum."""
    for pattern in (NAMED, IN_PARTS):
        for found in pattern.finditer(plain):
            if ROUND.fullmatch(found[1]):
                continue
            yield *found.span(1), f"[카드 ****-{last_four(found[1])}]"
            yield from _check_number(plain, found.end(1))


def cards_by_sum(plain: str) -> Iterator[Span]:
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
        if not ROW.fullmatch(plain, start, end) or is_card(digits):
            yield start, end, f"[카드 ****-{digits[-4:]}]"
            yield from _check_number(plain, end)
        first = last + 1


def _check_number(plain: str, end: int) -> Iterator[Span]:
    if found := CHECK.match(plain, end):
        yield *found.span(1), "[CVC]"


def _card_from(plain: str, groups: list[re.Match[str]], first: int) -> int | None:
    """The last group of the longest card number that begins with group `first`."""
    digits, lengths, found = "", [], None
    for at in range(first, len(groups)):
        gap = plain[groups[at - 1].end() : groups[at].start()] if at > first else None
        digits += groups[at][0]
        if len(digits) > 19 or (gap is not None and not BETWEEN.fullmatch(gap)):
            break
        lengths.append(len(groups[at][0]))
        if lengths[0] == 1:  # digit by digit: chat.pii.spelled
            break
        # Mixed short groups are days, times and counts, not a card.
        regular = min(lengths) >= 3 or len(set(lengths[:-1])) == 1
        if len(digits) >= 14 and regular and check_digit_is_right(digits):
            found = at
    return found


def has_card(text: str) -> bool:
    """Whether the digits in `text` are a card's number, however they are grouped."""
    digits = "".join(DIGITS.findall(text))
    return len(digits) in (15, 16) and is_card(digits)


def is_card(digits: str) -> bool:
    """Whether a number that nothing calls a card is one: by its brand and its check digit."""
    return bool(BRAND.match(digits)) and check_digit_is_right(digits)


def check_digit_is_right(digits: str) -> bool:
    """Luhn's sum (ISO/IEC 7812-1). A row of zeros would pass and is no card."""
    doubled = digits[-2::-2].translate(DOUBLED)
    return set(digits) != {"0"} and sum(map(int, digits[-1::-2] + doubled)) % 10 == 0
