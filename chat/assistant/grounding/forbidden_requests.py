"""What an assistant of a bank never asks of a customer, whoever wants it to, and in any words.

Secrets told to somebody, apps that let others in, another channel, money moved to safety,
silence towards police and bank, a person who is none, and text that is no prose. A warning
against these is the opposite: "비밀번호를 알려 주지 마십시오" may be said.
"""

import re
from dataclasses import dataclass

from chat.assistant.grounding.machine_commands import commands_the_machine
from chat.assistant.language.normalise import compact, plain

REACH = 30  # characters between a secret and what is to be done with it
BEFORE = 60  # of the sentence before, which may name what this one asks for

SECRET_KO = re.compile(
    r"비밀번호|비번|패스워드|암호|핀번호|pin번호|보안카드|otp|오티피|일회용(?:비밀)?번호|인증(?:번호|코드|문자)"
    r"|승인번호|보안(?:코드|번호)|cvc|cvv"
)
# What the bank itself may ask for, at its counters and on its pages: where its articles say so.
PAPER_KO = re.compile(
    r"유효기간|주민(?:등록)?번호|계좌번호|카드번호|인증서|신분증|통장사본|여권|생년월일"
)
TELL_KO = re.compile(
    r"알려|말씀해|말해|불러|보내|전송|전달|회신|답장|남겨|적어|공유|읽어|가르쳐|넘겨|캡처|복사해|붙여"
    r"|(?<=[호드서p])(?:[을를])?(?:좀|꼭|바로|지금)?(?:주(?:세|십|시|셔|면)|부탁|필요)"
)
# The bank's own pages want these typed or shown: its articles may say so.
SHOW_KO = re.compile(r"입력|제출|기재|제시|촬영|찍어|올려|올리|등록|작성")
WARNED_KO = re.compile(
    r"^(?:앱|어플|프로그램)?(?:이|을|를|은|는)?(?:켜져있으면)?(?:끕|끄|꺼|삭제|지우|제거)"
    r"|^(?:준|주었|줬|진|집니|져|졌|는(?:사람|분|은행|곳)|중인|되어|된|있)"
    r"|^.{0,10}?(?:지(?:는|도)?(?:마|말|않(?!으면|을경우|을시))|(?:면|서는|선|도)안[되됩돼]|요구하지|묻지|요청하지"
    r"|(?:달라|라)(?:고|는).{0,12}(?:않|없|사기|의심|마|말|거절|끊|피싱)|(?:거나|고|지도).{0,16}지(?:마|말|않))"
)
SECRET_EN = (
    r"(?:passwords?|passcodes?|pins?|pin (?:number|code)|security cards?|otps?|one[- ]time \w+"
    r"|(?:verification|authentication|authori[sz]ation|security|access|confirmation|sms|text) codes?"
    r"|cvc|cvv|secrets?|card numbers?|account numbers?|credentials?|id cards?|passports?"
    r"|registration numbers?)"
)
GIVE_EN = re.compile(
    r"\b(?P<verb>tell|give|send|share|provide|reply|text|read|confirm|forward|message|dictate|post"
    rf"|write|disclose|hand over|let (?:me|us) know|need|type|enter|submit)\b.{{0,{REACH}}}?\b{SECRET_EN}\b"
    rf"|\b{SECRET_EN}\b.{{0,20}}\b(?:to me|to us|here in|in this chat|back to|by reply)\b"
)
TYPED_EN = ("type", "enter", "submit", "confirm", "provide", "need", "give")
WARNED_EN = re.compile(
    r"(?:\bnever|\bdo not|\bdon't|\bnot to|\bwill not|\bwon't|\bshould not|\bshouldn't|\bmust not"
    r"|\bno one will|\bnobody will|\bnor|\bneither|\bavoid|\brefuse to|\bdoes not|\bdoesn't"
    r"|\basks? you to|\bif (?:someone|anyone|a caller|somebody)(?: \w+){0,3})"
    r"(?: (?!hesitate|worry|forget|wait|delay|fear|just|please|simply|but|instead|rather|then|now)[\w'-]+,?){0,7},? $"
)

