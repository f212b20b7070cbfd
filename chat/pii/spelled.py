"""Numbers that are written digit by digit, or spelt in Korean: 0 1 0 1 2 3 4 …, 공일공 일이삼사.

They are put together and then known by their length and their first digits.
"""

import re
from collections.abc import Iterator

from chat.pii.cards import is_card
from chat.pii.identity_documents import is_resident, resident
from chat.pii.keep_last_four import Span
from chat.pii.phones import phone

WORDS = "공영일이삼사오육륙칠팔구"
TO_DIGITS = str.maketrans(f"{WORDS}oO", "00123456678900")
# One such syllable alone is a particle or a unit: 10일, 3이.
LETTERS = re.compile(rf"[{WORDS}][\s\-]?[{WORDS}]|^[공영]|^0\s?일|^01[공영]")
AMOUNT = re.compile(r"\s?(?:원|만|억|천|개|명|회|%)")
PAUSE = r"(?:[\s\-~·.,]|에|의|다시|국에|대시|하이픈){0,3}"
# At most 40 digits: a longer one is no number of a person.
SPELT = re.compile(rf"[{WORDS}0-9](?:{PAUSE}[{WORDS}0-9]){{6,39}}")
IN_DIGITS = re.compile(r"[0-9](?:[\s\-~·.,]{0,3}[0-9]){9,39}(?=\D)")
# Whether a text has any: cheaper than looking for them.
SPELT_DIGITS = rf"[{WORDS}](?:[\s\-~·.,]{{0,2}}[{WORDS}0-9]){{3}}"
# The last 이 or 일 may be the verb's: 오육칠팔이에요, 오육칠팔일까요.
VERB = re.compile(r"[이일](?=[에예고구라야었인니요네]|까)")
SINGLY = re.compile(r"(?<!\d)(?<!\d[ .,\-~·_/])\d(?:[ .,\-~·_/]{1,3}\d){8,18}(?![ .,\-~·_/]?\d)")
LIKE_ZERO = re.compile(
    r"(?<![A-Za-z\d])(?=\d{0,2}[oOlI])[oO0][1lI][oO0][\s\-.]?\d{3,4}[\s\-.]?\d{4}(?!\d)"
)
MOBILE = re.compile(r"010\d{8}|01[16789]\d{7,8}")
# 구공공일공일 alone may be a word; as a card or an account a spelt number needs its name.
NAME = re.compile(r"카드|계좌|통장|비자|마스터")
# The half of a registration number that nobody else knows.
HALF_NAME = re.compile(r"주민|주번|뒷|뒤")
NEAR = 20


def spelled_numbers(plain: str) -> Iterator[Span]:
    yield from _spelt(plain)
    for found in SINGLY.finditer(plain):
        if instead := _kind(_digits(found[0]), plain, found.start()):
            yield *found.span(), instead
    for found in LIKE_ZERO.finditer(plain):
        yield *found.span(), phone(found[0])


def _spelt(plain: str) -> Iterator[Span]:
    for found in SPELT.finditer(plain):
        start, end = found.span()
        if AMOUNT.match(plain, end):
            continue
        if whole := _in_digits(found[0]):
            yield start, start + len(whole[0]), _kind(_digits(whole[0]), plain, start)
            continue
        # Syllables beside the number may look like digits: 번호가 이 공일공… 오육칠팔 이렇게
        places = ((first, last) for first in _starts(plain, start) for last in _ends(plain, end))
        for first, last in places:
            number = plain[first:last]
            if LETTERS.search(number) and (instead := _kind(_digits(number), plain, first)):
                yield first, last, instead
                break


def _in_digits(number: str) -> re.Match[str] | None:
    """The part of it in digits, where that is a whole number: 010-1234-5678 이 일로."""
    part = IN_DIGITS.match(number)
    if not part:
        return None
    digits = _digits(part[0])
    known = MOBILE.fullmatch(digits) or (len(digits) == 13 and is_resident(digits))
    return part if known or (is_card(digits) and len(digits) == 16) else None


def _starts(plain: str, start: int) -> Iterator[int]:
    """Where the number may begin: at its first digit, or behind a syllable or two."""
    yield start
    for _ in range(2):
        if plain[start] not in WORDS:
            return
        start += 1 + (plain[start + 1] == " ")
        yield start


def _ends(plain: str, end: int) -> Iterator[int]:
    """Where it may end: at its last digit, or before a last word that looks like one."""
    if VERB.match(plain, end - 1):
        yield end - 1
    yield end
    if plain[end - 1] in WORDS and plain[end - 2] == " ":
        yield end - 2


def _kind(digits: str, plain: str, start: int) -> str:
    """What stands instead of a number that was put together; blank: it is nobody's."""
    if MOBILE.fullmatch(digits):
        return phone(digits)
    if len(digits) == 13 and is_resident(digits):
        return resident(digits[6])
    named = NAME.search(plain, max(0, start - NEAR), start)
    if (len(digits) == 16 and named) or (14 <= len(digits) <= 19 and is_card(digits)):
        return f"[카드 ****-{digits[-4:]}]"
    if len(digits) == 7 and HALF_NAME.search(plain, max(0, start - NEAR), start):
        return resident(digits[0])
    if named and 10 <= len(digits) <= 14:
        return f"[계좌 ****-{digits[-4:]}]"
    return ""


def _digits(number: str) -> str:
    return "".join(one for one in number.translate(TO_DIGITS) if one.isdigit())
