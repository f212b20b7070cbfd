"""Numbers written as words, as digits: 이 퍼센트, 천만 원, 삼 점 오, 두 달, two and a half percent.

Only where they say a figure: before a unit, or behind a point. Words that look like numbers and
are none (이번, 일원화, 사원, one of them) are left alone; what is left alone on one side of a
comparison is so on the other.
"""

import re
from decimal import Decimal

SINO = {word: value for value, word in enumerate("영일이삼사오육칠팔구")} | {"공": 0, "륙": 6}
SCALES = {"십": 10, "백": 100, "천": 1000}
MYRIADS = {"만": 10**4, "억": 10**8, "조": 10**12}
NATIVE_TENS = {"열": 10, "스물": 20, "스무": 20, "서른": 30, "마흔": 40, "쉰": 50}
NATIVE_ONES = {
    "한": 1,
    "하나": 1,
    "두": 2,
    "둘": 2,
    "세": 3,
    "석": 3,
    "네": 4,
    "넉": 4,
    "다섯": 5,
    "여섯": 6,
    "일곱": 7,
    "여덟": 8,
    "아홉": 9,
}

DIGIT = "[영공일이삼사오육륙칠팔구]"
SINO_NUMBER = r"[일이삼사오육륙칠팔구십백천만억조]"
MONEY = r"원(?!화|칙|천|금|래|본|활|인|리|가|래)|달러|유로|엔(?!터|진)"
SHARE = r"퍼센트|프로(?!그|모|세|필|젝)|%|포인트"
SPAN = r"개월|영업일|년(?!도)|일(?!정|부|반|괄|시|치|요|단)|주(?!택|의|소|민|식)일?|분(?!실|할|류|야|기|쟁)|시간|회(?!사|원|수|복)|배(?!우|당|송)"
# One syllable alone is mostly another word (이 분, 사 회, 구 일); before these units it is none.
ALONE = rf"(?:{SHARE}|개월|{MONEY})"
# 일원, 이원, 사원, 구원 are words; 만원, 백원 are money.
SINO_FIGURE = re.compile(
    rf"(?<![가-힣\d.,])(?<!\d\s)(?:(?P<long>{SINO_NUMBER}(?:\s?{SINO_NUMBER}){{1,15}})\s?(?={SHARE}|{SPAN}|{MONEY})"
    rf"|(?P<scale>[십백천만억])\s?(?={SHARE}|{MONEY}|개월|년(?!도)|배)"
    rf"|(?P<one>[일이삼사오육륙칠팔구])(?:\s(?={ALONE})|(?={SHARE}|개월|달러))"
    rf"|(?P<year>[일삼오육칠팔])\s?(?=년(?!도)))"
)
POINT = re.compile(
    rf"(?<![가-힣])(?P<whole>{DIGIT}|{SINO_NUMBER}{{2,8}})\s?점\s?(?P<part>{DIGIT}(?:\s?{DIGIT}){{0,5}})(?=\s?(?:{SHARE}|배))"
)
NATIVE = re.compile(
    rf"(?<![가-힣])(?P<tens>{'|'.join(NATIVE_TENS)})?\s?(?P<ones>{'|'.join(NATIVE_ONES)})?"
    r"(?:\s(?=달|시간|배|차례|주(?:일)?(?![가-힣]*[택의소민식]))|(?=달(?![라력])|시간))"
)
CLOCK = re.compile(
    r"(?<![가-힣])(?P<hour>열두|열한|다섯|여섯|일곱|여덟|아홉|한|두|세|네|열)\s?(?=시(?!간|스|작|설|행|험|도|장|민|점|대|기|중))"
)

ONES = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
HUNDREDS = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9}
WORD = rf"(?:{'|'.join([*ONES, *TENS, *HUNDREDS])}|oh)"
ENGLISH_UNIT = (
    r"(?:per ?cent|percentage|%|basis points?|won\b|krw|us dollars?|dollars?|usd|euros?"
    r"|(?:business |calendar |working )?(?:days?|weeks?|months?|years?|hours?|minutes?)\b|times\b"
    r"|o'clock|[ap]\.?m\b)"
)
ENGLISH = re.compile(
    rf"\b(?P<whole>(?:an? (?=hundred|thousand|million|billion))?{WORD}(?:(?:[ -]| and ){WORD}){{0,12}})"
    rf"(?: point (?P<part>{WORD}(?: {WORD}){{0,5}})|(?P<half> and a half))?(?=[ -]{ENGLISH_UNIT})"
)
HALF = re.compile(r"\b(?:half an?|one half of an?) (?=per ?cent|year|hour|month|day)")


