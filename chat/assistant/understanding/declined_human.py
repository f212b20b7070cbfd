"""Whether somebody says that they want no person: "상담원 필요 없어요", "no agent please".

Who says so must never land in the queue, whatever else a rule or a weight makes of the words.
What a message ends with outweighs what it begins with: "상담원 말고 … 아니, 상담원 연결해 주세요".
"""

import re

from chat.assistant.language.normalise import compact, plain

PERSON_KO = r"(?:상담원|상담사|상담직원|상담요원|직원|사람|담당자|행원|전화상담|상담(?:원)?연결|상담)(?:분)?"
NO_KO = (
    r"(?:필요(?:는|도|까지는?|까진)?(?:없|하지않)|안(?:해|바꿔|불러|할래|할게|받을)|하지(?:마|말)|(?:부르|넘기|바꾸|연결하)지(?:마|말|않)"
    r"|말고|말구|싫|원하지(?:는)?않|원치않|싶지(?:는)?않|됐(?:어|습|고|구)|괜찮(?:아|습|으)|없이|나중에|취소|빼고|안(?:연결)?해도)"
)
DECLINES_KO = re.compile(
    rf"{PERSON_KO}(?:이랑|랑|하고|한테|에게|과|와)?(?:연결|통화|상담|얘기|이야기|대화|말)?(?:을|를|은|는|도|까지는?|까진|으로|로)?(?:하고|할|굳이|그냥|좀|따로)?{NO_KO}"
    rf"|{PERSON_KO}(?:이|가)?필요(?:는|도)?(?:없|하지않)"
    rf"|(?:상담원|상담사|직원|사람|담당자)(?:분)?(?:이랑|랑|하고|한테|과|와)(?:은|는|까지)?(?:직접|굳이|말로)?(?:통화|상담|얘기|이야기|대화|말|연결)?(?:을|를)?(?:하는|하기|하긴|나누기|섞기|되기)?(?:건|것은|게|는|가|도)?(?:좀|조금|너무|다)?(?:싫|귀찮|부담|불편|무서|어색|꺼려)"
    r"|^(?:그냥|굳이|아직|이제|아니)*연결(?:은|을|는)?(?:(?:하지|시키지)(?:마|말)|안(?:해|시켜)|됐|괜찮|필요없|싫|취소|나중에)"
)
WANTS_KO = re.compile(
    r"(?:연결|바꿔|불러|붙여)(?:을|를|좀|해|시켜){0,3}(?:주세요|줘요?|주십시오|달라|부탁|요청)[\W_]*$"
)
PERSON_EN = (
    r"(?:humans?|agents?|person|people|representatives?|reps?|staff|operators?|advis[oe]rs?|managers?"
    r"|tellers?)"
)
ANYBODY_EN = r"(?:someone|somebody|anyone|anybody)"
DECLINES_EN = re.compile(
    rf"\b(?:don't|do not|didn't|doesn't|won't|wouldn't|needn't|not|never|no|without|rather not|stop|cancel|never mind|over|rather than|instead of)\b"
    rf"(?!(?:\W+\w+)?\W+(?:the |a |this )?(?:bot|chatbot|robot|machine|ai)\b)[^.,;!?]{{0,34}}\b{PERSON_EN}\b"
    r"|\b(?:don't|do not|needn't|stop|no need to|(?:don't|do not) have to)\b[^.,;!?]{0,14}\b(?:connect(?:ing)?|transfer(?:ring)?|call(?:ing)?|put) (?:me|us)\b"
    rf"|\b(?:don't|do not|wouldn't|never|not)\b[^.,;!?]{{0,14}}\b(?:talk|speak|connect|chat|transfer)\w*\b[^.,;!?]{{0,10}}\b{ANYBODY_EN}\b"
    r"|\bstop connecting\b|\bno (?:transfer|handover)\b|\bkeep me with (?:the|this) (?:bot|chatbot|ai)\b"
)
WANTS_EN = re.compile(
    rf"\b(?:give|get|let|put|transfer|connect|want|need|bring|call)\b[^.,;!?]{{0,24}}\b{PERSON_EN}\b(?: \w+){{0,3}}\W*$"
)
NOT_THE_BOT = re.compile(
    rf"\bnot (?:the |a |another )?(?:bot|chatbot|robot|machine|ai)\b.{{0,20}}\b{PERSON_EN}\b"
)

