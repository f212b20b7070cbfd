"""What a message is: small talk, a question, a complaint, a wish for a person, or unclear.

Rules read the whole message: a word that merely occurs decides nothing. What they see, and
the message's own words, are weighed by `classifier`, whose odds decide what is no fixed form.
What the customer writes is text to be sorted, never an instruction.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from chat.assistant.language.normalise import compact, either, plain
from chat.assistant.understanding.aspects import asked_in
from chat.assistant.understanding.declined_human import beside, declines, prefers_human
from chat.assistant.understanding.human_request import fix_typos, is_human_request
from chat.assistant.understanding.mood import is_dissatisfied, is_glad
from chat.assistant.understanding.smalltalk import aside, small_talk


class Need(StrEnum):
    """What the customer needs."""

    SMALL_TALK = "small_talk"
    HUMAN = "human"
    ACCEPT = "accept"  # of the person who was offered
    DECLINE = "decline"
    UNCLEAR = "unclear"
    COMPLAINT = "complaint"
    QUESTION = "question"
    AGREED = "agreed"  # what an agent agreed with them, said again


LIKELY_HUMAN = -0.3  # log odds from which a person is called: one too many costs little
SHORTEST_QUESTION = 6  # characters without blanks, beside a person who is declined
LONGEST_PRAISE = 40  # characters without blanks
LONGEST_ANSWER = 30  # characters of a yes or no; a longer message says something else too
YES = either(r"""
    네|예|넵|넹|응|어|그래요?|그럽시다|그러(?:세요|시죠|죠|지요)|좋아요?|좋습니다|좋지|부탁(?:해요?|합니다|드려요|드립니다)|ㅇㅇ|ㅇㅋ
    오케이|오키|당연(?:하지|하죠|히)?|물론(?:이죠|이지)?|그렇게(?:해|하)|해(?:주세요|줘요?|주이소|주소|주십시오)
    (?:연결|바꿔)(?:해|좀|을)?(?:주세요|주십시오|줘요?|주이소|이요|요)?|yes|yeah|yep|yup|sure|okay|ok|please|go ?ahead
    connect ?me|do it|of ?course|absolutely|definitely|why ?not|yea|sounds ?good|that ?would ?be ?(?:great|good|nice|helpful)
    please ?do|ㄱㄱ|고고|네에|하이소|해봐요?|원해요|바꿔줘요?
""")
NO = either(r"""
    아니(?:요|오|야|예|에요)?|아뇨|노노|ㄴㄴ|됐(?:어요?|습니다|고요|네요)|괜찮(?:아요?|습니다|은데요)|싫(?:어요?|습니다|은데요)
    필요(?:는)?없(?:어요?|습니다|는데요|네요)|안(?:해도|하셔도|그래도)(?:돼요?|됩니다|됩니더|되요)|안(?:할래|할게|해)요?|(?:나중|다음)에(?:요|할게요|하죠)?
    no ?need|i'?m ?(?:good|fine)|maybe ?later|not ?necessary|아닙니다|말고요|그럴필요(?:까진|까지는|는)?없(?:어요|습니다)|아직(?:은)?(?:괜찮|됐)(?:아요|습니다|어요)
    제가(?:찾아볼게요|알아서|직접|해결)(?:할게요|하겠습니다|했어요)?|혼자(?:해볼게요|할게요)
    하지마(?:세요)?|no|nope|nah|nothanks?|nothankyou|notnow|later|it'?sfine|that'?sfine|don't