REMOTE_KO = re.compile(
    r"(?:원격|팀뷰어|teamviewer|애니데스크|anydesk|퀵서포트|quicksupport|rustdesk|러스트데스크|화면(?:을)?(?:공유|미러링)"
    r"|미러링|apk|출처를?알수없는|알수없는출처).{0,20}?"
    r"(?:설치|다운|받아|받으|실행|켜|켠|허용|깔|눌러|누르|수락|연결|공유|시작)"
)
APP_KO = re.compile(
    r"(?:보안|전용|확인|인증|점검|백신|방어|새)(?:프로그램|앱|어플|모듈|파일).{0,12}?(?:설치|다운|받아|받으|깔|실행)"
)
APP_EN = re.compile(
    r"\b(?:install|download)\b.{0,30}?\b(?:app|application|program|tool|software|module|file|update)\b"
)
REMOTE_EN = re.compile(
    r"\b(?:install|download|run|open|allow|accept|start|enable|launch|grant|turn on|use)\b.{0,30}?"
    r"\b(?:remote(?:[- ]\w+)?|teamviewer|team viewer|anydesk|any desk|quicksupport|rustdesk"
    r"|screen[- ]?shar\w+|apk|unknown sources|mirroring)\b|\bshare your screen\b"
)
CHANNEL_KO = re.compile(
    r"카카오톡|카톡|오픈채팅|텔레그램|(?<![온프드])라인(?:톡|아이디|id|으로|에서|메신저)|위챗|왓츠앱|와츠앱|시그널|디스코드"
    r"|인스타(?:그램)?|페이스북|페북|스카이프|바이버|줌(?:으로|링크|회의)|메신저|디엠|(?<![가-힣])밴드(?:로|에서)|쪽지"
    r"|개인(?:번호|전화|휴대폰|메일|이메일|계정)"
)
CHANNEL_EN = re.compile(
    r"\b(?:telegram|whats ?app|we ?chat|kakao(?: ?talk)?|line (?:id|app|chat)|signal (?:app|id|chat)|on signal|discord"
    r"|instagram|facebook|messenger|viber|zalo|snapchat|skype|zoom|dms?|direct message"
    r"|(?:personal|private) (?:number|phone|e-?mail|account|chat))\b"
)
SAFE_KO = re.compile(
    r"(?:안전|보호|국가|임시|개인|담당자|수사용|제3자?)(?:한)?계좌.{0,16}?(?:이체|송금|입금|옮[기겨]|보내)"
)
SAFE_EN = re.compile(
    r"\b(?:move|transfer|send|wire|deposit|withdraw|pay)\b.{0,40}?\b(?:safe|secure|holding|protected"
    r"|government|temporary|personal|my|our officer's) (?:\w+ )?(?:account|wallet)\b"
)
MONEY_KO = re.compile(
    r"선입금|먼저.{0,10}(?:입금|송금|이체)|(?:상품권|기프트카드|코인|가상자산).{0,14}?(?:보내|구매|구입|사서|사진|번호)"
    r"|(?:예금|잔액|돈|자금|전액)[을를은]?.{0,14}(?:옮[기겨]|이체해|송금해|인출해).{0,4}(?:주|야|두|놓|십|세)"
)
MONEY_EN = re.compile(
    r"\b(?:gift cards?|bitcoin|crypto(?:currency)?|vouchers?)\b"
    r"|\b(?:pay|send|transfer) (?:\w+ ){0,4}(?:in advance|upfront|beforehand)\b"
)
SILENCE_KO = re.compile(
    r"(?:경찰|가족|금감원|금융감독원|고객센터|상담원|지점|영업점|직원|누구에게|아무에게|다른사람|주변|은행)(?:원|에|에게|에게도|에도|한테|한테도|에는|이나|과|와)?"
    r".{0,12}(?:알리|말하|말씀하|연락하|신고하|전화하|문의하|상의하|이야기하)(?:시)?지(?:는|도)?(?:마|말|않)|신고(?:는|도)?하지(?:마|말|않(?:으셔|아))|신고할필요"
    r"|전화(?:를)?끊지(?:마|말)"
)
SILENCE_EN = re.compile(
    r"\b(?:do not|don't|never|no need to|need not|avoid|without) (?:\w+ ){0,2}(?:tell|telling|call|calling|contact\w*|report\w*|inform\w*|notify\w*|involv\w*|speak\w*|hang up)\b"
    r"(?:(?: \w+){0,4} (?:police|bank|family|anyone|anybody|authorit\w+|branch|agents?|staff|centre|center|loss|fraud|it)\b)?"
)
HUMAN_KO = re.compile(
    r"(?:저는|제가|나는)(?:\w{0,10})?(?:사람|상담원|상담사|직원|은행원|행원|매니저|대리|과장|담당자)(?:입니다|이에요|예요|이며|이고)|(?:ai|인공지능|챗봇|로봇|기계)(?:가|이)?아닙니다"
)
HUMAN_EN = re.compile(
    r"\bi(?: am|'m) (?:a |an |the |your )?(?:real |human |live |bank )*(?:human|person|agent|officer|employee|clerk|advis[eo]r|manager|representative)\b"
    r"|\bi(?: am|'m) not (?:an? )?(?:ai|bot|machine|robot|assistant|computer)\b"
)
# Nothing of a bank's articles is written so.
MARKUP = re.compile(
    r"<\s*[/!|]?\s*[a-z]|\|>|\]\s?\(|!\[|javascript:|vbscript:|data:\w+/|\bon(?:error|click|load)\s?="
    r"|```|\{\s*[\"'{%]|\[\s*\{|\}\}|&lt;|&#|%3c|\\[ux][0-9a-f]{2}"
    r"|\b(?:tool_calls?|function_call|arguments|functions\.\w+|drop table|select \w+ from|import os|system\s?:)"
    r"|(?:^|\s)#!|\$\(|\$\{"
)
LETTER_BY_LETTER = re.compile(
    r"(?<!\w)(?:[a-z0-9가-힣][\s.\-_*·|/]){5,}[a-z0-9가-힣](?!\w)|(?:[a-z가-힣][.\-_*·|/]){3,}[a-z가-힣]"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """may_warn: a warning against it is allowed, and is written in the same words."""

    name: str
    korean: re.Pattern[str]
    english: re.Pattern[str]
    may_warn: bool = True


# Not said even where an article holds it: somebody put it there.
NEVER = (Rule("remote control", REMOTE_KO, REMOTE_EN), Rule("moves money", SAFE_KO, SAFE_EN))
UNLESS_HELD = (
    Rule("an app", APP_KO, APP_EN),
    Rule("moves money", MONEY_KO, MONEY_EN),
    Rule("another channel", CHANNEL_KO, CHANNEL_EN),
)
EVEN_WARNED = (
    Rule("silences", SILENCE_KO, SILENCE_EN, may_warn=False),
    Rule("claims to be a person", HUMAN_KO, HUMAN_EN, may_warn=False),
)


def asks_what_is_forbidden(sentence: str, passages: str, before: str = "") -> str:
    """What a sentence asks for that nobody may; blank where it does not.

    before: what was said just before it. passages: what the bank itself says in them it may say
        of forms and channels; of secrets told, remote control and safe accounts never.
    """
    if never := is_never_said(sentence, passages, before):
        return never
    return _broken_rule((*UNLESS_HELD, *EVEN_WARNED), sentence, passages)


def is_never_said(sentence: str, passages: str = "", before: str = "") -> str:
    """The part of `asks_what_is_forbidden` that no article and no agent excuses."""
    said = plain(sentence)
    if MARKUP.search(said):
        return "markup"
    if LETTER_BY_LETTER.search(said):
        return "spells letter by letter"
    if commands_the_machine(sentence):
        return "commands the machine"
    tail = before[-BEFORE:]
    if _asks_for_secret_ko(compact(tail), compact(sentence), compact(passages)):
        return "asks for a secret"
    if _asks_for_secret_en(plain(tail), said, plain(passages)):
        return "asks for a secret"
    return _broken_rule(NEVER, sentence, "")


def _broken_rule(rules: tuple[Rule, ...], sentence: str, passages: str) -> str:
    """The name of the first rule that the sentence breaks in words no passage holds."""
    tight, said = compact(sentence), plain(sentence)
    held_tight, held = compact(passages), plain(passages)
    for rule in rules:
        for match in rule.korean.finditer(tight):
            warns = rule.may_warn and WARNED_KO.match(tight[match.end() :])
            if not warns and match[0] not in held_tight:
                return rule.name
        for match in rule.english.finditer(said):
            warns = rule.may_warn and WARNED_EN.search(said[: match.start()])
            if not warns and match[0] not in held:
                return rule.name
    return ""


def _asks_for_secret_ko(before: str, sentence: str, passages: str) -> bool:
    """For each word of telling or showing: whether a secret stands shortly before it."""
    whole = f"{before} {sentence}"
    for verbs, secrets, may_be_held in (
        (TELL_KO, SECRET_KO, False),
        (TELL_KO, PAPER_KO, True),
        (SHOW_KO, SECRET_KO, True),
        (SHOW_KO, PAPER_KO, True),
    ):
        for verb in verbs.finditer(whole, len(before)):
            near = secrets.finditer(whole, max(0, verb.start() - REACH), verb.start())
            secret = next(near, None)
            if secret is None or WARNED_KO.match(whole[verb.end() :]):
                continue
            if not (may_be_held and _is_held(before, sentence, verb, secret, passages)):
                return True
    return False


def _is_held(
    before: str, sentence: str, verb: re.Match[str], secret: re.Match[str], passages: str
) -> bool:
    """Whether the bank wrote it so: from the secret to the verb, or the verb's whole sentence.

    An answer puts sentences together that stand apart in an article: what one of them names is
    not what the next one asks for.
    """
    if verb.string[secret.start() : verb.end()] in passages:
        return True
    return secret.start() < len(before) and sentence in passages


def _asks_for_secret_en(before: str, sentence: str, passages: str) -> bool:
    whole = f"{before} {sentence}"
    for match in GIVE_EN.finditer(whole):
        if match.end() <= len(before) or WARNED_EN.search(whole[: match.start()]):
            continue
        if match["verb"] in TYPED_EN and match[0] in passages:
            continue
        return True
    return False
