"""What a message is: small talk, a question, a complaint, a wish for a person, or unclear.

Rules, read on the whole message: a word that merely occurs decides nothing. What the
customer writes is text to be sorted, never an instruction.
"""

import re
from enum import StrEnum

from chat.assistant.language import compact, either, plain
from chat.assistant.smalltalk import small_talk


class Need(StrEnum):
    """What the customer needs."""

    SMALL_TALK = "small_talk"
    HUMAN = "human"
    ACCEPT = "accept"  # of the person who was offered
    DECLINE = "decline"
    UNCLEAR = "unclear"
    COMPLAINT = "complaint"
    QUESTION = "question"


LONGEST_ANSWER = 30  # characters of a yes or no; a longer message says something else too
YES = either(r"""
    네|예|넵|넹|응|어|그래요?|좋아요?|좋습니다|부탁(?:해요?|합니다|드려요|드립니다)|ㅇㅇ|ㅇㅋ
    오케이|연결(?:해|좀|을)?(?:주세요|주십시오|줘요?)?|yes|yeah|yep|sure|okay|ok|please|goahead
    connectme
""")
NO = either(r"""
    아니(?:요|오|야)?|아뇨|ㄴㄴ|됐(?:어요?|습니다|고요)|괜찮(?:아요?|습니다)|싫(?:어요?|습니다)
    필요(?:는)?없(?:어요?|습니다)|안(?:해도|하셔도)(?:돼요|됩니다)|(?:나중|다음)에(?:요|할게요)?
    하지마(?:세요)?|no|nope|nah|nothanks?|nothankyou|notnow|later|it'?sfine|that'?sfine|don't
""")
BESIDE_YES = r"(?:[\W_]|그렇게|상담원|상담|해|주세요|바로|지금|빨리|제발|do|now|it|then)"
BESIDE_NO = r"(?:[\W_]|네|예|상담원|상담|연결(?:은)?|은|지금은?|thanks?|thankyou|now|please)"
ACCEPTED = re.compile(rf"{BESIDE_YES}*{YES}(?:{YES}|{BESIDE_YES})*")
REFUSED = re.compile(rf"{BESIDE_NO}*{NO}(?:{NO}|{BESIDE_NO})*")

PERSON_KO = r"(?:상담원|상담사|상담직원|사람|직원|담당자|매니저|인간)(?:분)?"
WITH_KO = r"(?:이랑|랑|과|와|하고|한테|에게|을|를|으로|로|이|께|은|는)?"
HOW_KO = r"(?:좀|한번|직접|빨리|지금|바로|당장|다시|진짜|그냥|실제로?){0,3}"
WANT_KO = either(r"""
    연결|바꿔|바꾸|통화|이야기|얘기|대화|상담(?!원|사|직)|불러|원해|원합니다|나와|부탁|주세요
    필요해|필요합니다|전화하고|말하고
""")
HUMAN_KO = re.compile(
    either(rf"""
        {PERSON_KO}{WITH_KO}{HOW_KO}{WANT_KO}|^\W*{HOW_KO}{PERSON_KO}(?:요|이요|좀)?\W*$
        ^\W*(?:그냥|빨리|지금|바로)?연결(?:좀)?(?:해|부탁)
        상담(?:전화)?연결(?:해|좀|부탁|요|원|\W*$)|(?:사람|상담원|직원|유인)상담|전화상담(?:하고|원해|부탁|해)
    """)
)
NOT_HUMAN_KO = re.compile(
    rf"{PERSON_KO}.{{0,10}}"
    + either(r"""
        말고|말구|아니고|아니라|없이|필요는?없|필요하지않|안바꿔|하지마|하지말|안해도|안하|안할래
        됐[어고습]|싫|원하지않|원치않
    """)
)
# Their hours and numbers are a question, and so is what one of them did.
ABOUT_HUMAN_KO = re.compile(
    r"시간|몇시|번호|언제까지|언제부터|주말에도|공휴일|(?:상담원|상담사|직원)(?:분)?이.{0,20}(?:했|라고|하던)"
)
CONNECT_KO = re.compile(r"(?:연결|바꿔)(?:해|좀|줘|주)")

