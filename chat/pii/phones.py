"""Personal telephone numbers in digits. Spelt in Korean they are for chat.pii.spelled."""

import re
from collections.abc import Iterator

from chat.pii.keep_last_four import GAP, Span, last_four

COUNTRY = rf"(?:\+|00)?82{GAP}(?:0{GAP})?"
# Words that are said between the groups: 010에 1234에 5678.
SAID = r"\s?(?:에|국에|국|다시|대시|대쉬|하이픈|점|dash|,)\s?"
BETWEEN = rf"(?:{SAID}|{GAP}|\s?[:+*=|→]\s?)"
MOBILE = re.compile(
    rf"(?<!\d)\(?(?:{COUNTRY}|0)1[016789]{BETWEEN}\d{{3,4}}{BETWEEN}(\d{{4}})(?!\d)"
)
COUNTED = r"(?!\d|\s?(?:원|년|월|일|시|분|회|개|명|건|번째|%))"
LONGER = r"\s?[은는이]?\s?(?:그리고|이고|고|가운데|중간|끝|뒤|뒷)[^\d\n\0]{0,6}"
TOLD_IN_PARTS = re.compile(
    rf"(?<!\d)01[016789]{LONGER}(?<!\d)\d{{3,4}}{LONGER}(?<!\d)(\d{{4}}){COUNTED}"
)
AREA = r"(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50\d)"
LANDLINE = re.compile(
    rf"(?<!\d)(?<!\d-)\(?(?:{COUNTRY}|0){AREA}{GAP}(\d{{3,4}}){GAP}(\d{{4}})(?!\d)(?!-\d)"
)
ABROAD = re.compile(rf"(?<![\d+])\+(?!82)[1-9]\d{{0,2}}(?:{GAP}\d){{8,12}}(?!\d)")


def phones(plain: str) -> Iterator[Span]:
    for pattern in (MOBILE, TOLD_IN_PARTS):
        for found in pattern.finditer(plain):
            yield *found.span(), phone(found[1])
    for found in LANDLINE.finditer(plain):
        # 0000-0000 is nobody's: it is how the bank's sample numbers are written.
        if found[1] + found[2] != "00000000":
            yield *found.span(), phone(found[2])
    for found in ABROAD.finditer(plain):
        yield *found.span(), phone(found[0])


def phone(number: str) -> str:
    return f"[전화 ****-{last_four(number)}]"
