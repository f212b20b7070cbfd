"""The passages that a sentence names, in whatever brackets a model writes them."""

import re

WORD = (
    r"(?:문서|출처|자료|근거|본문|구절|참고|참조|각주|passages?|sources?|documents?|docs?|refs?"
    r"|references?|no)"
)
NUMBER = r"\^?\s?\d{1,2}(?:\s?번)?"
RANGE = rf"{NUMBER}(?:\s?[-–~]\s?{NUMBER})?"
NAMED = rf"(?:{WORD}\s?[.:#]?\s?)?{RANGE}"
# [1] [1, 2] [1-3] [^1] [문서 1] [1번] 【1】 【1†출처】 ［1］, and (출처 1), where a word says it
# is one: (1) may count the items of a list.
LIST = rf"{NAMED}(?:\s?(?:,|;|·|、|및|와|and|&)\s?{NAMED}){{0,9}}"
CITATION = re.compile(
    rf"(?<!\s)\s*(?:[\[【［〔]\s?(?P<square>{LIST})\s?(?:†[^\]】］〕]{{0,40}})?[\]】］〕]"
    rf"|[(（]\s?(?={WORD})(?P<round>{LIST})\s?[)）])",
    re.IGNORECASE,
)
NUMBERS = re.compile(r"(\d{1,2})(?:\s?번)?(?:\s?[-–~]\s?\^?\s?(\d{1,2}))?")
OPENINGS = "[【［〔"


def read(sentence: str) -> tuple[str, list[int]]:
    """The sentence without its citations, and the numbers they name, each once."""
    found: dict[int, None] = {}
    for match in CITATION.finditer(sentence):
        for first, last in NUMBERS.findall(match["square"] or match["round"]):
            found |= dict.fromkeys(range(int(first), int(last or first) + 1))
    return CITATION.sub("", sentence), list(found)
