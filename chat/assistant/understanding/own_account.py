"""Questions about one's own account: "제 잔액이 얼마예요?", "Was my loan approved?".

The assistant sees no account. What it may say is where the customer sees it, and whom to ask.
"""

import re

from chat.assistant.language.normalise import compact, plain

THING_KO = (
    r"(?:잔액|잔고|한도|금리|이자|대출|카드|계좌|통장|포인트|민원|심사|신청|결제|대금|명세|거래|내역|청약"
    r"|신용점수|등급|적금|예금|만기|송금|이체|급여|환급|청구|연체|인증서|입금|월급|otp|원금|할부|기기)"
)
STATUS_KO = (
    r"(?:얼만(?:가|지|데)|얼마(?:로|에)?(?:잡혀|설정(?:돼|되어))|언제.{0,10}[았었했됐](?:는지|나요|죠|어요|더라|을까)|(?:몇|얼마).{0,6}(?:냈|넣었|부었|썼|모았|받았|보냈|쌓였|찼)"
    r"|얼마(?:나)?(?:있|남|나왔|빠져나갔|예요|에요|인가|인지|죠|야|입니까|$|\?)|몇(?:프로|퍼센트|%|점|원|등급)"
    r"|(?:됐|되었|났|나왔|왔|들어왔|빠졌|나갔|끝났)(?:나요|어요\?|는지|을까|습니까|는가|니)|(?:나왔|됐|왔)어요$"
    r"|언제(?:만료|끝나)|어디(?:까지|쯤)|언제(?:예요|인가|인지|죠|끝나|빠져나가)|(?:확인|조회)해(?:줘|주|봐)|봐(?:줘|주)|보여(?:줘|주)"
    r"|(?:계좌|상태|고객)인지|적용되고|왜안(?:됐|되|들어))"
)
# "제" and "내" are somebody's own where a word begins with them: neither 결제 nor 국내 does, and
# 제한 and 내역 are words of their own.
BEGINS_MINE = re.compile(
    r"(?<![가-힣a-z])(?=(?:제|내|저의|나의)(?!한[도계액]?\b|한(?:이|을|은|된|적)|휴|출|도[가는를]?\b|증|일|목|품|용|역|년|부[에서]?\b|국|려|야|는|면|고|지))"
)
MARK = "§"
MINE = rf"(?:{MARK}|아까|지금|현재|지난주에|신청한|이체한|낸)"
OWN_KO = re.compile(
    rf"{MINE}(?:제|내|저의|나의)(?:가)?[가-힣a-z]{{0,10}}{THING_KO}.{{0,24}}{STATUS_KO}"
)
# What became of something, between it and what was done no case and no mishap.
HAS_BECOME_KO = r"어떻게(?:진행|처리)?(?:됐|되었|돼가|되가|되고있|되어가)"
NO_TROUBLE = r"(?:(?!면|잘못|사기|경찰|지인|못).){0,16}"
UNSAID_KO = re.compile(
    rf"^(?:나|저|나는|저는|{MARK}(?:내|제))?(?:지금|현재|이번달|이달|오늘|어제)*(?:통장|계좌|카드|대출)?(?:에|의)?(?:잔액|잔고|카드값|결제금액|청구금액|대출잔액|실적|포인트|사용액|사용금액|이용금액|캐시백)(?:이|은|가|좀|을)*(?:얼마|조회|확인|알려|보여)"
    r"|(?:심사|승인|신청)(?:결과)?(?:가|는)?(?:나왔|됐|났)(?:나요|어요|는지|을까|습니까)"
    r"|(?:몇번|몇회|얼마)(?:나)?남았|(?:저번|지난|이번)달.{0,10}얼마(?:나)?(?:나갔|나왔|썼|쓴)"
    rf"|(?:{MINE}(?:제|내)|우리|남편|아내)(?:의|가)?(?:[가-힣]{{0,3}})(?:계좌|통장|적금|예금|대출|카드).{{0,14}}(?:얼마(?:나)?.{{0,3}}(?:나갔|모였|모았|붙었|쌓였|썼|있(?:어|나|는))|거절된?이유|어디쯤)"
    rf"|{MINE}(?:제|내)(?:연체금?|빚|마지막거래|최근거래).{{0,8}}(?:있나|있어|뭐|얼마)"
    r"|(?:방금|아까|어제|그제|오늘|아침에|지난주에?|며칠전에?)(?:제가|내가)?[가-힣]{0,8}(?:보낸|이체한|송금한|입금한|신청한|접수한|환전한|주문한|부친)(?:거|것|돈|게|건|카드|대출|송금|민원|서류)?(?:은|는|이|가)?.{0,6}(?:됐|되었|갔|도착했|들어갔|들어왔|나왔|왔)(?:나요|어요[?]|는지|죠|을까|습니까)"
    r"|(?:방금|아까|어제|오늘)(?:한|제가)?(?:이체|송금|보낸|입금|결제|신청)(?:한|된)?(?:거|것|돈)?.{0,6}(?:처리)?(?:됐|되었|갔|도착했|들어갔)(?:나요|어요[?]|는지|죠|을까)"
    r"|입금(?:이)?(?:됐|되었)는지|신청한.{0,8}(?:어떻게됐|어디쯤|됐나)"
    r"|(?:월급|급여|입금|돈)(?:이|은|가)?(?:다)?(?:들어왔|들어온)(?:는지|나요|습니까|어\?|어요\?)"
    r"|얼마(?:나)?남았(?:나요|어요|는지|죠|습니까)"
    # What has become of what they applied for, or came in.
    r"|(?:신청|접수)(?:했는데|했어요|하고|해놨는데|해뒀는데|넣었는데).{0,14}(?:통과|승인|심사|합격)(?:이|은|가)?(?:됐|되었|났|끝났)(?:나|는지|어요[?]|을까|습니까)"
    r"|(?:월급|급여|입금|돈|환급).{0,16}들어왔(?:나|는지|을까).{0,4}(?:확인|조회|봐|보)"
    r"|(?:신청|접수)(?:을|를)?(?:했|해놨|해뒀)(?:는데|어요|고|습니다)"
    + NO_TROUBLE
    + HAS_BECOME_KO
    + r"|(?:요구|요청|서류|민원|신청서)(?:을|를)?(?:넣었|냈|맡겼|보냈)(?:는데|어요|고|습니다)"
    + NO_TROUBLE
    + HAS_BECOME_KO
    + r"|(?:심사|신청|접수|민원|요구권?|배송)(?:결과)?(?:이|가|은|는)?"
    + HAS_BECOME_KO
    + r"(?:는지|나|건지).{0,6}(?:봐|확인|조회|알려|궁금)"
    # What somebody once knew, and where something of theirs has got to.
    rf"|{MARK}(?:제|내)[가-힣a-z]{{0,6}}{THING_KO}.{{0,10}}(?:언제|얼마|며칠|몇).{{0,4}}더라"
    r"|(?:신청|접수|주문|발급|보낸|환전|재발급)(?:한|했던)?(?:거|것|건|카드|대출|서류|돈).{0,8}어디(?:까지|쯤)"
    # What somebody pays, gets or uses now, and how much they have come to, is their own.
    r"|(?:몇|얼마|무슨).{0,10}(?:내|받|쓰|갚|적용되|적용받)고있"
    r"|(?:우리|남편|아내|와이프|아들|딸|엄마|아빠|어머니|아버지).{0,3}(?:계좌|통장|적금|예금|대출|카드).{0,8}언제(?:였|이었|더라)"
    r"|(?:이번|지난|저번)달.{0,14}얼마(?:나)?(?:썼|나왔|나갔|나옴|나와)"
    # What reaches somebody or leaves them this month, what they hold, and whether it works now.
    r"|(?:저|나)(?:한테|에게)(?!맞는|좋은).{0,6}(?:얼마|몇).{0,6}(?:들어|나오|나와|지급|입금)"
    rf"|{MARK}(?:제|내).{{1,14}}(?:이번|다음|지난)달.{{0,10}}(?:얼마|언제|며칠).{{0,6}}(?:빠져|나가|나와|나오|들어|내야)"
    rf"|{MARK}(?:제|내)[가-힣a-z]{{1,12}}에(?:는|서)?(?:돈이?)?(?:얼마나?|몇).{{0,4}}(?:있|남았|모였|쌓였)"
    rf"|{MARK}(?:제|내)[가-힣a-z]{{1,10}}?(?:는|은|이|가)?(?:지금|현재|아직)?(?:잠겨|막혀|정지(?:돼|되어)|켜져|꺼져|풀려|등록(?:돼|되어)|가입(?:돼|되어))있(?:나|는지|어요[?]|니|습니까)"
)
NOT_OWN_KO = re.compile(
    r"어떻게(?:하|해|바|올|늘|신청|조회|확인)|방법|절차|하려면|려면|싶|올리|늘리|바꾸|해지하|만들|어디서(?:봐|보|봄|볼|확인|조회)|얼마까지"
    r"|분실|잃어|도난|사기|보이스피싱|도용|모르는|빠져나갔는데|누가|해킹"
)
OWN_EN = re.compile(
    r"\b(?:what(?:'s| is| are)|how much(?: is| are)?|when (?:is|does|will)|has|have|did|is|was|were|why (?:did|was|is|hasn't)"
    r"|check|tell me|show me|look (?:at|up|into))\b(?! there).{0,12}\bmy\b.{0,24}"
    r"\b(?:balance|account|loan|card|limit|application|bill|payment|interest|rate|transfer|points|statement|score|complaint|transactions?|history)\b"
    r"|\b(?:what(?:'s| is)|how much is|tell me|check|show me) (?:the )?(?:current |remaining )?"
    r"(?:balance|limit|rate|status|amount|interest|points) (?:of|on|for|in) my\b"
    r"|\bhow much (?:do|did) i (?:still |currently )?(?:owe|have|spend)\b|\bdo i (?:still )?(?:owe|have)\b(?! to).{0,40}\b(?:left|account|loan|points)\b"
    r"|\bwhen (?:does|will|do) my\b.{0,30}\b(?:mature|expire|end|due)\b|\bwhere is my\b.{0,20}\b(?:card|application|transfer)\b|\bmy (?:recent |last )?(?:transactions|balance)\b"
    r"|\b(?:has|have|did) my (?:salary|pay|wages|pension|refund|money|deposit)\b.{0,20}\b(?:come|arriv\w+|land\w*|been|paid|go|gone)\b"
    # What has become of what they sent or asked for.
    r"|\bi(?:'ve| have)? (?:sent|applied|ordered|requested|submitted|transferred|filed|wired|mailed)\b.{0,80}"
    r"\b(?:has|have|did|was|were) (?:it|they|the (?:card|loan|money|transfer|application|request|complaint|refund|payment|papers))\b.{0,24}"
    r"\b(?:arriv\w*|approv\w*|processed|accepted|reject\w*|declined|done|shipped|complet\w*|credited|decided|gone through|go through|come through)\b"
    r"|\bhow much money do i have\b|\bwhat did i (?:spend|pay|buy)\b|\bwho sent me\b|\bdid you (?:get|receive) my\b"
    r"|\bwhat (?:interest )?(?:rate|fee|interest)s? am i (?:paying|charged)\b|\b(?:has|was|is)\b.{0,30}\b(?:paid|sent|credited|refunded) to me\b"
    r"|\b(?:was|is|has|did) my\b.{0,40}\b(?:approved|rejected|arrived|received|processed|gone through|been paid|go through)\b"
)
NOT_OWN_EN = re.compile(
    r"\bhow (?:do|can|to|should) i\b|\bdecides?\b|\bor what\b|\bwant to\b|\bcan i\b|\blost\b|\bstolen\b|\bclos(?:e|ing)\b|\brais\w*|\bincreas\w*"
    r"|\bchang\w*|\binsured?\b|\bprotected\b|\bif\b|\bscam\w*|\bwithout my\b|\bwhat happens\b|\bmy (?:wife|husband|son|daughter)\b"
    r"|\bwrong\b|\bmistake\b|\bby accident\b|\bpolice\b|\bpretend\w*|\bstranger\b"
)


