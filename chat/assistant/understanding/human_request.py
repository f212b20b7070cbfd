"""A wish for a person in other words: who is wanted, and a sign that they are wanted now.

Neither half decides alone: a person is also spoken of in questions, and "call" and "ask" are
done to others too. Spelling slips of one stroke in the words for an agent are mended first.
"""

import re
import unicodedata
from functools import lru_cache

AGENTS = ("상담원", "상담사", "상담직원", "담당자")
SLIPS_BEGIN = frozenset("상담삼샹사ㅅㄷ단")
NOT_SLIPS = ("상담은", "상담자", "담당은")  # one stroke away, and words of their own

WHO_KO = (
    r"(?:(?:상담|담당|도와|안내|응대)(?:해)?(?:하시는|하는|주실|주시는|줄|할|맡으신)(?:분|사람|직원)|(?<!다른)(?<!딴)(?<!모르는)사람|인간"
    r"|상담(?:원|사|직원|요원)|(?<!가족)(?<!외국인)직원|행원|담당자|책임자|매니저|팀장|지점장|관리자|상급자|상사|높은(?:사람|분)|윗사람|윗분|(?:누구|아무)(?:든|라도|나))(?:분|님)*"
)
BOT_KO = r"(?:ai|에이아이|인공지능|로봇|로보트|챗봇|채팅봇|기계|봇|자동응답|자동답변|컴퓨터)"
AWAY_KO = r"(?:말고|말구|싫|그만|안되|안돼|안통|몰라|모르|답답|못|필요없|지겹|짜증|됐고|빼고|아니고|아닌|대신|치우|꺼져)"
TO_KO = r"(?:한테|에게|께|이랑|랑|하고|과|와)"
SPEAK_KO = r"(?:물어볼|묻고|여쭤볼|여쭙|여쭐|말씀|말할|말하|얘기할|얘기하|이야기할|이야기하|문의할|문의하|설명하|상의하|상담하|상담받|털어놓|대화하|통화하)"
WISH_KO = r"(?:싶|게요|래요?|겠어|겠습니다|원해|원합|드리려|드릴게|주세요|줘|달라|해야|될까|되나요|가능|수있|수없|좋겠|좋을|낫겠|부탁|바라|바랍)"
WISHES_KO = re.compile(
    rf"{BOT_KO}.{{0,14}}{AWAY_KO}.{{0,20}}{WHO_KO}(?!이?(?:름|마다|들))"
    rf"|{WHO_KO}{TO_KO}(?:직접|좀|한번)?.{{0,4}}{SPEAK_KO}.{{0,4}}{WISH_KO}"
    rf"|{WHO_KO}(?:이|가)?(?:직접|좀|한번)?.{{0,3}}(?:답|대답|응대|상담|설명|도와|처리|봐|받아|나서|해결)(?:을|를)?(?:해|해서)?(?:주|줘|줬|야|주시)"
    rf"|{WHO_KO}(?:이|가|을|를|으로|로)?(?:좀|빨리|당장|얼른|어서|지금)*(?:나오(?:세|시|라|쇼|셔)|나와|대주|대줘|대라|바꾸|바꿔|부르|부를|불러|붙여|찾(?:아|습니다|는데)|데려|보내(?:줘|주|라)|투입|계시(?:나|면|죠|ㄴ)|계신가|계세|오라|오세요|연결)"
    rf"|{WHO_KO}(?:이|가|께서|한테|에게)?(?:저한테|나한테|제게)?(?:좀)?(?:연락|전화|회신|콜백)(?:을|를|이)?(?:좀|한번|다시)*(?:부탁|주|줘|달|바라|바랍|받|와|오|해(?:주|줘|달))"
    rf"|(?:연락|전화|통화|콜백)(?:을|를)?(?:좀|한번)*(?:부탁|주세요|주시|줘|달라|바랍)|전화(?:로)?(?:할게|얘기|상담|말)"
    rf"|(?:통화|전화|유선|대면|채팅)?(?:로)?(?:상담|통화)(?:을|를)?(?:원해|원합|희망|바랍|요청)|{WHO_KO}{TO_KO}.{{0,8}}(?:채팅|통화|상담|톡)(?:을|를)?(?:하고싶|할래|할게|하게|원)|(?:누가|누구)(?:좀|직접|저한테|한번)*(?:전화|연락|통화)(?:을|를)?(?:좀|한번)*(?:해)?(?:주|줘)|{WHO_KO}(?:이|가)?(?:필요(?!없)|있어야|아니면안)"
)
# "…로 전화 주는지" and the like ask about somebody's call.
NO_WISH_KO = re.compile(
    rf"{WHO_KO}.{{0,10}}(?:말고|말구|없이|필요(?:는|도)?없|필요까지|안해도|안바꿔|하지마|하지말|됐[어고습]|싫|원하지|괜찮)"
    r"|몇시|시간|번호|언제까지|송금|보내고|이체|전화(?:가|도)?(?:왔|오|안)|라고하던|했는데|하던데|추천|할인|금리"
)
WHO_EN = r"(?:humans?(?: being)?|agents?|person|people|representative|rep|someone|somebody|anyone|anybody|staff|operator|advis[oe]r|manager|supervisor|teller|banker|specialist|colleague|employee)"
WISHES_EN = re.compile(
    rf"\b(?:discuss|talk|speak|chat|talking|speaking|chatting|deal|dealing|explain|sort)\b.{{0,24}}\b(?:with|to)\b.{{0,16}}\b{WHO_EN}\b"
    rf"|\b(?:prefer|rather|want|wish|like|love)\b.{{0,24}}\b{WHO_EN}\b(?! (?:else|to (?:have|use|withdraw)))"
    rf"|\b(?:is|are) there (?:an?|any|some|even|really|actual|real|live| )*{WHO_EN}\b(?:.{{0,12}}\b(?:here|there|available|around|human|alive|i can|who can help))"
    rf"|\b(?:bot|chatbot|robot|machine|ai|computer)s?\b.{{0,24}}\b{WHO_EN}\b|\b(?:could|can|would|will|have|let|please|ask|get)\b.{{0,12}}\b{WHO_EN}\b.{{0,24}}\b(?:phone|call|ring|contact|message|help|assist|take over|get back to|reach)\b(?: out to)? ?(?:me|us|back)?\b"
    rf"|\b(?:hand|pass|put|switch|move|forward|transfer|connect)(?: me| us| this)?\b.{{0,16}}\b{WHO_EN}\b"
    r"|\b(?:phone|ring|call) me\b(?! if)|\bhuman,? (?:please|now)\b|\b(?:real|actual|live) (?:human|person|agent|people)\b"
)
NO_WISH_EN = re.compile(
    rf"\b(?:don't|do not|no need|needn't|without|never|instead of|rather than|not)\b.{{0,30}}\b{WHO_EN}\b"
    rf"|\bno {WHO_EN}\b"
    r"|\b(?:what time|hours|number|withdraw|account for|send money|transfer money|scam|stole|told me|said|use my|used my)\b"
    rf"|\b{WHO_EN} (?:told|said|called|asked|stole|used|took)\b"
)


