"""What kind of value a question asks for (a sum of money, a number of days), and who tells one.

`types_asked` reads a question, `tells` a sentence: "며칠 걸려요?" is answered by one that names days.
"""

import re
from functools import lru_cache

from chat.assistant.language.normalise import compact, plain

# For each type how it is asked for, and how a value of it is written. Korean questions are
# read without their blanks.
KOREAN = {
    "duration": (
        r"며칠|몇일(?!날)|얼마(?:나|정도)?걸|몇(?:개월|달|주|년|시간|분|영업일)|얼마동안|얼마만에|언제까지|최장|기간(?:이|은|을|도|요)",
        r"\d ?(?:영업일|일|시간|분|개월|주|년|달)|\d{2}:\d{2}까지|전날",
    ),
    "date": (
        r"몇월|무슨달|언제언제|어느달|매달며칠|며칠날|몇일날|무슨요일|(?:무슨|어느|어떤)날",
        r"\d월|매월|\d일|말일|요일",
    ),
    "clock": (r"몇시|(?:영업|운영|이용|상담|창구|지점|은행|영업점)시간", r"\d{1,2}:\d{2}|24시간"),
    "money": (
        r"얼마(?!나걸|정도걸|동안|만에)|비용|요금|건당|돈(?:이|을)?(?:드|내|나가|들)",
        r"[\d만억천]원|달러|무료|면제|\d ?%",
    ),
    "share": (
        r"몇(?:프로|퍼센트|%)|금리|이율|이자율|이자(?:가|는|를)?(?:얼마|몇|어떻게)",
        r"\d ?%(?!p)",
    ),
    "count": (
        r"몇(?:번(?!으로)|회|개(?!월)|장|건|자리|글자|명|차례|대)|횟수",
        r"\d ?(?:번|회|개(?!월)|장|건|자리?|글자|명|차례|대)",
    ),
    "age": (r"몇살|나이|몇세", r"\d ?세"),
    "telephone": (
        r"전화번호|몇번으로|어디(?:로|다|에|다가)(?:전화|연락|신고)|(?:전화|연락처)(?:는|가)?(?:뭐|몇|알려)|번호(?:가|는|좀)?(?:뭐|몇|알려)",
        r"1\d{3}-\d{4}|\+82|\b1(?:12|332)\b",
    ),
}
ENGLISH = {
    "duration": (
        r"\bhow (?:long|soon|early)\b|\bwhen (?:may|can|could) i\b[^?.]{0,40}\bagain\b|\bhow many (?:business |working )?(?:days?|weeks?|months?|years?|hours?)\b|\bdeadline\b|\blongest\b|\bby when\b",
        r"\d+ ?(?:business |working )?-?(?:days?|weeks?|months?|years?|hours?|minutes?)\b",
    ),
    "interval": (
        r"\bhow often\b",
        r"\bevery\b|\bonce\b|\btwice\b|\bmonthly\b|\bdaily\b|\byearly\b",
    ),
    "date": (
        r"\b(?:which|what) (?:day|month|date)s?\b",
        r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b|\d(?:st|nd|rd|th)\b",
    ),
    "clock": (
        r"\bwhat time\b|\bhours\b|\buntil when\b|\bopen(?:ing)?\b",
        r"\d{1,2}:\d{2}|24 hours",
    ),
    "money": (
        r"\bhow much\b|\bcosts?\b|\bprice\b|\bfees?\b",
        r"\bKRW\b|\bUSD\b|\bfree\b|\bno (?:fee|charge)\b|\d ?%",
    ),
    "amount": (r"\bminimum\b|\bmaximum\b|\blimi?t\b", r"\bKRW\b|\bUSD\b|\d times"),
    "share": (
        r"\brates?\b|\bper ?cent\b|\bpercentage\b|\bhow much interest\b|\bthe interest if\b",
        r"\d ?%",
    ),
    "count": (r"\bhow many (?!business|working|days?|weeks?|months?|years?|hours?)", r"\d"),
    "age": (r"\bhow old\b|\bage\b", r"\baged?\b|\byears old\b"),
    "telephone": (
        r"\b(?:which|what) number\b|\bphone number\b|\bnumber (?:to|do i|should i) (?:call|dial)\b|\bwho (?:do|should) i call\b",
        r"1\d{3}-\d{4}|\+82|\b1(?:12|332)\b",
    ),
}
TYPES = {
    language: {
        name: (re.compile(asked), re.compile(told)) for name, (asked, told) in types.items()
    }
    for language, types in (("ko", KOREAN), ("en", ENGLISH))
}


@lru_cache(maxsize=1000)
def types_asked(question: str, language: str) -> frozenset[str]:
    """The types of value that a question asks for; none where it asks for no value."""
    read = compact(question) if language == "ko" else plain(question)
    return frozenset(name for name, (asked, _) in TYPES[language].items() if asked.search(read))


def tells(sentence: str, types: frozenset[str], language: str) -> bool:
    """Whether a sentence holds a value of one of these types."""
    return any(TYPES[language][name][1].search(sentence) for name in types)