# Said by somebody who waits in the queue, and nothing else with it.
LEAVES_KO = re.compile(
    r"(?:그냥|이제|이만|아니(?:요|에요)?|네|예|저|안|근데|죄송|죄송한데|죄송하지만|[\W_])*"
    r"(?:(?:상담|연결|대기|요청|상담원연결)?(?:은|는|을|를|도)?(?:취소(?:요|할게요?|할께요?|하겠습니다|할래요?|해(?:주세요|줘요?|주십시오)?|합니다|됩니까|하고싶어요)?)"
    r"|(?:그만|더이상|더는|안|못){1,3}(?:기다릴게요?|기다릴께요?|기다릴래요?|기다리겠습니다|기다리겠어요|할게요|기다려요|기다리고싶어요|둘게요)"
    r"|기다리지않(?:을게요?|을래요|겠습니다)|(?:대기|줄)(?:열)?(?:에서)?(?:나갈게요|빠질게요|나가겠습니다|빼주세요|그만할게요)"
    r"|(?:상담(?:원)?|연결|대기)?(?:은|는)?(?:됐어요|됐습니다|됐고요|괜찮아요|괜찮습니다|안할게요|안할래요|그만둘게요))[\W_ㅠㅜ]*"
)
LEAVES_EN = re.compile(
    r"\W*(?:(?:no|ok|okay|actually|sorry|please|well|just)\W+)*"
    r"(?:cancel(?: (?:it|that|this|the (?:wait|request|queue|call)|my (?:request|place)))?|never ?mind|forget it|stop waiting|leave the queue|take me (?:out|off)(?: of)?(?: the)? (?:queue|list)"
    r"|i(?:'ll| will| would like to|'d like to| want to)? ?(?:stop waiting|not wait|leave|cancel)(?: (?:any ?more|any longer|the queue|it))?|i (?:don't|do not|won't|can't) (?:want to )?wait(?: (?:any ?more|any longer))?|no longer (?:needed|necessary))"
    r"(?: (?:please|now|thanks|thank you))*\W*"
)


def leaves_queue(text: str, language: str) -> bool:
    """Whether somebody who waits for a person says no more than that they wait no longer."""
    if language == "ko":
        return bool(LEAVES_KO.fullmatch(compact(text)))
    return bool(LEAVES_EN.fullmatch(plain(text)))


def declines(text: str, language: str) -> bool:
    """Whether a person is declined, and not asked for after all."""
    if language == "ko":
        tight = compact(text)
        match = DECLINES_KO.search(tight)
        return bool(match) and not WANTS_KO.search(tight, match.end() if match else 0)
    loose = plain(text)
    match = DECLINES_EN.search(loose)
    return bool(match) and not WANTS_EN.search(loose, match.end() if match else 0)


def prefers_human(text: str) -> bool:
    """ "not the bot, a person": declined is the machine."""
    return bool(NOT_THE_BOT.search(plain(text)))


def beside(text: str, language: str) -> str:
    """What a message says after it declined a person; blank where it says no more."""
    read = compact(text) if language == "ko" else plain(text)
    match = (DECLINES_KO if language == "ko" else DECLINES_EN).search(read)
    if match is None:
        return ""
    if language == "ko":
        return read[match.end() :]
    before, after = read[: match.start()], read[match.end() :]
    return f"{before} {re.sub(r'^[^,.;!?]*[,.;!?]', '', after) if ',' in after else ''}".strip()
