"""Payment cards: by their four groups of four, by their name, or by their check digit."""

import re
from collections.abc import Iterator

from chat.pii.keep_last_four import GAP, STEP, Span, last_four

FOUR_BY_FOUR = re.compile(
    rf"(?<!\d)\d{{4}}{STEP}\d{{4}}{STEP}\d{{4}}{STEP}(\d{{4}})(?:-\d{{3}})?(?!\d)(?!-\d)"
)
# Half masked by its writer already: 1234-****-****-5678.
STARRED = re.compile(
    rf"(?<![\d*])\d{{4}}{GAP}[*xX•●]{{2,4}}(?:\d\d)?{GAP}[*xX•●]{{2,4}}{GAP}(\d{{4}})(?!\d)"
)
NAMED = re.compile(
    r"(?:카드|[Cc]ard|[Vv]isa|비자|[Mm]aster|마스터|[Aa]mex|아멕스)[^\d\n]{0,14}"
    rf"(?<!\d)(\d(?:{GAP}\d){{13,15}})(?!\d)(?!-\d)"
)
DIGITS = re.compile(r"\d+")
BETWEEN = re.compile(STEP)


def cards_by_form(plain: str) -> Iterator[Span]:
    for pattern in (FOUR_BY_FOUR, STARRED):
        for found in pattern.finditer(plain):
            yield *found.span(), f"[카드 ****-{found[1]}]"


def cards_by_name(plain: str) -> Iterator[Span]:
    """Numbers of 14 to 16 digits after the word card; a mistyped digit breaks the sum."""
    for found in NAMED.finditer(plain):
        yield *found.span(1), f"[카드 ****-{last_four(found[1])}]"


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
    """Luhn's sum (ISO/IEC 7812-1). A row of zeros would pass and is no card."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return set(digits) != {"0"} and (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0
