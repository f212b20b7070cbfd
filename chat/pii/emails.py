"""E-mail addresses, also as people write them to be read aloud."""

import re
from collections.abc import Iterator

from chat.pii.keep_last_four import Span

NAME = r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{1,64}"
EMAIL = re.compile(rf"{NAME}@(?:[A-Za-z0-9\-]{{1,63}}\.){{1,8}}[A-Za-z]{{2,63}}")
AT = r"\s?(?:@|[(\[]?골뱅이[)\]]?|\(at\)|\[at\])\s?"
DOT = r"(?:,(?=(?:com|net|org|kr|co)(?![a-z]))|\s?(?:\.|닷|쩜|점|\(dot\)|\[dot\])\s?)"
SPELT = re.compile(
    rf"{NAME}{AT}[A-Za-z0-9\-]{{1,40}}(?:{DOT}[A-Za-z0-9\-]{{1,20}}){{0,2}}"
    rf"{DOT}(?:[A-Za-z]{{2,20}}|컴|넷|케이알)"
    rf"|{NAME}{AT}(?:네이버|지메일|한메일|다음|네이트|카카오|핫메일)(?:{DOT}(?:com|net|컴|넷))?"
    # Read aloud in English: a word between two is an at sign only where a dot is said too.
    rf"|{NAME}\s(?:at|앳)\s[A-Za-z0-9\-]{{1,40}}(?:\s(?:dot|닷|점)\s[A-Za-z0-9\-]{{1,20}}){{1,3}}"
)


def emails(plain: str) -> Iterator[Span]:
    whole = [found.span() for found in EMAIL.finditer(plain)]
    for start, end in whole:
        yield start, end, "[이메일]"
    for found in SPELT.finditer(plain):
        if all(found.end() <= start or end <= found.start() for start, end in whole):
            yield *found.span(), "[이메일]"
