"""Personal telephone numbers in digits. Spelt in Korean they are for chat.pii.spelled."""

import re
from collections.abc import Iterator

from chat.pii.keep_last_four import GAP, SAID, SIGN, Span, last_four

COUNTRY = rf"(?:\+|00)?82{GAP}(?:0{GAP})?"
OPEN = r"(?:\((?=\+?\d{2,6}\)))?"  # (02)123-4567; a bracket around all of it stays
BETWEEN = rf"(?:{SAID}|{GAP}|{SIGN})"
MOBILE = re.compile(
    rf"(?<!\d){OPEN}(?!010\d{{7}}(?!\d))(?:{COUNTRY}|0)1[016789]{BETWEEN}\d{{3,4}}{BETWEEN}(\d{{4}})(?!\d)"
)
# Eleven digits in groups that a slip of the hand made: 010-123-45678.
SLIPPED = re.compile(
    r"(?<!\d)(?<!\d-)010-(?:\d{3}-\d(\d{4})|\d{5}-(\d{3})|\d\d-\d\d(\d{4}))(?!\d|-\d)"
)
COUNTED = r"(?!\d|\s?(?:원|년|월|일|시|분|회|개|명|건|번째|%))"
LONGER = r"\s?[은는이]?\s?(?:그리고|이고|고|가운데|중간|끝|뒤|뒷)[^\d\n\0]{0,6}"
TOLD_IN_PARTS = re.compile(
    rf"(?<!\d)01[016789]{LONGER}(?<!\d)\d{{3,4}}{LONGER}(?<!\d)(\d{{4}}){COUNTED}"
)
AREA = r"(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50\d)"
LANDLINE = re.compile(
    rf"(?<!\d)(?<!\d-){OPEN}(?:{COUNTRY}|0){AREA}{GAP}(\d{{3,4}}){GAP}(\d{{4}})(?!\d)(?!-\d)"
)
SERVICE = re.compile(r"1[568]\d\d")
ABROAD = re.compile(rf"(?<![\d+])\+(?!82)[1-9]\d{{0,2}}(?:{GAP}\d){{8,12}}(?!\d)")


def phones(plain: str) -> Iterator[Span]:
    for pattern in (MOBILE, TOLD_IN_PARTS):
        for found in pattern.finditer(plain):
            yield *found.span(), phone(found[1])
    for found in SLIPPED.finditer(plain):
        yield *found.span(), phone(found[0])
    for found in LANDLINE.finditer(plain):
        # 0000-0000 is nobody's: it is how the bank's sample numbers are written. 15xx, 16xx and
        # 18xx are service numbers behind an area's too.
        if found[1] + found[2] != "00000000" and not SERVICE.fullmatch(found[1]):
            yield *found.span(), phone(found[2])
    for found in ABROAD.finditer(plain):
        yield *found.span(), phone(found[0])


def phone(number: str) -> str:
    return f"[전화 ****-{last_four(number)}]"
