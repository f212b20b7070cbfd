"""Whether the customer got what they asked for, judged by what they read and nothing else.

A case is one conversation; its last answer is judged. Texts are compared after NFKC, without
the commas inside numbers and regardless of case.
"""

import difflib
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from chat.assistant.language.amounts import korean_number, money_in
from chat.assistant.types import Action, Reply

KINDS = (
    "aspect",
    "followup",
    "multi",
    "personal",
    "calc",
    "lookalike",
    "noise",
    "smalltalk_offtopic",
)
ACTIONS = ("answer", "refuse", "offer_human", "handover", "emergency", "any")
SHORT_KIND = "smalltalk_offtopic"
LONGEST = {"multi": 1600, SHORT_KIND: 400}  # characters
LONGEST_ELSE = 1000
ALIKE = 0.95  # share of equal text from which one answer is another over again
MOSTLY = 0.6  # of the earlier answer: who says so much of it again, and nothing new, repeats it
EMERGENCY_WITHIN = 400  # characters
TO_HUMAN = ("offered", "pending", "accepted")

REFUSES = {
    "ko": re.compile(r"없|않|못|모르|어렵|벗어|밖의|만\s?(?:안내|답|도와)"),
    "en": re.compile(
        r"n['’]t\b|\bnot\b|\bcannot\b|\bunable\b|\bonly\b|\boutside\b|\bnothing\b",
        re.IGNORECASE,
    ),
}
PERSON = re.compile(
    r"상담원|상담사|직원|담당자|영업점|고객센터|1500-000\d|\bagent|\bperson\b|\bstaff\b|\bbranch|human",
    re.IGNORECASE,
)
SPOKEN_KO = re.compile(r"(?<![\d.])((?:\d{1,4}[조억만] ?){1,3})원")
SPOKEN_EN = re.compile(r"KRW \d{1,4}(?:\.\d)? million")
NUMBERS = re.compile(r"1500-0001|(?<!\d)112(?!\d)")


@dataclass(frozen=True, slots=True)
class Asking:
    """A conversation and what its last answer must be. What is empty is not judged."""

    kind: str
    turns: tuple[str, ...]  # the customer's lines
    must: tuple[tuple[re.Pattern[str], ...], ...] = ()  # of each entry one must be found
    must_not: tuple[re.Pattern[str], ...] = ()
    sources_any: tuple[str, ...] = ()
    action: str = "any"
    why: str = ""


def asking_of(each: dict[str, Any]) -> Asking:
    """A case as it stands in a file. Raises ValueError or TypeError for one that is wrong."""
    if each.get("kind") not in KINDS:
        raise ValueError(f"{each.get('kind')!r} is none of {', '.join(KINDS)}")
    action = each.get("action", "any")
    if action not in ACTIONS:
        raise ValueError(f"{action!r} is none of {', '.join(ACTIONS)}")
    turns = tuple(each.get("turns") or ())
    if not turns or not all(isinstance(turn, str) and turn.strip() for turn in turns):
        raise ValueError("turns are one or more lines")
    return Asking(
        kind=each["kind"],
        turns=turns,
        must=tuple(
            tuple(map(_pattern, way if isinstance(way, list) else [way]))
            for way in each.get("must") or ()
        ),
        must_not=tuple(map(_pattern, each.get("must_not") or ())),
        sources_any=tuple(each.get("sources_any") or ()),
        action=action,
        why=each.get("why") or "",
    )


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"{text!r} is no pattern ({error})") from None


def faults_of(asking: Asking, language: str, before: list[str], reply: Reply) -> list[str]:
    """The rules that an answer broke; none when it was useful.

    before: the assistant's earlier answers of this conversation.
    """
    text = comparable(reply.text)
    ways_of_writing = (text, in_figures(text))
    cited = {source.article_id for source in reply.sources}
    faults = [
        f"must[{at}]"
        for at, ways in enumerate(asking.must)
        if not any(way.search(each) for way in ways for each in ways_of_writing)
    ]
    faults += [
        f"must_not[{at}]"
        for at, way in enumerate(asking.must_not)
        if any(way.search(each) for each in ways_of_writing)
    ]
    if asking.sources_any and not cited & set(asking.sources_any):
        faults.append("source")
    if not ACTION_RULES[asking.action](reply, text, language):
        faults.append("action")
    if not speaks(language, reply.text, asking.turns[-1]):
        faults.append("language")
    if asking.kind == "followup" and any(is_repeated(one, reply.text) for one in before):
        faults.append("repeat")
    faults += _too_much(asking.kind, text, reply)
    return faults


def _too_much(kind: str, text: str, reply: Reply) -> list[str]:
    """Small talk is short, cites nothing and calls nobody; an answer is no whole article."""
    if kind == SHORT_KIND:
        is_fine = len(text) <= LONGEST[kind] and not reply.sources and not hands_over(reply)
        return [] if is_fine else ["smalltalk"]
    return ["dump"] if len(text) > LONGEST.get(kind, LONGEST_ELSE) else []


def hands_over(reply: Reply) -> bool:
    """Whether a person is called, and not only offered."""
    is_handover = reply.action is Action.HANDOVER and reply.handover_status != "offered"
    return is_handover or reply.handover_status in ("pending", "accepted")


def _offers(reply: Reply, text: str, language: str) -> bool:
    chips = " ".join(map(str, reply.quick_replies))
    return reply.handover_status in TO_HUMAN or bool(PERSON.search(f"{text} {chips}"))


# For each action a case may name, whether an answer takes it.
ACTION_RULES = {
    "any": lambda reply, text, language: True,
    "answer": lambda reply, text, language: not hands_over(reply),
    "refuse": lambda reply, text, language: (
        not reply.sources and bool(REFUSES[language].search(text))
    ),
    "offer_human": _offers,
    "handover": lambda reply, text, language: (
        reply.action is Action.HANDOVER or reply.handover_status in TO_HUMAN
    ),
    "emergency": lambda reply, text, language: bool(NUMBERS.search(text[:EMERGENCY_WITHIN])),
}


def speaks(language: str, said: str, asked: str) -> bool:
    """Whether an answer is in the customer's language; a line without Hangul asks for none."""
    hangul, latin = len(re.findall(r"[가-힣]", said)), len(re.findall(r"[A-Za-z]", said))
    share = hangul / (hangul + latin or 1)
    if language == "en":
        return share <= 0.3
    return share >= 0.3 or not re.search(r"[가-힣]", asked)


def is_repeated(before: str, said: str) -> bool:
    """Whether an answer is an earlier one over again, or most of it and nothing else."""
    earlier, now = " ".join(comparable(before).split()), " ".join(comparable(said).split())
    if not earlier or not now:
        return False
    if difflib.SequenceMatcher(None, earlier, now, autojunk=False).ratio() >= ALIKE:
        return True
    known = set(re.split(r"(?<=[.!?])\s+", earlier))
    new = sum(len(part) for part in re.split(r"(?<=[.!?])\s+", now) if part not in known)
    return new <= 0.1 * len(now) and len(now) >= MOSTLY * len(earlier)


def in_figures(text: str) -> str:
    """A comparable text with its amounts in figures: 1억 5000만원 is 150000000원, KRW 1.5 million
    is KRW 1500000.
    """
    text = SPOKEN_KO.sub(lambda match: f"{korean_number(match[1].replace(' ', '')):f}원", text)
    return SPOKEN_EN.sub(lambda match: f"KRW {money_in(match[0].lower(), 'en'):f}", text)


def comparable(text: str) -> str:
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", unicodedata.normalize("NFKC", text))