""")
BESIDE_YES = r"(?:[\W_ㅎㅋㅠㅜ]|그럼|그러면|그렇게|상담원|상담|해|주세요|좀|꼭|바로|지금|빨리|제발|감사(?:합니다|해요)?|고마워요?|요|do|now|it|then|thanks?|that)"
BESIDE_NO = r"(?:[\W_ㅎㅋㅠㅜ]|네|예|상담원|상담|연결(?:은|까지)?|까지(?:는)?|은|는|지금은?|그냥|감사(?:합니다|해요)?|고마워요?|고맙습니다|친절하시네요|thanks?|thankyou|now|please|i'?m|but|for)"
ACCEPTED = re.compile(rf"{BESIDE_YES}*{YES}(?:{YES}|{BESIDE_YES})*")
REFUSED = re.compile(rf"{BESIDE_NO}*{NO}(?:{NO}|{BESIDE_NO})*")

PERSON_KO = r"(?:(?:상담|상당|삼담|상단|상다|샹담)(?:원|윈|언|웡|사|직원|요원)|고객센터|콜센터|사람|직원|행원|담당자|담당부서|매니저|매니져|지점장|은행장|행장|사장|본부장|책임자|관리자|팀장|윗사람|높은사람|상급자|상사|윗선|전문가|인간)(?:분|님)?"
WITH_KO = r"(?:이랑|랑|과|와|하고|한테|에게|을|를|으로|로|이|께|은|는)?"
HOW_KO = r"(?:좀|한번|직접|빨리|지금|바로|당장|다시|진짜|그냥|실제로?){0,3}"
WANT_KO = either(r"""
    연결|바꿔|바꾸|통화|이야기|얘기|대화|상담(?!원|사|직)|불러|붙여|원해|원합니다|나와|호출|돌려줘|돌려주|넘겨|계세요|계신가요|계십니까|있어요|있나요|나오라|데려|부탁|주세요|줘|없어요|없나요|할래|하고싶
    필요해|필요합니다|전화하고|말하고
