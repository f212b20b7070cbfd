"""Which sentences of an article work out one case: "10,000,000원을 …에 맡기면 … 290,000원입니다."

Such a sentence names an amount that is given and one that comes of it. A threshold ("500,000원
이상이면"), a price list and a rule that is only followed by its case are no examples.
"""

import re
from decimal import Decimal
from functools import lru_cache

from chat.assistant.language.amounts import amounts_in
from chat.assistant.language.normalise import plain

# More figures in a row than an amount has are read as none: the patterns stay linear in the text.
SUM_KO = r"(?<![\d,.])(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,4}\.\d{1,4}|\d{1,4}[만억](?: ?\d[\d,]{0,5}만)?) ?(?:원|달러)"
GIVEN_KO = re.compile(
    rf"{SUM_KO}(?:을|를|이면|씩|에서|인 |의 금리가|에 이자|에 해당하는)"
    r"(?! ?(?:넘|초과|한도|기준))"
)
# What comes of it stands behind the case: "…면", "…는 동안에는".
CASE_KO = re.compile(r"[으았었하쓰되키붙르갚]?면(?: |,)|동안에는|이지만|돌려받|떼고")
COMES_KO = re.compile(rf"(?:{SUM_KO}|\d[\d,]{{0,9}}포인트)(?! ?(?:이상|이하|초과|미만|을 넘))")
SPOKEN_KO = re.compile(r"^예를 들")
ABOUT_KO = re.compile(rf"면 .{{0,80}}이자는 약 {SUM_KO}")  # what is rounded was worked out

SUM_EN = r"(?:KRW|USD) ?\d{1,3}(?:,\d{3}){0,5}(?:\.\d+)?(?: (?:million|billion))?"
GIVEN_EN = re.compile(
    rf"(?:\b(?:of|on|for|from|hold|worth|lost|\w+ing|of the|(?:^|, )if\b.{{1,60}} is) |^)(?P<sum>{SUM_EN})"
    r"(?!\d|,\d|\.\d| or (?:more|less|over|under)| (?:to|and) (?:KRW|USD)| at most)"
    r"|\b\w+ing (?P<dollars>\d{1,3}(?:,\d{3})+) dollars",
    re.IGNORECASE,
)
THRESHOLD_EN = re.compile(
    r"\b(?:above|over|under|below|least|most|than|to|limit of|threshold of|unit|units of|cheque of) $"
)
CASE_EN = re.compile(
    r"\b(?:is|are|bears|gives?|earns?|makes?|becomes?|allows|costs?|falls|borrowed|kept|closed|repaid|paid|left|cancelled"
    r"|you can|would)\b|,"
)
COMES_EN = re.compile(rf"{SUM_EN}(?! or (?:more|less))")
SPOKEN_EN = re.compile(r"^for example\b", re.IGNORECASE)
# A rule that its case only follows: "… 40% 이내이며, 한도가 5,000,000원이면 …", "…, so a limit of …".
RULE_FIRST = re.compile(r"(?:이며|이고|으며|하며|이므로|므로|하고),? |, (?:so|and) ")
# What the case begins with is no rule: "매매기준율이 1,300원이고 수수료가 22.75원이면 …".
ALSO_GIVEN = re.compile(rf"[이가] {SUM_KO}이고")


def is_of(figures: frozenset[Decimal], sentence: str, language: str) -> bool:
    """Whether a worked case is the customer's own: it holds every amount that they name."""
    return figures <= frozenset(amounts_in(plain(sentence), language))


@lru_cache(maxsize=20_000)
def is_worked_example(sentence: str) -> bool:
    """Whether a sentence works out one case, which answers no general question."""
    if any(each.search(sentence) for each in (SPOKEN_KO, ABOUT_KO, SPOKEN_EN)):
        return True
    return _is_case_ko(sentence) or _is_case_en(sentence)


def _is_case_ko(sentence: str) -> bool:
    for given in GIVEN_KO.finditer(sentence):
        if RULE_FIRST.search(ALSO_GIVEN.sub("", sentence[: given.start()])):
            return False
        rest = sentence[given.end() - 2 :]
        case = CASE_KO.search(rest)
        if case and COMES_KO.search(rest[case.end() - 1 :]):
            return True
    return False


def _is_case_en(sentence: str) -> bool:
    for given in GIVEN_EN.finditer(sentence):
        before = sentence[: given.start("sum" if given["sum"] else "dollars")]
        if RULE_FIRST.search(before):
            return False
        if THRESHOLD_EN.search(before):
            continue
        rest = sentence[given.end() :]
        case = CASE_EN.search(rest)
        if case and COMES_EN.search(rest[case.end() :]):
            return True
    return False