def is_asked_about(text: str, language: str) -> bool:
    """Whether the customer asks for what stands in their own account."""
    if language == "ko":
        tight = compact(text)
        if NOT_OWN_KO.search(tight):
            return False
        marked = compact(BEGINS_MINE.sub(MARK, plain(text)))
        return bool(OWN_KO.search(marked) or UNSAID_KO.search(marked) or UNSAID_KO.search(tight))
    loose = plain(text)
    return bool(OWN_EN.search(loose)) and not NOT_OWN_EN.search(loose)


# A sentence that says where somebody sees something of their own.
SHOWS_KO = re.compile(
    r"(?:앱|인터넷뱅킹|메뉴|알림|문자|'[^']*>[^']*').{0,60}(?:확인|조회|볼 수|알려|알립|보여)"
)
SHOWS_EN = re.compile(
    r"(?:\bapp\b|\binternet banking\b|\bmenu\b|\"[^\"]*>[^\"]*\").{0,60}\b(?:check|see|shown?|view|find)\b"
    r"|\b(?:check|see|shown?|view|find)\b.{0,60}(?:\bapp\b|\binternet banking\b|\bmenu\b)",
    re.IGNORECASE,
)


# What of one's own may be looked up, in the words of questions and of articles.
OWN_THINGS = {
    "ko": (
        "잔액|잔고", "이체 ?한도", "카드 ?한도|이용 ?한도", "승인|심사|신청 ?결과", "포인트", "민원", "결제 ?(?:대금|금액)|카드값|명세|청구",
        "거래 ?내역|입금|월급|급여", "신용 ?점수", "만기", "연체", "인증서|유효 ?기간", "환급|환불", "배송|도착", "이체(?! ?한도)|송금|보낸", "금리|이자",
    ),
    "en": (
        "balance", "transfer limit|limit for sending", "card limit", "approv|screen|application|result", "points", "complaint", "bill|statement|payment",
        "transactions?|history|salary|paid", "credit score", "matur", "overdue|owe", "certificate|expir", "refund", "arriv|deliver", "transfer(?! limit)", "rate|interest",
    ),
}  # fmt: skip


def shows(sentence: str, language: str) -> bool:
    """Whether a sentence of an article says where the customer sees it."""
    return bool((SHOWS_KO if language == "ko" else SHOWS_EN).search(sentence))


def is_of_same_thing(sentence: str, question: str, language: str) -> bool:
    """Whether a sentence speaks of what of their own the customer asks about."""
    asked, told = plain(question), plain(sentence)
    return any(
        re.search(thing, asked) and re.search(thing, told) for thing in OWN_THINGS[language]
    )