def in_digits(text: str) -> str:
    """`text`, in small letters and NFKC, with its numbers in words as digits."""
    text = POINT.sub(_with_point, text)
    text = SINO_FIGURE.sub(_sino, text)
    text = NATIVE.sub(_native, text)
    text = CLOCK.sub(lambda match: f"{_native_value(match['hour'])}", text)
    text = HALF.sub("0.5 ", text)
    return ENGLISH.sub(_english, text)


def _with_point(match: re.Match[str]) -> str:
    part = "".join(str(SINO[word]) for word in match["part"] if word in SINO)
    return f"{sino_value(match['whole'])}.{part}"


def _sino(match: re.Match[str]) -> str:
    word = match["long"] or match["scale"] or match["one"] or match["year"]
    return str(sino_value(word))


def sino_value(word: str) -> int:
    """삼백오십만 → 3,500,000. Digits read one by one (일이삼) are their row."""
    tight = word.replace(" ", "")
    if all(each in SINO for each in tight):
        return int("".join(str(SINO[each]) for each in tight))
    total, part, digit = 0, 0, 0
    for each in tight:
        if each in SINO:
            digit = SINO[each]
        elif each in SCALES:
            part, digit = part + (digit or 1) * SCALES[each], 0
        else:
            total, part, digit = total + ((part + digit) or 1) * MYRIADS[each], 0, 0
    return total + part + digit


def _native(match: re.Match[str]) -> str:
    if not match["tens"] and not match["ones"]:
        return match[0]
    return f"{NATIVE_TENS.get(match['tens'], 0) + NATIVE_ONES.get(match['ones'], 0)}"


def _native_value(word: str) -> int:
    tens = "열" if word.startswith("열") else ""
    return NATIVE_TENS.get(tens, 0) + NATIVE_ONES.get(word.removeprefix(tens), 0)


def _english(match: re.Match[str]) -> str:
    words = re.split(r"[ -]", match["whole"])
    whole = Decimal(english_value([word for word in words if word not in ("a", "an", "and")]))
    if match["half"]:
        return f"{whole + Decimal('0.5')}"
    if match["part"]:
        return f"{whole}.{''.join(str(ONES.get(word, 0)) for word in match['part'].split())}"
    return str(whole)


def english_value(words: list[str]) -> int:
    """["two", "hundred", "thousand"] → 200,000."""
    total, part = 0, 0
    for word in words:
        if word == "hundred":
            part = (part or 1) * 100
        elif word in HUNDREDS:
            total, part = total + (part or 1) * HUNDREDS[word], 0
        else:
            part += ONES.get(word, TENS.get(word, 0))
    return total + part


SPOKEN_KO = dict(SINO) | {"하나": 1, "둘": 2, "셋": 3, "넷": 4}
# Five in a row are a telephone number, an account or a code, and no amount.
DIGIT_ROW_KO = re.compile(
    rf"(?<![가-힣])(?:\d|{DIGIT})(?:(?:\s|-|·|\.|,|\s?다시\s?|\s?에\s)?(?:\d{{1,4}}|{DIGIT})){{4,24}}(?![가-힣]*[십백천만억])"
)
DIGIT_WORD_EN = rf"(?:{'|'.join(list(ONES)[:10])}|oh|double|\d+)"
DIGIT_ROW_EN = re.compile(
    rf"(?<![a-z]){DIGIT_WORD_EN}(?:[\s,.-]+{DIGIT_WORD_EN}){{4,24}}(?![a-z])"
)


def digit_rows(text: str) -> list[str]:
    """The rows of digits that are spelt in words, or half in words: 공일공 일이삼사 5678."""
    rows = [
        "".join(map(_digit, match[0]))
        for match in DIGIT_ROW_KO.finditer(text)
        if re.search(DIGIT, match[0])
    ]
    for match in DIGIT_ROW_EN.finditer(text):
        words = re.findall(r"[a-z]+|\d+", match[0])
        if any(word.isalpha() for word in words):
            rows.append(
                "".join(word if word.isdigit() else str(ONES.get(word, 0)) for word in words)
            )
    return [row for row in rows if len(row) >= 5]


def _digit(each: str) -> str:
    return each if each.isdigit() else str(SINO[each]) if each in SINO else ""
