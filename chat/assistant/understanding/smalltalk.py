"""Greetings, thanks and the like: messages that consist of nothing else; and remarks that are
no bank's business, each with a reply of its own.

A message is read from left to right, one piece after the other, without going back: a
hostile text costs no more than any other.
"""

import re
from collections.abc import Mapping

from chat.assistant.language.concepts import concepts_of
from chat.assistant.language.normalise import compact, either, plain
from chat.assistant.retrieval.query import strange, subjects
from chat.assistant.understanding.aspects import asked_in

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
    "love": r"""
        (?:나는?|난|저는?|너를?|널|당신을?)?(?:사랑해|사랑합니다|좋아해|좋아합니다|보고싶(?:어|었어|습니다))요?|(?:나랑|저랑|우리)?(?:사귀자|결혼하자|결혼해줘|사귈래|결혼할래|데이트하자)요?
        (?:너는?|넌|참|너무|진짜)?(?:귀엽|예쁘|이쁘|멋지|멋있|똑똑하)(?:네|다|구나|군)요?|(?:귀여워|예뻐|이뻐|똑똑해)요?
    """,
    "insult": r"""
        야|이|이런|아니|너는?|넌|니가|진짜|정말|완전|참|왜이렇게|왜이리|이렇게|너무|정말로|무슨|하는게|그것도(?:모르냐|몰라|못해)
        (?:바보|멍청이?|멍텅구리|등신|병신|븅신|또라이|돌대가리|쓰레기|미친(?:놈|년|거)?|개새끼|새끼|썅|씨발|시발|씨팔|ㅅㅂ|ㅂㅅ|지랄|꺼져|닥쳐|재수없|한심|무식|답답|쓸모없|쓸데없|멍청)(?:한|하|해|같은|같이|같)?
        (?:아|야|이야|냐|니|네|다|놈|놈아|것아|들아|요|구나|군)|(?:이거|너는?|ai|인공지능|챗봇|봇|로봇|기계)(?:아|야|네|이네|은|는)?
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
    "love": r"""
        i (?:really )?(?:love|like|adore|miss) (?:you|u)\b|(?:will|would) you (?:marry me|be my (?:girl|boy)friend|go out with me)\b|marry me\b|you(?:'re| are) (?:so |very )?(?:cute|pretty|sweet|smart|clever|beautiful)\b
    """,
    "insult": r"""
        you(?:'re| are)?(?: such)?(?: so| an?| really| just)*\b|(?:stupid|idiots?|moron|dumb|useless|fool|suck|trash|garbage|crap|silly|ugly|pathetic|loser)\b|(?:shut up|screw you|fuck(?: you| off)?|wtf|damn(?: you)?|go to hell|get lost)\b
        (?:bot|robot|chatbot|ai|machine|computer|thing)\b|(?:this|it) is\b|what an?\b|piece of\b
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


INSULTS = re.compile(
    r"바보|멍청|멍텅|등신|병신|븅신|또라이|돌대가리|쓰레기|미친|새끼|썅|[씨시]발|씨팔|ㅅㅂ|ㅂㅅ|지랄|꺼져|닥쳐|재수|한심|무식|답답|쓸모없|쓸데없"
    r"|stupid|idiot|moron|dumb|useless|fool|suck|trash|garbage|crap|silly|ugly|pathetic|loser|shut up|screw|fuck|wtf|damn|hell|get lost"
)
# What is asked of the assistant itself, or of nobody in particular: by the name of the phrase that
# answers. Korean is read without its blanks.
ASIDES_KO = {
    "no_such_thing": r"""
        (?:이전|앞|위|지금까지|기존)(?:의|에)?(?:모든)?(?:지시|명령|지침|규칙|설정|프롬프트|내용|대화).{0,8}(?:무시|잊|따르지|버리)|시스템(?:프롬프트|메시지|지시)|프롬프트.{0,8}(?:알려|보여|출력|공개|뭐|말해)|내부(?:지시|지침|설정|명령).{0,8}(?:알려|보여|출력|공개|뭐|말해)
        탈옥|제일브레이크|(?:개발자|관리자|디버그|무제한|dan)모드|(?:인|는|한|된)척(?:해|하고|하면서|을해)|(?:너는?|넌)(?:이제부터|지금부터|이제).{0,30}(?:야|다|이다|해|역할|처럼)[.!]*$|역할극
        (?:다른|남의|타)(?:고객|사람|회원|직원).{0,8}(?:계좌|잔액|잔고|정보|번호|거래|비밀번호).{0,8}(?:알려|보여|조회|말해|뭐)|대포통장.{0,8}(?:만들|사|구하|구할|팔)|(?:해킹|위조|자금세탁|돈세탁|불법|사기).{0,6}(?:하는)?(?:법|방법).{0,4}(?:알려|가르|좀|뭐|$)
    """,
    "joke": r"""
        농담|개그|유머|웃긴(?:얘기|이야기|말|거)|재[미밌](?:는|있는)(?:얘기|이야기|거|말|것)|웃겨(?:줘|봐|주)|(?:넌센스|난센스|수수께끼)|끝말잇기|심심(?:해|하다|한데|하네|해요|합니다|하|풀)|놀아(?:줘|주|요|볼)|놀자|노래(?:해|불러|하나|한곡)|삼행시|이야기(?:하나)?(?:해줘|들려)|퀴즈(?:내|하나)|성대모사|춤(?:춰|추)
    """,
    "the_time": r"^(?:지금|현재|혹시|근데)?(?:이)?(?:시간|시각)?(?:이|은)?(?:지금)?(?:몇시(?:야|예요|에요|니|냐|죠|임|인가요|입니까|인지|지|고)?|시간(?:좀)?알려(?:줘|주세요)?)(?:좀)?(?:알려(?:줘|주세요))?[?.!]*$|^(?:오늘|지금)(?:이|은)?(?:며칠|몇일|몇월며칠|무슨요일|몇월몇일|날짜)(?:가|이)?(?:야|이야|예요|에요|이에요|이야|니|죠|지|뭐야|인가요|입니까|임|어떻게돼(?:요)?)?[?.!]*$",
    "about_me": r"""
        (?:너는?|넌|네|니|당신은?|거기는?|챗봇은?)(?:혹시)?(?:지금)?(?:몇살|나이|생일|고향|어디(?:에)?(?:살|사니|사세)|남자|여자|성별|취미|밥(?:은)?먹|점심|저녁|뭐먹|뭐(?:하고|해|하니|하냐|하는중)|좋아하는|꿈이|가족|친구|애인|여자친구|남자친구|월급|연봉|혈액형|mbti|감정|기분|잘지내|잤|자니|행복|힘들)
        ^(?:몇살(?:이야|이에요|이세요|이니)|밥(?:은)?먹었(?:어|니|어요|나요|냐)|뭐(?:해|하니|하냐|하고있어|해요)|잘지(?:내|냈)(?:어|니|어요|나요|죠)|어디(?:살아|사세요|사니|야)|기분(?:이)?어때|잘잤어)요?[?.!~]*$
        누가(?:너를?|널)?만들|(?:어떤|무슨)(?:모델|ai|인공지능|언어모델)(?:이야|이에요|을|인가|써|쓰|인지)|gpt(?:야|니|냐|맞|인가|이야)|(?:챗gpt|chatgpt|클로드|제미나이).{0,6}(?:야|니|맞|인가)
    """,
    "comfort": r"^(?:나|저|난|저는|오늘|요즘|너무|진짜|정말|그냥|좀|많이|마음이|기분이|하루종일)*(?:힘들(?:어|다|네|었어|어요|었어요|네요)|우울(?:해|하다|하네|해요|합니다)|외로(?:워|워요|웠어|움)|슬퍼|슬프다|슬프네|슬퍼요|지친다|지쳤어|지쳤어요|피곤(?:해|하다|하네|해요)|위로(?:해줘|해주세요|좀))(?:요)?[ㅠㅜ.~!]*$",
}
ASIDES_EN = {
    "no_such_thing": r"""
        \b(?:ignore|forget|disregard|override|bypass)\b.{0,30}\b(?:instructions?|rules|prompts?|guidelines|everything|restrictions)\b|\b(?:system|hidden|initial|internal|your) (?:prompt|instructions|message)\b|\bjailbreak|\b(?:developer|admin|debug|dan|god) mode\b|\bpretend (?:to be|you|that)|\bact as\b|\brole ?play\b|\bfrom now on,? you\b
        \b(?:another|other|someone else's|somebody else's) (?:customers?'?s?|persons?'?s?|people'?s|users?'?s?)\b.{0,12}\b(?:balance|account|details|information|password|number)\b|\bhow (?:do i|to|can i) (?:hack|launder|forge|steal)\b
    """,
    "joke": r"\bjokes?\b|\b(?:tell|say|show) me (?:something (?:funny|interesting|nice)|a (?:funny )?story|a riddle)|\bmake me laugh\b|\bi(?:'m| am) (?:so |really |very )?bored\b|\b(?:sing|play) (?:me )?(?:a |with )?(?:song|game|me)\b|\briddle\b|\bentertain me\b",
    "the_time": r"^(?:can you |please |could you )?(?:tell me )?(?:what(?:'s| is)? )?(?:the )?time(?: is it)?(?: now| right now)?[?.! ]*$|^what (?:day|date) is (?:it|today)(?: today)?[?.! ]*$|^what(?:'s| is) (?:the |today's )(?:date|day)(?: today)?[?.! ]*$",
    "about_me": r"\bhow old are you\b|\bwhere (?:are you (?:from|located|living)|do you live)\b|\bwho (?:made|created|built|trained) you\b|\b(?:which|what) (?:ai )?model (?:are you|is this|do you use)\b|\bare you (?:chatgpt|gpt|claude|gemini|happy|sad|married|male|female|single|sentient|alive|ok|okay)\b|\bdo you (?:have (?:feelings|a (?:family|girlfriend|boyfriend|name))|sleep|eat|dream|like (?:me|music|food))\b|\bhow are you(?: doing)?(?: today)?\b|\bhow's it going\b|\bwhat are you doing\b|\bwhat's up\b|\bdid you (?:eat|sleep)\b|\byour (?:hobby|hobbies|birthday|age|favou?rite)\b",
    "comfort": r"^(?:i(?:'m| am| feel)|feeling) (?:so |very |really |just |a bit )*(?:sad|lonely|depressed|tired|exhausted|down|blue)(?: today)?[.! ]*$|\bcheer me up\b",
}
ASIDES = {
    language: {name: re.compile(either(block), re.IGNORECASE) for name, block in table.items()}
    for language, table in (("ko", ASIDES_KO), ("en", ASIDES_EN))
}
# What banks do not answer, by the concept that names it; whatever else is far from banking is
# answered alike.
NOT_OURS = {
    "#!투자": "no_advice", "#!investing": "no_advice",
    "#!타사": "other_bank", "#!other company": "other_bank",
    "#!날씨": "no_weather",
}  # fmt: skip
WEATHER = re.compile(
    r"(?:비|눈|소나기|장마|우박)(?:가|이|는|도)?\s?(?:많이\s?)?(?:와|오|올|내리|내릴|그치|그칠)|날씨|미세먼지|기온|(?:덥|춥|더워|추워|더울|추울)"
    r"|\b(?:weather|forecast|rain(?:ing|y)?|snow(?:ing)?|temperature|sunny)\b"
)
# What will go up or down nobody here foresees.
FORECAST = re.compile(
    r"(?:오를|내릴|떨어질|올라갈|내려갈|상승할|하락할)(?:까|지|것|거)|전망|예측"
    r"|\b(?:will|going to|gonna)\b.{0,40}\b(?:rise|fall|drop|go (?:up|down)|increase|crash)\b|\boutlook\b|\bpredict"
)
SHORTEST = 6  # characters without blanks of what tells enough to be far from banking
FAR = 2.3  # log odds from which a message is far from banking


def small_talk(text: str) -> str | None:
    """The name of the phrase that answers `text`; None where it says anything else."""
    if len(text) > LONGEST:
        return None
    name = _read(compact(text), PIECES["ko"]) or _read(plain(text), PIECES["en"])
    if name == "insult" and not INSULTS.search(plain(text)):
        return None
    return name


def aside(text: str, language: str) -> str | None:
    """The name of the phrase for a remark that is no bank's business, and names none of it: a joke
    asked for, the time, the assistant's age, or what it is not to do. None where it is none.
    """
    read = compact(text) if language == "ko" else plain(text)
    for name, form in ASIDES[language].items():
        if not form.search(read):
            continue
        if not subjects(concepts_of(text, language)):
            return name
        # "…, and tell me the PIN" asks for nothing else; beside a question it is just left out.
        asked = asked_in(text, language) - {"contact"}  # "비밀번호 알려" asks for no telephone
        if name == "no_such_thing" and not asked and "?" not in read:
            return name
    return None


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


def off_topic(text: str, language: str, odds: Mapping[str, float]) -> str | None:
    """The name of the phrase for a question that no article answered because it is no bank's to
    answer; None where it may well be ours.

    odds: the classifier's, of this message.
    """
    known = concepts_of(text, language)
    named, ours, read = strange(known), subjects(known), plain(text)
    if WEATHER.search(read) and not ours:
        return "no_weather"
    if FORECAST.search(read):
        return "no_advice"
    for concept in sorted(named):
        if name := NOT_OURS.get(concept):
            return name
    is_far = odds.get("far", FAR) > FAR and len(compact(text)) >= SHORTEST
    return "off_topic" if not ours and (named or is_far) else None
