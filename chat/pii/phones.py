"""Personal telephone numbers, in digits and spelt in Korean."""

import re
from collections.abc import Iterator

from chat.pii.keep_last_four import GAP, Span, last_four

COUNTRY = rf"(?:\+|00)?82{GAP}(?:0{GAP})?"
MOBILE = re.compile(rf"(?<!\d)\(?(?:{COUNTRY}|0)1[016789]{GAP}\d{{3,4}}{GAP}(\d{{4}})(?!\d)")
AREA = r"(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50\d)"
LANDLINE = re.compile(
    rf"(?<!\d)(?<!\d-)\(?(?:{COUNTRY}|0){AREA}{GAP}(\d{{3,4}}){GAP}(\d{{4}})(?!\d)(?!-\d)"
)
ABROAD = re.compile(rf"(?<![\d+])\+(?!82)[1-9]\d{{0,2}}(?:{GAP}\d){{8,12}}(?!\d)")

# 공일공 일이삼사 오육칠팔, also with digits in some of its groups and particles between them.
DIGIT_WORDS = str.maketrans("공영일이삼사오육륙칠팔구", "001234566789")
DIGIT = "[공영일이삼사오육륙칠팔구0-9]"
PAUSE = r"(?:[\s\-‐-―·.,]|에|의|다시|국에){0,3}"
SPELT = re.compile(
    rf"(?<![가-힣\d])[공영0]\s?[일1]\s?[공영일육륙칠팔구016-9]{PAUSE}"
    rf"(?:{DIGIT}\s?){{3,4}}{PAUSE}(?:{DIGIT}\s?){{3}}{DIGIT}"
)
WORD = re.compile("[공영일이삼사오육륙칠팔구]{2}|^[공영]|^.[일]|^..[공영]")


def phones(plain: str) -> Iterator[Span]:
    for found in MOBILE.finditer(plain):
        yield *found.span(), f"[전화 ****-{found[1]}]"
    for found in LANDLINE.finditer(plain):
        # 0000-0000 is nobody's: it is how the bank's sample numbers are written.
        if found[1] + found[2] != "00000000":
            yield *found.span(), f"[전화 ****-{found[2]}]"
    for found in ABROAD.finditer(plain):
        yield *found.span(), f"[전화 ****-{last_four(found[0])}]"


def spelt_phones(plain: str) -> Iterator[Span]:
    for found in SPELT.finditer(plain):
        if WORD.search(found[0]):
            yield *found.span(), f"[전화 ****-{last_four(found[0].translate(DIGIT_WORDS))}]"
