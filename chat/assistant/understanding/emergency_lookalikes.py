"""What sounds like fraud and is none of the customer's loss: money that came from a stranger, and
an own account that was frozen after somebody's report. No money has left; there are articles on it.
"""

import re

from chat.assistant.language.normalise import compact, plain

RECEIVED_KO = re.compile(
    r"(?:모르는|낯선|알지도?못하는)(?:사람|분|이름|번호|계좌|곳|데|사람들)?(?:이|가|으로부터|로부터|한테서|에게서|에서).{0,24}(?:들어왔|들어와|입금됐|입금되|입금했|입금이|보냈|보내왔|부쳤|넣었|송금했|송금됐)"
    r"|(?:누가|누군가|누군지).{0,8}(?:제|내)(?:통장|계좌)(?:에|으로|로)(?:모르는)?(?:돈을?)?(?:잘못)?(?:넣|보냈|입금|송금)"
    r"|(?:모르는|출처모를|이상한)(?:돈|입금|금액)(?:이|을|가)?.{0,12}(?:들어왔|들어와|입금|받았|왔)"
)
FROZEN_KO = re.compile(
    r"(?:계좌|통장)(?!의?(?:비밀번호|비번|암호))[이가을를은는도]?.{0,20}(?:신고(?:돼|되|됐|당|가들어)|정지(?:돼|되|됐|당|시켰)|동결|묶(?:였|여|이)|막(?:혔|혀)).{0,30}"
)
LEFT_KO = re.compile(
    r"(?:통장|계좌)에서|해킹|도용|빠져나|인출|속아|속았|(?:제가|내가|저도|저는).{0,10}(?:보냈|송금했|이체했|부쳤)|(?:에게|한테|로|으로)(?:돈을?)?(?:보냈|송금했|이체했)"
)
RECEIVED_EN = re.compile(
    r"\b(?:stranger|unknown (?:person|sender|account)|(?:someone|somebody|person) (?:that |who )?i (?:don't|do not|never) (?:know|knew|met))\b.{0,30}\b(?:sent|transferred|deposited|paid|wired|put)\b.{0,30}\b(?:me|to my|into my|in my)\b"
    r"|\b(?:someone|somebody)\b.{0,12}\b(?:sent|transferred|deposited)\b.{0,20}\bto my account\b"
    r"|\b(?:received|got)\b.{0,20}\bmoney\b.{0,20}\b(?:stranger|don't know|do not know|unknown)\b"
)
FROZEN_EN = re.compile(
    r"\bmy account\b.{0,40}\b(?:frozen|froze|blocked|suspended|stopped|reported)\b|\b(?:froze|blocked|suspended|reported) my account\b"
)
LEFT_EN = re.compile(
    r"\bfrom my account\b|\bi (?:have )?(?:sent|paid|wired|transferred)\b|\bhack\w*|\bi was tricked\b"
)