def is_human_request(tight: str, loose: str, language: str) -> bool:
    """Whether a person is wished for. tight, loose: the message as `compact`, `plain` leave it."""
    if language == "ko":
        return bool(WISHES_KO.search(tight)) and not NO_WISH_KO.search(tight)
    return bool(WISHES_EN.search(loose)) and not NO_WISH_EN.search(loose)


@lru_cache(maxsize=500)
def fix_typos(tight: str) -> str:
    """The message with words for an agent as they are spelt, where one stroke was wrong."""
    if any(agent in tight for agent in AGENTS):
        return tight
    likely = [at for at, letter in enumerate(tight) if letter in SLIPS_BEGIN]
    for agent in AGENTS:
        wanted = jamo(agent)
        for size in (3, 2, 4, 5):
            for at in likely:
                part = tight[at : at + size]
                if len(part) < size or part in NOT_SLIPS:
                    continue
                if _one_apart(jamo(part), wanted):
                    return tight[:at] + agent + tight[at + size :]
    return tight


@lru_cache(maxsize=5_000)
def jamo(text: str) -> str:
    """Hangul taken apart into its letters, loose ones among them: 상 and ㅅㅏㅇ are one."""
    return unicodedata.normalize("NFKD", text).translate(LEADING)


# A consonant is the same whether it opens a syllable, closes it or stands alone.
LEADING = {
    0x11A8 + place: 0x1100 + "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ".index(letter)
    for place, letter in enumerate("ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
    if letter in "ㄱㄲㄴㄷㄹㅁㅂㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
}


def _one_apart(some: str, other: str) -> bool:
    """Whether one letter put in, left out or exchanged turns `some` into `other`."""
    if abs(len(some) - len(other)) > 1:
        return False
    same = 0
    while same < min(len(some), len(other)) and some[same] == other[same]:
        same += 1
    if len(some) == len(other):
        return some[same + 1 :] == other[same + 1 :]
    longer, shorter = (some, other) if len(some) > len(other) else (other, some)
    return longer[same + 1 :] == shorter[same:]
