"""Greetings, thanks and the like: messages that consist of nothing else.

A message is read from left to right, one piece after the other, without going back: a
hostile text costs no more than any other.
"""

import re

from chat.assistant.language.normalise import compact, either, plain

LONGEST = 80  # characters; whoever writes more says something
TALKER = r"(?:사람|로봇|봇|챗봇|ai|인공지능|기계|상담원|상담사)"
IS_IT = r"(?:이야|이에요|이세요|인가요|이신가요|입니까|야|예요|세요|이니|이냐|맞아요?|맞나요|맞죠|인거죠|인거예요)"
MACHINE = r"(?:human|person|bot|robot|chatbot|ai|machine)"

# By the name of the phrase that answers; of several kinds the last one is answered.
KOREAN = {
    "greeting": r"""
        안뇽|안녕(?:하세요|하십니까|하셔요|하세여|하신가요)?|하이|헬로우?|반갑습니다|반가워요?
        처음뵙겠습니다|여보세요|계세요|좋은(?:아침|하루|오후|저녁)(?:입니다|이에요|되세요)?
    """,
    "thanks": r"""
        (?:잘)?(?:도와|알려|설명해|답해)(?:주셔서|줘서)|(?:(?:상담|안내|답변|설명)?덕분에|덕에)|(?:문제|일)?(?:가|이|는|은)?(?:잘|다|바로|금방)?(?:해결|이해|처리)(?:했|됐|되었)(?:어요|습니다|네요)|(?:친절한)?(?:답변|안내|설명)
        감사(?:합니다|해요|드립니다|드려요|요)?|고마(?:워요?|웠어요|웠습니다)|고맙(?:습니다|네요|다)
        땡큐|도움이?(?:많이)?(?:됐|되었)(?:어요|습니다|네요)
    """,
    "bye": r"""
        안녕히(?:계세요|가세요)|수고(?:하세요|하십시오|하셨습니다|하셨어요|많으셨습니다)
        잘(?:있어요?|가요?)|바이(?:바이)?|다음에(?:봐요|또올게요|다시올게요)|(?:그럼)?이만(?:갈게요|가볼게요|끊을게요|끊겠습니다|나갈게요|줄일게요)|들어가세요|끊을게요
        (?:좋은하루|즐거운하루|행복한하루)(?:되세요|보내세요)
    """,
    "who": rf"""
        누구(?:야|세요|예요|신가요|십니까|니)|(?:네|너의?|니|당신|그쪽)?이름이?(?:뭐야|뭐니|뭐예요|뭐죠|뭔가요|무엇인가요|어떻게되세요)
        정체가?(?:뭐야|뭐예요)?|{TALKER}{IS_IT}
        (?:너는?|넌|당신은?|거기는?|이거|여기는?|지금|저랑|상대가)
        (?:대화|얘기|이야기|답변|상담)하(?:는|고있는)(?:게|건|거|분이|분은)?|진짜|실제
        {TALKER}(?:이랑|하고|과|와)(?:대화|얘기|이야기|상담)(?:하는|하고있는)(?:건|거)(?:가요|예요|죠)
    """,
    "able": r"""
        (?:여기서?는?|너는?|넌)?(?:뭘|뭐를?|무엇을|어떤걸|어떤것을)(?:할수있|도와줄수있|도와주실수있|물어볼수있|해줄수있|해주실수있)(?:어요?|나요|니|을까요|습니까|죠|는데)
        (?:너는?|넌)?(?:뭐|뭘)(?:하는거야|도와줘|해줘)|도움말|사용법|사용방법|메뉴
    """,
    "noted": r"""
        네|예|넵|넹|응|ㅇㅇ|ㅇㅋ|오케이|오키|알겠(?:습니다|어요)|알았(?:어요?|습니다)|아하
        이해했(?:어요|습니다)|그렇군요|확인했(?:습니다|어요)|됐(?:어요|습니다)|괜찮(?:아요|습니다)
        아니(?:요|오)?|아뇨|없(?:어요|습니다)
    """,
}
ENGLISH = {
    "greeting": r"""
        (?:hi|hey|hello|hiya|greetings)\b|good (?:morning|afternoon|evening|day)\b
        nice to meet you\b|is anyone there\b
    """,
    "thanks": r"""
        (?:many )?thank(?:s| you)(?: for (?:your|the) (?:help|answer|reply))?\b|(?:thx|ty|cheers)\b
        (?:that|it) (?:helps|helped|was helpful)\b|that's (?:great|helpful|all)\b
    """,
    "bye": r"""
        (?:good)?bye\b|see y(?:ou|a)\b|have a (?:nice|good|great) (?:day|one|evening)\b
        good night\b|take care\b
    """,
    "who": rf"""
        (?:who|what) (?:are|r) (?:you|u)\b|what(?: is|'s) your name\b
        (?:are|r) (?:you|u) (?:an? )?(?:real )?{MACHINE}\b|or (?:an? )?(?:real )?{MACHINE}\b
        (?:am i|is this) (?:(?:talking|chatting|speaking) (?:to |with ))?(?:an? )?(?:real )?{MACHINE}\b
    """,
    "able": r"""
        what (?:can|do) (?:you|u) (?:do|help(?: me)?(?: with)?|know)\b|what can i ask(?: you)?\b
        how can you help(?: me)?\b|help(?: me)?\b|menu\b
    """,
    "noted": r"""
        (?:ok|okay|k|yes|yeah|yep|no|nope|sure|all right|alright|i see|got it|understood|fine)\b
        (?:great|good|no thank(?:s| you)|nothing(?: else)?)\b
    """,
}
FILLER = re.compile(
    r"[\W_\dㄱ-ㅎㅏ-ㅣ]+|아|음|저기요?|혹시|정말|진짜로?|너무|많이"
    r"|(?:so much|very much|a lot|there|again|very|please|and)\b"
)
PIECES = {
    "ko": {name: re.compile(either(block)) for name, block in KOREAN.items()},
    "en": {name: re.compile(either(block)) for name, block in ENGLISH.items()},
}


def small_talk(text: str) -> str | None:
    """The name of the phrase that answers `text`; None where it says anything else."""
    if len(text) > LONGEST:
        return None
    return _read(compact(text), PIECES["ko"]) or _read(plain(text), PIECES["en"])


def _read(text: str, pieces: dict[str, re.Pattern[str]]) -> str | None:
    at, last = 0, None
    while at < len(text):
        found = [(match.end(), name) for name in pieces if (match := pieces[name].match(text, at))]
        if found:
            at, name = max(found, key=lambda piece: piece[0])
            # "Yes, thank you" is thanks: a nod beside something else says nothing more.
            last = last if last and name == "noted" else name
        elif filler := FILLER.match(text, at):
            at = filler.end()
        else:
            return None
    return last