MISTAKEN_KO = re.compile(
    r"(?:송금|이체|입금)(?:을|를)?잘못(?:했|해)|(?:계좌(?:번호)?|번호|한자리|자리|이름|금액|받는(?:사람|분)).{0,10}(?:틀|잘못|헷갈|착각).{0,16}(?:보냈|송금했|이체했|입금했|부쳤|보내버)"
    r"|(?<!해외)(?<!외화)(?:송금|이체|입금|보낸|부친).{0,20}(?:금액|계좌(?:번호)?|번호|이름|숫자|받는(?:사람|분))(?:을|를|이|가)?(?:잘못|틀리게)(?:눌렀|입력했|적었|쳤|넣었|썼)"
    r"|(?:실수로|잘못해서).{0,8}(?:딴|다른|엉뚱한|모르는)(?:데|곳|사람|계좌|통장).{0,8}(?:보냄|보냈|송금함|송금했|이체함|이체했|입금함|부침)"
    r"|엉뚱한.{0,10}(?:보냈|송금|이체|입금|부쳤)|(?:잘못|실수로).{0,10}(?:보냈|송금했|이체했|입금했|부쳤|보내버)"
)
MISTAKEN_EN = re.compile(
    r"\b(?:sent|transferred|paid|wired)\b.{0,40}\b(?:wrong (?:account|person|number)|by mistake|wrong one)\b"
    r"|\bwrong (?:account|number|person)\b.{0,40}\b(?:sent|transferred|paid|wired)\b"
)
# A machine has the card or the money, and nobody else: an article says whom to tell.
MACHINE_KO = re.compile(
    r"(?:atm|현금인출기|인출기|자동화기기|기계|에이티엠).{0,14}(?:먹었|먹혔|먹어버|먹는|삼켰|삼켜|걸렸|걸려|안나와|안나옴|안나오|꼈|끼었|안뱉)"
)
MACHINE_EN = re.compile(
    r"\b(?:atm|machine|dispenser)\b.{0,24}\b(?:ate|eaten|swallowed|kept|retained|took|stuck|jammed)\b"
    r"|\b(?:stuck|swallowed|eaten|retained|jammed)\b.{0,16}\b(?:atm|machine|dispenser)\b"
)
# What is lost opens no account: articles say what a lost key costs.
HARMLESS_KO = re.compile(
    r"^(?!.*(?:카드|지갑|폰|휴대전화|신분증|민증|면허증|여권|통장|otp|오티피|가방|수표|돈)).*"
    r"(?:열쇠|키|영수증|번호표|쿠폰|우산|증명서|서류|계약서)(?:를|을|도|가|이)?.{0,4}(?:분실|잃어|잃었|없어졌)"
)
HARMLESS_EN = re.compile(
    r"^(?!.*\b(?:card|wallet|purse|bag|phone|id|passport|passbook|otp|token|che(?:que|ck)|money)\b).*"
    r"\b(?:lost|misplaced|can't find)\b.{0,24}\b(?:keys?|receipt|ticket|coupon|umbrella|papers?|contract)\b"
)
# Who would like to make sure tells of nothing that happened.
CHECKS_KO = re.compile(
    r"(?:없는지|있는지|(?:됐|되었|했|당했|뚫렸|털렸)는지).{0,10}(?:확인|조회|알아보|알수|볼수|궁금)"
)
CHECKS_EN = re.compile(
    r"\b(?:check|find out|make sure|know|see) (?:if|whether)\b.{0,40}\b(?:opened|taken out|hacked|in my name|compromised)\b"
)
FRAUD = re.compile(r"사기|피싱|속아|속았|검찰|경찰|\bscam|\bfraud|\btrick")
# How articles put what customers tell in their own words.
CASES = {
    "ko": (
        (FROZEN_KO, "내 계좌가 사기 계좌로 신고되어 지급정지되었을 때 증빙 자료로 이의제기"),
        (RECEIVED_KO, "모르는 사람이 보낸 돈이 내 계좌에 잘못 들어왔을 때 쓰지 말고 반환"),
        (MACHINE_KO, "ATM에 돈이나 카드가 걸렸을 때 신고"),
        (MISTAKEN_KO, "돈을 다른 계좌로 잘못 보냈을 때 착오송금 반환 신청"),
    ),
    "en": (
        (FROZEN_EN, "my account was reported as a fraud account and stopped, raise an objection"),
        (RECEIVED_EN, "unknown money came into my account by mistake, do not spend it, return it"),
        (MACHINE_EN, "money or a card is stuck in the ATM, report it"),
        (MISTAKEN_EN, "money sent to a wrong account by mistake, apply for the return"),
    ),
}


def case_of(text: str, language: str) -> str:
    """What somebody tells who asks nothing, as articles put it; blank for all else."""
    read = compact(text) if language == "ko" else plain(text)
    if (LEFT_KO if language == "ko" else LEFT_EN).search(read) and FRAUD.search(read):
        return ""
    for told, case in CASES[language]:
        if told.search(read) and (told in (FROZEN_KO, FROZEN_EN) or not FRAUD.search(read)):
            return case
    return ""


def is_no_loss(read: str, language: str) -> bool:
    """Whether a machine has what is missed, it opens no account, or somebody only makes sure that
    nothing is missing.

    read: the message as `compact` leaves it, or `plain` in English.
    """
    korean, english = (MACHINE_KO, CHECKS_KO, HARMLESS_KO), (MACHINE_EN, CHECKS_EN, HARMLESS_EN)
    forms = korean if language == "ko" else english
    return any(form.search(read) for form in forms)


def is_lookalike(text: str, language: str) -> bool:
    """Whether no money of the customer's has left, though strangers and reports are spoken of."""
    if language == "ko":
        tight = compact(text)
        if is_no_loss(tight, language):
            return True
        like = RECEIVED_KO.search(tight) or FROZEN_KO.search(tight)
        return bool(like) and not LEFT_KO.search(tight)
    loose = plain(text)
    if is_no_loss(loose, language):
        return True
    like = RECEIVED_EN.search(loose) or FROZEN_EN.search(loose)
    return bool(like) and not LEFT_EN.search(loose)
