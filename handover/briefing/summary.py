"""Three lines from what was said: what is wanted, how things stand, what was tried.

The customer's own sentences, chosen and not rewritten: a summary that says what nobody said is
worse for a bank than a clumsy one. What tells most goes in first, in the order it was said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from chat.assistant.language.normalise import compact, plain
from chat.assistant.language.sentences import sentences_of
from chat.assistant.retrieval.tokenizer import word_terms
from chat.assistant.types import Line
from chat.assistant.understanding.smalltalk import small_talk
from chat.assistant.understanding.triage import asks, rules_find_human

LINE_CHARACTERS = 180
MOST_SENTENCES = 80  # of a long conversation; the first two and the newest

# A figure, a date, an amount, a code: what an agent would otherwise have to ask again.
FIGURE = re.compile(r"\d|[일이삼사오육칠팔구십백천만억]\s?(?:원|개월|년|일|번|세|살)|천만|백만")
TRIED = re.compile(
    r"했는데|했더니|했어요|했습니다|했고|벌써|이미|거절|안\s?[되돼]|오류|에러|실패|눌렀|냈|올렸|보냈|신청했"
    r"|다녀왔|갔는데|전화했|안나|안\s나|못\s?[했받하]|막혔|잠[겼겨]|기다"
    r"|already|tried|declined|refused|reject|error|fail|didn't|did not|doesn't|won't|can't|called"
    r"|sent|applied|went|waited|was told|still"
)
WANTED = re.compile(
    r"싶|려고|려는|하려|원해|원합|바꿔|바꾸|해\s?주[세시실]|부탁|가능|되나|될까|되죠|알려|궁금"
    r"|want|need|would like|'d like|can i|could|please|how|looking"
)
FILLER = re.compile(
    r"^(?:네+|예|아니요|아|음|안녕하세요|안녕하십니까|저기요|감사합니다|hello|hi|hey|yes|no|ok(?:ay)?|"
    r"thanks?(?: you)?|well|so)[\s,.!~]+",
    re.IGNORECASE,
)
# Also cut short, as a slip of the thumb sends it; read without blanks and marks.
COURTESY = re.compile(
    r"(?:저기(?:요|여)?|혹시)?(?:안녕(?:하(?:세(?:요|여)?|십니까?)?|히계세요?)?|반갑\w{0,3}|수고(?:하|많|가)\w{0,5}|여보세요?)"
    r"|(?:저기(?:요|여)|빨리요?|급해요?|급합니다|도와주세요|문의(?:드립니다|드려요|합니다|요)|질문(?:있어요|있습니다|요)|상담\w{0,4}|계세요|계신가요)"
    r"|(?:hi|hello|hey|there|anyone|anybody|please|help|quick(?:ly)?|urgent){1,4}"
)


@dataclass(slots=True)
class Sentence:
    """One sentence of the customer's."""

    place: int
    text: str
    worth: float
    row: int  # 0 wanted, 1 how things stand, 2 tried


def summary(lines: list[Line], language: str) -> str:
    """Three lines, each of at most 180 characters after its name."""
    return named(packed(sentences(lines, language)), lines, language)


def named(rows: Sequence[str], lines: list[Line], language: str) -> str:
    """What is wanted, how things stand and what was tried, each in a line with its name."""
    wants, situation, tried = rows
    with override(language):
        tried = tried or answered(lines, language) or _("Nothing was answered yet.")
        three = (
            _("Wants: %(text)s") % {"text": wants or "–"},
            _("Situation: %(text)s") % {"text": situation or "–"},
            _("So far: %(text)s") % {"text": tried},
        )
    return "\n".join(three)


def sentences(lines: list[Line], language: str) -> list[Sentence]:
    """What the customer said that tells something, each thing once."""
    found: list[Sentence] = []
    known: set[str] = set()
    said = [line.text for line in lines if line.sender == "customer"]
    for text in said:
        for sentence in sentences_of(text):
            bare = FILLER.sub("", sentence).strip()
            key = compact(bare)
            if key in known or not tells(sentence, language):
                continue
            known.add(key)
            found.append(
                Sentence(len(found), bare, worth_of(bare, language), row_of(bare, language))
            )
    if len(found) > MOST_SENTENCES:
        found = [*found[:2], *found[2 - MOST_SENTENCES :]]
    if found:
        found[0].worth += 2  # what somebody says first is mostly what they came for
        found[-1].worth += 1
    return found


def is_courtesy(text: str, language: str) -> bool:
    """Whether it is only a greeting, thanks, or a request for a person."""
    if FIGURE.search(text):
        return False
    tight = re.sub(r"\W+", "", compact(text)).casefold()
    if len(tight) < 3 or COURTESY.fullmatch(tight):
        return True
    return rules_find_human(text, language) and len(text) < 40


def worth_of(text: str, language: str) -> float:
    """How much it tells: its figures, and words that are no everyday ones."""
    words = {term for term in word_terms(text, language) if term[-1] != "~"}
    figures = len(FIGURE.findall(text))
    flat = f"{compact(text)} {plain(text)}"
    return (
        min(figures, 4) * 1.5
        + min(len(words), 10) * 0.5
        + (1.0 if TRIED.search(flat) else 0.0)
        + (0.5 if asks(text, language) else 0.0)
    )


def row_of(text: str, language: str) -> int:
    flat = f"{compact(text)} {plain(text)}"
    if TRIED.search(flat):
        return 2
    is_question = "?" in text or (language == "ko" and asks(text, language))
    return 0 if is_question or WANTED.search(flat) else 1


def packed(told: list[Sentence]) -> list[str]:
    """The three rows, filled with what tells most and put in the order it was said.

    What finds no room in its own row may stand in another that has some.
    """
    rows: list[list[Sentence]] = [[], [], []]
    room = [LINE_CHARACTERS] * 3
    if told and all(one.row != 0 for one in told):
        told[0].row = 0
    for one in sorted(told, key=lambda one: -one.worth):
        text = one.text if len(one.text) <= LINE_CHARACTERS else shortened(one.text)
        needed = len(text) + 3
        for row in (one.row, *(each for each in (1, 0, 2) if each != one.row)):
            if room[row] >= needed or (row == one.row and not rows[row]):
                one.text = text
                rows[row].append(one)
                room[row] -= needed
                break
    return [" / ".join(o.text for o in sorted(row, key=lambda o: o.place)) for row in rows]


def shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LINE_CHARACTERS else flat[: LINE_CHARACTERS - 1] + "…"


def answered(lines: list[Line], language: str) -> str:
    """What the customer was told last, where they say nothing of it themselves.

    A greeting's reply and the notice that somebody will come tell an agent nothing, and neither
    does what the assistant said without being asked.
    """
    told, is_asked = "", False
    for line in lines:
        if line.sender == "customer":
            is_asked = any(tells(each, language) for each in sentences_of(line.text))
        elif line.sender == "agent" or (line.sender == "assistant" and is_asked):
            told, is_asked = line.text, False
    with_name = _("was told: %(text)s")
    return shortened(with_name % {"text": " ".join(told.split())}) if told else ""


def tells(sentence: str, language: str) -> bool:
    """Whether it is more than a courtesy or the wish for a person."""
    bare = FILLER.sub("", sentence).strip()
    return bool(compact(bare)) and not small_talk(sentence) and not is_courtesy(bare, language)
