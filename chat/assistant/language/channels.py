"""By which way in something is done: "앱으로도 되나요?", "Can I do it by phone?"."""

import re
from functools import lru_cache

# By the way in how a question asks for it, and how a sentence tells of it. "앱 비밀번호" and
# "app PIN" name a thing, and no way.
ASKED = {
    "app": r"(?:앱|모바일|스마트폰|폰)(?:으로|에서|로|[은는]요)|온라인(?:으로|에서)?|비대면|집에서"
    r"|\b(?:in|on|by|with|through|via|using) (?:the |your )?(?:\w+ ){0,2}app\b|\bonline\b",
    "internet": r"인터넷\s?뱅킹(?:으로|에서|은요)|인뱅(?:으로|에서|은요)|pc(?:로|에서|는요)|온라인(?:으로|에서)?|비대면"
    r"|\b(?:in|on|by|with|through|via|using) (?:the |your )?internet banking\b|\bonline\b",
    "telephone": r"전화(?:로|는요)|통화로|유선으로|전화만으로|\b(?:by|over the|on the) (?:tele)?phone\b|\bby calling\b",
    "branch": r"(?:영업점|지점|창구)(?:에서|에|으로|가서|[은는]요)|\b(?:at|in|to|from|visit) (?:a |the |any |your )?(?:branch|counter)\b",
    "atm": r"\batm(?:기)?(?:에서|으로|기로|[은는]요)|\b(?:at|from|with|using) (?:an? |the )?atm\b",
}
TOLD = {
    "app": r"앱|모바일|온라인|\bapp\b|\bonline\b",
    "internet": r"인터넷\s?뱅킹|온라인|\binternet banking\b|\bonline\b",
    "telephone": r"전화로|전화하여|연락하여|1\d{3}-\d{4}|\bphone\b|\bcall\b",
    "branch": r"영업점|창구|\bbranch(?:es)?\b|\bcounters?\b",
    "atm": r"\batm",
}
FORMS = {
    name: (re.compile(ASKED[name], re.IGNORECASE), re.compile(TOLD[name], re.IGNORECASE))
    for name in ASKED
}
# Who will not come to a branch asks for the ways that spare it.
STAYS_AWAY = re.compile(
    r"(?:지점|영업점|은행|창구)(?:에|을|를)?\s?(?:안\s?가|가지\s?않|방문하지\s?않)"
    r"|\bwithout (?:going|visiting|coming)\b",
    re.IGNORECASE,
)
REMOTE = frozenset({"app", "internet", "telephone"})


@lru_cache(maxsize=1000)
def asked_by(question: str) -> frozenset[str]:
    """The ways in that a question asks for; none where it leaves the way open."""
    if STAYS_AWAY.search(question):
        return REMOTE
    return frozenset(name for name, (asked, _) in FORMS.items() if asked.search(question))


@lru_cache(maxsize=20_000)
def told_by(sentence: str) -> frozenset[str]:
    """The ways in that a sentence names."""
    return frozenset(name for name, (_, told) in FORMS.items() if told.search(sentence))