PERSON_EN = r"(?:human|agent|person|representative|rep|someone|somebody|staff|operator|advis[oe]r)"
HUMAN_EN = re.compile(
    either(rf"""
        \b(?:talk|speak|chat|connect|transfer|put|get|give|need|want|reach)\b.{{0,30}}\b{PERSON_EN}\b
        ^\W*(?:an? )?(?:real |live |actual )?(?:human|agent|person|representative|operator)(?: please| now)?\W*$
        \b(?:real|live) (?:human|agent|person)\b|\bcall me back\b
    """)
)
NOT_HUMAN_EN = re.compile(
    r"\b(?:don't|do not|not|no|without|never|instead of|rather than|needn't)\b"
    rf".{{0,30}}\b{PERSON_EN}\b"
)
ABOUT_HUMAN_EN = re.compile(
    r"\b(?:what time|when|hours|how long|how late|number)\b"
    r"|\b(?:transfer|give|put|get)\b.{0,30}\b(?:money|account|refund|won|krw|else)\b"
    rf"|\b{PERSON_EN} (?:told|said|called|asked|stole|used|took)\b"
)

COMPLAINT_KO = re.compile(
    either(r"""
        화가?(?:나|났|납니)|짜증|열받|최악|엉망|실망|어이가?없|말이(?:됩니까|됩니|되나|안되|돼요)|너무하
        너무한|불친절|답답|황당|억울|항의|무책임|성의없|형편없|도대체|쓰레기|개판|미치겠|거지같
        (?:이게|뭐하는)은행|장난(?:하|해요|치)|왜(?:이렇게|이리|이따위|자꾸|맨날|또)
        몇번(?:을|이나|째)|불만(?:이(?:많|있|에요)|스럽|입니다|이네)
    """)
)
COMPLAINT_EN = re.compile(
    either(r"""
        \b(?:angry|furious|annoyed|annoying|ridiculous|terrible|awful|worst|unacceptable)\b
        \b(?:disappoint\w+|frustrat\w+|outrageous|disgusting|incompetent|useless|rude|unhappy)\b
        \b(?:fed up|sick of|not happy|how many times|waste of)\b|\bstill (?:not|no|hasn't|haven't)\b
        \bi (?:want|would like|need) to complain\b
    """)
)
ASKS_KO = re.compile(
    either(r"""
        [?？]|어떻게|어떡|얼마|언제|어디|무엇|뭐|뭔|뭘|며칠|몇|방법|절차|알려|궁금|나요|까요|가요
        은요|는요|되나|인지|알고싶|설명|안내|가능|되죠|하죠|되요|돼요
    """)
)
ASKS_EN = re.compile(
    r"\?|\b(?:how|what|when|where|which|who|why|can|could|do|does|is|are|may|should|tell|explain)\b"
)


def need_of(text: str, language: str, *, offered: bool) -> Need:
    """What the message needs. `offered`: a person was offered in the answer before it."""
    tight = compact(text)
    if offered and len(tight) <= LONGEST_ANSWER:
        if REFUSED.fullmatch(tight):
            return Need.DECLINE
        if ACCEPTED.fullmatch(tight):
            return Need.ACCEPT
    if wants_human(text, language):
        return Need.HUMAN
    if small_talk(text):
        return Need.SMALL_TALK
    if _says_nothing(tight):
        return Need.UNCLEAR
    complaint = (
        COMPLAINT_KO.search(tight) if language == "ko" else COMPLAINT_EN.search(plain(text))
    )
    return Need.COMPLAINT if complaint else Need.QUESTION


def wants_human(text: str, language: str) -> bool:
    """Whether the customer asks for a person, and neither about them nor for the contrary."""
    if language == "ko":
        tight = compact(text)
        if not HUMAN_KO.search(tight) or NOT_HUMAN_KO.search(tight):
            return False
        return not ABOUT_HUMAN_KO.search(tight) or bool(CONNECT_KO.search(tight))
    loose = plain(text)
    if not HUMAN_EN.search(loose):
        return False
    return not NOT_HUMAN_EN.search(loose) and not ABOUT_HUMAN_EN.search(loose)


def asks(text: str, language: str) -> bool:
    """Whether the message asks for something to be explained."""
    if language == "ko":
        return bool(ASKS_KO.search(compact(text)))
    return bool(ASKS_EN.search(plain(text)))


def _says_nothing(tight: str) -> bool:
    """Too short, or signs, digits, loose jamo and one letter over and over."""
    letters = re.sub(r"[\W_\dㄱ-ㅎㅏ-ㅣ]", "", tight)
    return len(letters) < 2 or len(set(letters)) == 1
