"""What of a thing a question asks, and what of it a sentence tells: the rate, the fee, how long.

An aspect is one of a closed list in the field's terms. `asked_in` reads a question, `told_in` a
sentence of an article; both go by words, as the lists of aspects of two languages say.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from chat.assistant.language.normalise import compact, plain


class Aspect(NamedTuple):
    """How an aspect is asked for and told. Korean questions are read without their blanks."""

    asked_ko: str
    told_ko: str
    asked_en: str
    told_en: str


ASPECTS = {
    "rate": Aspect(
        r"금리|이율|이자율|몇(?:프로|퍼센트|%)|이자(?:가|는|를)?(?:얼마|몇|어떻게)|이자.{0,4}(?:많|높|세[요고]|쎄|좋)",
        r"연 ?\d[\d.]*%|금리|이율|이자율",
        r"\brates?\b|\binterest (?:do|does|is|will)|\bper ?cent\b|how much (?:of the )?interest",
        r"\d ?%[^.%]{0,30}\b(?:a year|per year)|\brates?\b",
    ),
    "fee": Aspect(
        r"수수료|비용|요금|가격|값이?(?:얼마|어떻게)|건당|연회비|(?:발급|등록|설정|말소|배송|송금|가입)비(?!밀|대)|공짜|무료|돈(?:이|을)?(?:드|내|나가|들)|얼마(?:내|드|들)",
        r"수수료|연회비|무료|비용|\d원을? ?(?:냅|내야|부과|붙)",
        r"\bfees?\b|\bcosts?\b|\bcharge[sd]?\b|\bfree\b|\bprice\b|\bpenalt(?:y|ies)\b|\bhow much (?:is|are) (?:an?|the)\b(?! (?:limit|maximum|max|rate|interest))",
        r"\bfees?\b|\bcosts?\b|\bfree\b|\bcharge[sd]?\b",
    ),
    "discount": Aspect(
        r"우대|할인|감면|면제",
        r"우대|할인|감면|면제",
        r"\bdiscount\w*|\bpreferential\b|\bwaive\w*",
        r"\bdiscount|\bpreferential|\bwaive",
    ),
    # How somebody comes by it: the discount itself is told in every other sentence.
    "condition": Aspect(
        r"(?:우대|할인|면제|혜택)(?:금리|이율|율)?(?:은|는|을|를)?(?:더)?(?:받으려|받을려|받을수|받는|조건|채우|어떻게)",
        r"(?:면|고객은|고객에게는?|고객이) .{0,60}(?:더합|더해|더하|우대금리 ?\d|할인|면제)|\d ?%p[,;]",
        r"\b(?:how|what)\b.{0,40}\b(?:get|earn|qualify)\b.{0,20}\b(?:discount|preferential|bonus|extra|higher|better)\b",
        r"\b(?:if|when|customers?|who)\b.{0,80}\b(?:add|extra|discount|preferential|waive)",
    ),
    "limit": Aspect(
        r"한도|최대|얼마까지|얼마나(?:빌|넣|보내|받)|얼마(?:씩)?(?:빌릴|넣을|부을|보낼)수|최고(?:얼마|금액)|몇(?:프로|퍼센트|%)까지",
        r"한도|최대|(?:원|%)까지|\d ?(?:개|명|장|건|회|대|번)(?:까지|만)|원 이하",
        r"\blimit\b|\bmaximum\b|\bmax\b|\bup to\b|how much can i",
        r"\blimit\b|\bmaximum\b|\bup to (?!\d+(?:\.\d+)?% a year)|\bat most\b|KRW [\d,]+ (?:to|and) (?:KRW )?\d",
    ),
    "minimum": Aspect(
        r"최소|얼마부터|적어도",
        r"최소|최저|원 이상(?:을|부터|이어야|,|$)|(?:원|달러|만|명|세|살|엔|유로|포인트|회|번|건|장)부터",
        r"\bminimum\b|\bat least\b",
        r"\bminimum\b|\bat least\b|\bfrom\b",
    ),
    "papers": Aspect(
        r"서류|준비물|준비(?:해|하)|(?:뭐|뭘|무엇을?)(?:가져|챙겨|들고|필요|내|제출)|신분증|증빙",
        r"신분증|증명서|서류(?!(?:를|가|는)? ?(?:모두|다 |전부|접수|심사))|위임장|인감|원천징수|등본|명세서|증빙|등기권리증|계약서|확인증",
        r"\bpapers?\b|\bdocuments?\b|\bbring\b|\bpaperwork\b|\bproof\b|\bid\b",
        r"\bidentity card\b|\bcertificate\b|\bdocuments?\b|\bpapers?\b|\bpower of attorney\b"
        r"|\breceipt\b|\bpassport\b",
    ),
    "eligibility": Aspect(
        r"누가(?!내|부담|갚|물)|누구|자격|조건|대상|몇살|나이|(?:살|세)(?:인데|이면|부터|까지)|나옴|학생|무직|알바"
        r"|(?:가입|신청|발급|만들|받을?|빌릴|개설)(?:이|을|할)?(?:가능|수있|수 있)|외국인"
        r"|(?:대출|론|통장|계좌|적금|예금|카드|보험|상품)(?:도|이|은|는)?(?:되나|돼요|되요|될까|가능한?[가할해하])",
        r"만 ?\d+ ?세|\d세|이상인|대상|자격|수 없는 (?:경우|분|고객|사람|것)|(?:할|받을|만들) 수 없|(?:되|받)지 않|(?:고객|사람)(?:만|은|이).{0,30}(?:신청|가입|받|만들)",
        r"\bwho\b|\beligib|\bqualif|\bage\b|\bold\b|\bcan i (?:get|open|apply)\b|\bforeigner\b",
        r"\baged?\b|\beligible\b|\bcustomers? (?:aged|who|with)\b|\bonly\b",
    ),
    "how": Aspect(
        r"절차|방법|순서|어떻게(?!되|돼|될)|어떡|(?:는|은)법|려면",
        r"선택|누르|누릅|메뉴|신청합|'[^']*>[^']*'",
        r"\bhow (?:do|can|to|should) i\b|\bhow to\b|\bsteps\b|\bprocedure\b",
        r"\bchoose\b|\bselect\b|\bmenu\b|\benter\b|>",
    ),
    "raise": Aspect(
        r"올리|올려|올릴|높이|높여|높일|늘리|늘려|늘릴|증액|상향",
        r"올리|올릴|높이|높일|늘리|늘릴|증액|상향",
        r"\brais\w*|\bincreas\w*|\bhigher (?:\w+ )?limit\b",
        r"\brais\w*|\bincreas\w*|\bhigher\b",
    ),
    "lower": Aspect(
        r"낮추|낮춰|낮출|내리고|내리려|내리는|내려(?:줘|주|달)|줄이|줄여|줄일|하향|깎[아을고]",
        r"낮추|낮출|낮춰|줄이|줄일|하향|(?<!확)인하",
        r"\blower(?:ing)?\b|\breduc\w*|\bdecreas\w*",
        r"\blower\w*|\breduc\w*|\bdecreas\w*",
    ),
    "change": Aspect(
        r"바꾸|바꿀|바뀌|(?<!으로)(?<!러로)바꿔|변경|교체|옮기|옮길|옮겨|갈아",
        r"바꾸|바꿀|바뀌|바꾼|변경|교체|옮기|복사|이전",
        r"\bchang\w*|\bswitch\w*|\bmove\b",
        r"\bchang\w*|\bswitch",
    ),
    "cancel": Aspect(
        r"해지|취소|탈퇴|없애|철회|그만두|물리|물릴|해약|해제|취하|풀(?:고|려|어|릴|수)",
        r"해지|취소|탈퇴|철회|없애|해제|취하|풀(?:려|어|거나|수|고| 수)|풉니다",
        r"\bcancel\w*|\bclos(?:e|ing)\b|\bterminat\w*|\bwithdraw (?:from|my)\b|\bundo\b",
        r"\bcancel\w*|\bclos(?:e|ed|ing)\b|\bwithdraw\w*",
    ),
    "time": Aspect(
        r"얼마나걸|며칠|언제(?:쯤|까지)?(?:받|도착|들어|나와|나오|오|되|돼|입금|처리|알)|걸려|걸리|소요|결과",
        r"영업일|\d ?(?:시간|분|일) ?(?:안|이내|뒤|후)|배송|도착|바로|즉시|당일|안에",
        r"\bhow long\b|\bwhen will\b|\bwhen (?:is|are)\b|\bwhen (?:do|does|can|may|could) (?:i|it|they)\b|\barriv\w*|\bresult\b",
        r"\bbusiness days?\b|\bwithin\b|\bhours?\b|\barriv\w*|\bdelivered\b|\bat once\b|\bsame day\b",
    ),
    "hours": Aspect(
        r"몇시|(?:영업점?|지점|은행|창구|운영|이용|상담|점검)시간|주말|공휴일|토요일|일요일|점심시간|24시간",
        r"\d{2}:\d{2}|평일|토요일|주말|공휴일|점심|24시간",
        r"\bhours\b|\bwhat time\b|\bopen(?:ing)?\b|\bweekends?\b|\bholidays?\b|\buntil when\b",
        r"\d{2}:\d{2}|\bweekdays?\b|\bSaturday|\bholidays?\b|\b24 hours\b",
    ),
    "where": Aspect(
        r"어디|메뉴|어느화면|어느지점",
        r"'[^']*>[^']*'|메뉴|영업점|창구|앱(?:의|에서)",
        r"\bwhere\b|\bwhich menu\b",
        r"\bunder\b|\bmenu\b|\bbranch|\bin the app\b|>",
    ),
    "tax": Aspect(
        r"세금|과세|소득세|세후|세전",
        r"세금(?! 전|을 떼기 전)|소득세|과세|15\.4",
        r"\btax\w*",
        r"(?<!before )\btax\w*",
    ),
    "early": Aspect(
        r"중도|중간에(?:빼|찾|해지|그만|못)|깨면|깨|일찍|조기|미리(?:갚|상환)|만기전|(?:달|개월|년)(?:만에|넣다가|에)(?:깨|해지|갚)",
        r"중도|만기 전|일찍",
        r"\bearly\b|\bbefore maturity\b|\bafter \d+ months\b|\bprepay|\bclear(?:ing)? (?:the|my|a|off)\b|\bahead of (?:time|schedule)\b",
        r"\bearly\b|\bbefore maturity\b|\bmonths\b",
    ),
    "maturity": Aspect(
        r"만기(?:가|를)?(?:지나|지났|넘|후|뒤|되면)",
        r"만기(?:가)? ?(?:지|후|뒤|다음|에)",
        r"\b(?:after|past) (?:the )?maturity\b|\bmatures?\b",
        r"\bafter maturity\b|\bmatur",
    ),
    "period": Aspect(
        r"기간|기한|몇(?:년|개월|달)|최장|언제까지|언제부터|유효",
        r"\d ?(?:년|개월|(?:영업)?일)|기한|기간|\d{2}까지|전날",
        r"\bterm\b|\bperiod\b|\bdeadline\b|\bhow many (?:years|months|days)\b|\blongest\b|\bexpir",
        r"\d[ -](?:years?|months?|days?)|\bterm\b|\bperiod\b",
    ),
    "contact": Aspect(
        r"전화번호|(?:센터|지점|영업점|은행|상담)번호|번호(?:가|는|좀|뭐|알려)|연락처|(?:어디로|어디에)(?:전화|연락|신고)",
        r"1\d{3}-\d{4}|\b1(?:12|332)\b",
        r"\bphone number\b|\bwho (?:do|should) i call\b|\bnumber to call\b",
        r"1\d{3}-\d{4}",
    ),
    "proxy": Aspect(
        # A parent who opens an account for a child is nobody's proxy.
        r"대신|대리|^(?!.{0,300}(?:미성년|아기|아이|애기|갓난|신생아|초등|중학|고등학|어린|아들|딸|자녀))"
        r".{0,300}(?:아내|남편|엄마|아빠|부모|가족|와이프|배우자)"
        r"(?!님?(?:집|네|이름|명의|소득|소유|합산|관계|에게받|한테받))",
        r"대리|위임|가족(?!관계)|본인(?:만|이 직접)|직접",
        r"\bmy (?:wife|husband|mother|father|parents?|family)\b|\bfor me\b|\bproxy\b"
        r"|\bon (?:my|his|her) behalf\b",
        r"\bprox(?:y|ies)\b|\brepresentative\b|\bpower of attorney\b|\bfamily\b(?! relation)",
    ),
    "refusal": Aspect(
        r"거절|거부|안(?:되면|된다면)|떨어지면|실패",
        r"거절|거부|동의하지|못하면|않으면|실패",
        r"\brefus\w*|\breject\w*|\bdeclin\w*|\bfails?\b",
        r"\brefus\w*|\breject\w*|\bdeclin\w*|\bcannot\b|\bfail",
    ),
    "example": Aspect(
        r"예를들|예시|예로|예좀",
        r"이면 .{0,200}(?:원|%)|예를 들|하면 .{0,200}원입니다",
        r"\bexample\b",
        r"\bfor example\b|\bfor an?\b.{0,200}KRW|\bIf\b.{0,200}KRW",
    ),
}
# What is told by a value alone, of which the heading above says what it is.
MONEY = r"\d[\d,.]{0,20}[만억천조]{0,3} ?(?:원|달러|유로|엔)|\bKRW ?\d|\bUSD ?\d"
DAYS = r"\d ?(?:영업일|일|년|개월|시간|분|주)|\d[ -](?:business )?(?:day|week|month|year|hour|minute)s?\b"
VALUES = {
    "rate": re.compile(r"\d ?%"),
    "fee": re.compile(rf"{MONEY}|\d ?%|없(?:습니다|음)|무료|\bfree\b"),
    "limit": re.compile(rf"{MONEY}|\d ?(?:%|회|개(?!월)|명|장|건)|\d times\b"),
    "time": re.compile(DAYS),
    "period": re.compile(DAYS),
    "hours": re.compile(r"\d{1,2}:\d{2}"),
}
NAMED = frozenset({"rate", "fee", "discount", "limit", "minimum"})  # says itself what it is
MOVED = frozenset({"raise", "lower"})  # what is done to a limit or a rate
RAISED = frozenset({"limit", "rate"})
HOW_MUCH = re.compile(r"얼마|몇|까지|최대|최고|how (?:much|far|high)|what(?:'s| is)|maximum|up to")
# Who only says what they would like to do asks how: "민원 넣고 싶습니다".
WISH = re.compile(
    r"고싶|하려고(?:요|합니다|해요|하는데)|\bi(?:'d| would)? (?:want|like|wish) to\b"
)
# Who tells a case of their own ("열흘 됐는데 무르고 싶어요") asks for more than the way.
OWN_STORY = re.compile(r"[가-힣](?:는데|지만)[가-힣]|\bbut\b|\bwhen\b")
# Figures of somebody's own case, or what comes of it in all.
OWN_CASE = re.compile(
    r"\d[\d,]{4,}|[\d일이삼사오육칠팔구천백십] ?만(?!기)|[\d일이삼사오육칠팔구십] ?[천억]|\d ?(?:%|퍼센트|프로)"
    r"|채우면|다 ?넣으면|모으면|총 ?얼마|원금[은이]? ?얼마"
    r"|\bKRW\b|\b(?:a|one|\d+) ?(?:million|thousand)\b|\d ?per ?cent|\bin total\b|\baltogether\b|\badds? up\b",
    re.IGNORECASE,
)
WORD_KO = re.compile(r"[가-힣]{4,}")


@lru_cache(maxsize=1000)
def asked_in(question: str, language: str) -> frozenset[str]:
    """The aspects that a question asks for; none where it asks what something is."""
    text = compact(question) if language == "ko" else plain(question)
    place = 0 if language == "ko" else 2
    found = frozenset(name for name, each in PATTERNS.items() if each[place].search(text))
    if "condition" in found:  # whoever asks how to come by a better rate asks for no rate
        found -= {"rate", "how"}
    # Whoever wants a limit raised asks how, and not what it is.
    return found - RAISED if found & MOVED and not HOW_MUCH.search(text) else found


def wants_example(question: str, language: str) -> bool:
    """Whether somebody asks for an example, or gives figures of a case of their own."""
    return "example" in asked_in(question, language) or bool(OWN_CASE.search(question))


def without_subject(question: str, title: str, language: str) -> str:
    """The question without the compounds of a title that only hold the name of an aspect.

    금리인하요구권 is a right and no rate; 이체한도 is a limit, for a compound is what it ends in.
    """
    if language != "ko":
        return question
    for word in WORD_KO.findall(title):
        asked = next(
            (word[:size] for size in range(len(word), 3, -1) if word[:size] in question), ""
        )
        if asked and asked_in(asked, language) and not asked_in(word[-2:], language):
            question = question.replace(asked, " ")
    return question


def only_wishes(question: str, language: str) -> bool:
    """Whether a message says what somebody would like to do, and asks nothing of it by name."""
    text = compact(question) if language == "ko" else plain(question)
    wishes = WISH.search(text) and not OWN_STORY.search(text)
    return bool(wishes) and not asked_in(question, language)


@lru_cache(maxsize=20_000)
def told_in(sentence: str, language: str) -> frozenset[str]:
    """The aspects that a sentence may tell."""
    place = 1 if language == "ko" else 3
    return frozenset(name for name, each in PATTERNS.items() if each[place].search(sentence))


def told_under(heading: str, sentence: str, language: str) -> frozenset[str]:
    """The aspects that a sentence may tell where it stands under this heading: "건당 300원입니다."
    under "수수료" is a fee, though it does not say so.
    """
    told = told_in(sentence, language)
    if not heading or told & NAMED:
        return told
    above = told_in(heading, language)
    return told | {each for each in above & VALUES.keys() if VALUES[each].search(sentence)}


PATTERNS = {
    name: tuple(re.compile(words, re.IGNORECASE) for words in each)
    for name, each in ASPECTS.items()
}