""")
HUMAN_KO = re.compile(
    either(rf"""
        {PERSON_KO}{WITH_KO}{HOW_KO}{WANT_KO}|^\W*{HOW_KO}{PERSON_KO}(?:요|이요|좀)?\W*$
        (?:그냥|됐고|필요없고|빨리|당장|진짜|제발|말고){PERSON_KO}(?:요|이요|좀|을|으로)?\W*$|^(?:{PERSON_KO}\W*){{2,}}$
        {PERSON_KO}.{{0,10}}(?:연결(?:해|좀|부탁|요청|원|바|시켜)|바꿔(?:줘|주|달|라)?|불러(?:줘|주|달|와|라)?|통화(?:하고|할게|할래|원|시켜|가능|좀)|붙여|호출|나오라|나와라|데려|전화(?:달|줘|주|하라|하게)|얘기(?:하고|할래|할게|좀)|이야기(?:하고|할래|할게|좀)|말(?:하고싶|할래|할게)|찾아(?:줘|주)|보내(?:줘|주)|대(?:라|줘|주)\W*$|요청|희망)
        (?:진짜|실제|살아있는)(?:사람|상담)|사람(?:목소리|하고만|이랑만|이면)|유인상담
        {PERSON_KO}{WITH_KO}(?:직접|한번)?(?:여쭤|여쭙|물어|문의|얘기|말)(?:보|해|하)?고싶
        ^\W*(?:그냥|빨리|지금|바로)?연결(?:좀)?(?:해|부탁)
        (?:직접|전화로|유선으로)상담(?:하고|받고|원해|부탁|해)|상담(?:좀|을)?(?:받고싶|하고싶|받을수|할수있|신청)|통화(?:좀|를)?(?:하고싶|할수있|원해|부탁|해주)|전화(?:좀|를)?(?:주세요|줘요|주실|주시|걸어)|누구없어요|(?:ai|에이아이|로봇|챗봇|기계|봇)(?:이랑|랑|하고|은|는)?(?:말고|싫|그만).{0, 14}(?:사람|상담|직원)
        상담(?:전화)?연결(?:해|좀|부탁|요|원|\W*$)|(?:사람|상담원|직원|유인)상담|전화상담(?:하고|원해|부탁|해)
    """)
)
NOT_HUMAN_KO = re.compile(
    rf"{PERSON_KO}.{{0,10}}"
    + either(r"""
        말고|말구|아니고|아니라|아니에|아닌데|없이|필요는?없|필요하지않|안바꿔|하지마|하지말|안해도|안하|안할래|달라는(?:거|게|건)아니
        됐[어고습]|싫|원하지않|원치않
    """)
)
NOT_HUMAN_SAID = re.compile(
    rf"{PERSON_KO}[^,.!?]{{0,10}}?(?:말고|말구|아니고요?|필요\s?없고|됐고|없이)"
)
# Whom else they ask is no part of the question: "너한테 물어보는 거야 적금 금리".
TO_THE_MACHINE = re.compile(
    r"(?:너|네|니|당신|챗봇|봇|로봇|ai|인공지능)(?:한테|에게)(?:는|만)?\s?(?:물어|묻|여쭤|여쭙|질문)[가-힣]{0,6}(?:\s?(?:거야|거예요|거에요|건데요?|거니까|겁니다|거임))?",
    re.IGNORECASE,
)
# Their hours and numbers are a question, and so is what one of them did.
ABOUT_HUMAN_KO = re.compile(
    r"시간|몇시|번호|언제까지|언제부터|주말에도|공휴일|(?:상담원|상담사|직원)(?:분)?이.{0,20}(?:했|라고|하던)"
)
CONNECT_KO = re.compile(r"(?:연결|바꿔)(?:해|좀|줘|주)")

PERSON_EN = r"(?:humans?|agents?|person|people|representative|rep|someone|somebody|staff|operator|advis[oe]r|manager|supervisor|teller|boss|banker|specialist|(?:someone|person) in charge)"
HUMAN_EN = re.compile(
    either(rf"""
        \b(?:talk|speak|chat|connect|transfer|put|get|give|need|want|reach|bring|call|escalate|see)\b.{{0,30}}\b{PERSON_EN}\b
        ^\W*(?:an? )?(?:real |live |actual )?(?:human|agent|person|representative|operator)\b(?:\W*(?:please|now))*(?:\W|$)(?!.*\?)
        \b(?:real|live|actual) (?:human|agent|person|chat)\b|(?<!n't )(?<!not )\b(?:put me through|transfer me|connect me|call me)\b(?! to anyone)|\b(?:speak|talk|connect)\w* (?:to|with) (?:customer (?:service|support|care)|support|your team|the bank)\b|^\W*customer (?:service|support)(?: please)?\W*$
        \bcall me back\b
    """)
)
NOT_HUMAN_EN = re.compile(
    r"\b(?:don't|do not|not|no|without|never|instead of|rather than|needn't)\b"
    rf".{{0,30}}\b(?:{PERSON_EN}|anyone|anybody)\b"
)
LAST_WISH_KO = re.compile(
    r"(?<!말고)(?:연결|바꿔|불러|붙여)(?:을|좀|해|시켜){0,2}(?:주세요|주셔요|줘요?|주이소|주십시오|주시죠|주실래요|주시겠어요|달라(?:고요?|니까요?)|라(?:고요?|니까요?)|부탁(?:드립니다|드려요|해요|합니다)?|요청(?:합니다|드려요)?|바랍니다)[\W_ㅠㅜ]*$"
)
LAST_WISH_EN = re.compile(
    r"(?<!don't )(?<!do not )(?<!without )\b(?:(?:talk|speak|connect me|transfer me) (?:to|with)|get me|give me|put me (?:through to|on to)|put|i (?:want|need|demand)|let me (?:talk|speak) (?:to|with))"
    rf" (?:an?|another|some|the|your|someone|real|live|actual|human| )*\b{PERSON_EN}\b(?: (?:please|now|right now|asap|instead|on|here|who can \w+))*\W*$"
)
ABOUT_HUMAN_EN = re.compile(
    r"\b(?:what time|when|hours|how long|how late|number)\b"
    r"|\b(?:transfer|give|put|get)\b.{0,30}\b(?:money|account|refund|won|krw|else)\b"
    rf"|\b{PERSON_EN} (?:told|said|called|asked|stole|used|took)\b"
)

# Who may have a product, and not who shall answer.
ASKS_WHO_MAY = re.compile(
    r"^\W*who (?:can|may|could|is|are)\b.{0,24}\b(?:join|apply|open|get (?:an?|the|one)|eligible|sign up|use|allowed|qualif\w+)\b"
    r"|^\W*누(?:가|구(?:나|든)?).{0,16}(?:가입|신청|만들|개설|발급|이용|쓸 수|받을 수)"
)
ASKS_KO = re.compile(
    either(r"""
        [?？]|어떻게|어떡|얼마|언제|어디|무엇|뭐|뭔|뭘|며칠|몇|방법|절차|알려|궁금|나요|까요|가요
        은요|는요|되나|인지|알고싶|설명|안내|가능|되죠|하죠|되요|돼요
    """)
)
# A request or a question, not a word that a question might hold.
WANTS_TO_KNOW = re.compile(
    either(r"""
        [?？]|(?:나요|까요|가요|은요|는요|인가|인지|되나|죠|할까|을까|습니까|니까|합니까)(?:\W|$)|알려|궁금|여쭐|여쭙|질문|어떻게|어떡|얼마|언제|어디|며칠|몇
        방법|절차|법(?:이요|좀|은|을|요)|해주(?:세요|실|시)|해줘|싶은데|싶어요|싶습니다|되죠|돼요|되요
        \b(?:how|what|when|where|which|who|why|can|could|may|should|tell me|is there|do you|does)\b
    """)
)
ASKS_EN = re.compile(
    r"\?|\b(?:how|what|when|where|which|who|why|can|could|do|does|is|are|may|should|tell|explain)\b"
)


def need_of(text: str, language: str, odds: Mapping[str, float], *, offered: bool) -> Need:
    """What the message needs.

    odds: the classifier's, of this message.
    offered: a person was offered in the answer before it.
    """
    tight = compact(text)
    if offered and len(tight) <= LONGEST_ANSWER:
        if REFUSED.fullmatch(tight):
            return Need.DECLINE
        if ACCEPTED.fullmatch(tight):
            return Need.ACCEPT
    if declines(text, language):
        if not asks_beside_it(text, language):
            return Need.DECLINE
        return Need.COMPLAINT if odds["complaint"] > 0 else Need.QUESTION
    said = small_talk(text)
    # Who asks whether we are a person wishes for none.
    if said != "who" and (
        (wants_human(odds) and not ASKS_WHO_MAY.search(plain(text))) or prefers_human(text)
    ):
        return Need.HUMAN
    if said or aside(text, language):
        return Need.SMALL_TALK
    if _says_nothing(tight):
        return Need.UNCLEAR
    praises = is_glad(text) and not is_dissatisfied(text, language)
    if praises and len(tight) <= LONGEST_PRAISE and not wants_to_know(text):
        return Need.SMALL_TALK
    return Need.COMPLAINT if odds["complaint"] > 0 and not praises else Need.QUESTION


def asks_beside_it(text: str, language: str) -> bool:
    """Whether somebody who declines a person asks something in the same breath."""
    rest = without_the_person(text, language) if language == "ko" else text
    told_apart = rest != text and wants_to_know(rest)
    rest = rest if told_apart else beside(text, language)
    asks_for_it = told_apart or asks(rest, language) or bool(asked_in(rest, language))
    return asks_for_it and len(compact(rest)) > SHORTEST_QUESTION


def wants_human(odds: Mapping[str, float]) -> bool:
    """Whether the customer asks for a person, and neither about them nor for the contrary."""
    return odds["human"] > LIKELY_HUMAN


def rules_find_human(text: str, language: str) -> bool:
    """Whether the rules see a wish for a person, and neither talk of them nor the contrary.

    What a message ends with outweighs what it tells before: "no agent helped me, get me one".
    """
    if language == "ko":
        tight = fix_typos(compact(text))
        if LAST_WISH_KO.search(tight) and re.search(PERSON_KO, tight):
            return True
        if not HUMAN_KO.search(tight):
            return is_human_request(tight, "", language)
        if waves_away(text, language):
            return False
        return not ABOUT_HUMAN_KO.search(tight) or bool(CONNECT_KO.search(tight))
    loose = plain(text)
    if LAST_WISH_EN.search(loose):
        return True
    if not HUMAN_EN.search(loose):
        return is_human_request("", loose, language)
    return not waves_away(text, language) and not ABOUT_HUMAN_EN.search(loose)


def waves_away(text: str, language: str) -> bool:
    """Whether the customer says that they want no person."""
    if language == "ko":
        return bool(NOT_HUMAN_KO.search(compact(text)))
    return bool(NOT_HUMAN_EN.search(plain(text)))


def wants_to_know(text: str) -> bool:
    return bool(WANTS_TO_KNOW.search(compact(text)) or WANTS_TO_KNOW.search(plain(text)))


def without_the_person(text: str, language: str) -> str:
    """What is left to be answered when a person is only waved away: "상담원 말고 …"."""
    if language == "ko":
        tight = TO_THE_MACHINE.sub(" ", NOT_HUMAN_SAID.sub(" ", text))
        return tight if len(compact(tight)) > 3 else text
    return text


def asks(text: str, language: str) -> bool:
    """Whether the message asks for something to be explained."""
    if language == "ko":
        return bool(ASKS_KO.search(compact(text)))
    return bool(ASKS_EN.search(plain(text)))


def _says_nothing(tight: str) -> bool:
    """Too short, or signs, digits, loose jamo and one letter over and over."""
    letters = re.sub(r"[\W_\dㄱ-ㅎㅏ-ㅣ]", "", tight)
    return len(letters) < 2 or len(set(letters)) == 1
