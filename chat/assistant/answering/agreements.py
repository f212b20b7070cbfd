"""What an agent agreed with the customer before they gave the conversation back.

It is kept in the conversation's memory, newest last, and stays there whatever the assistant
remembers besides. The assistant repeats it word for word and adds nothing.
"""

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import override

from aicc.platform.wording import bank_time
from chat.assistant.grounding.forbidden_requests import is_never_said
from chat.assistant.language.normalise import compact, either, plain
from chat.assistant.retrieval.tokenizer import word_terms
from chat.assistant.types import Question
from chat.assistant.understanding.triage import asks

KEY = "agreed"
MOST = 3  # kept; an older one gives way
FEWEST_SHARED = 2  # terms of a question that an agreement must hold to be its answer

SAID_KO = re.compile(
    either(r"""
        (?:상담원|상담사|상담직원|직원|담당자|매니저|그분|아까).{0,12}(?:뭐라|뭐래|말했|말한|말씀|얘기|이야기|설명해준|안내해준|알려준|하기로|해준다|처리해)
        약속(?!어음)|합의(?:한|된|했)|하기로(?:했|한|하셨)|(?:말씀하신|얘기한|이야기한|말한|안내받은|들은)대로
    """)
)
SAID_EN = re.compile(
    r"\b(?:as|we|you|they|was|were|been|had|have) agreed\b|\bagreed (?:on|with|date|time)\b"
    r"|\bpromised?\b(?! to pay)"
    r"|\b(?:agent|advis[eo]r|representative|person|colleague|he|she)\b.{0,20}"
    r"\b(?:said|say|told|tell|promis\w+|agreed?)\b"
)


@dataclass(frozen=True, slots=True)
class Agreement:
    text: str  # masked
    agent: str
    at: str  # ISO 8601

    def when(self, language: str) -> str:
        """Day and time in the bank's time zone, as the language writes them."""
        with override(language):
            return bank_time.moment(datetime.fromisoformat(self.at))


def agreed_in(memory: dict[str, Any]) -> tuple[Agreement, ...]:
    """What may be repeated of it: neither orders to the machine nor what no bank ever asks for."""
    known = (Agreement(**each) for each in memory.get(KEY, ()))
    return tuple(each for each in known if not is_never_said(each.text))


def with_agreement(memory: dict[str, Any], agreement: Agreement) -> dict[str, Any]:
    """The memory of a conversation that is given back with it."""
    known = [asdict(each) for each in agreed_in(memory)]
    return memory | {KEY: [*known, asdict(agreement)][-MOST:]}


def carried_over(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What the assistant remembers now, with what was agreed before."""
    return after | {KEY: before[KEY]} if before.get(KEY) else after


def text_of(question: Question) -> str:
    """All that was agreed, as figures and words may be taken from it."""
    return "\n".join(each.text for each in agreed_in(question.memory))


def last_words(question: Question) -> str:
    """An agent's last words among the entries before the question; blank: none."""
    said = [line.text for line in question.history if line.sender == "agent"]
    return said[-1] if said else ""


def is_asked_about(question: Question, language: str) -> bool:
    """Whether it asks what an agent said or agreed, where one did."""
    if not (agreed_in(question.memory) or last_words(question)):
        return False
    if not asks(question.text, language):
        return False
    if language == "ko":
        return bool(SAID_KO.search(compact(question.text)))
    return bool(SAID_EN.search(plain(question.text)))


def is_touched_by(question: Question, language: str) -> bool:
    """Whether what was agreed is about what the question is about."""
    held = _words(text_of(question), language)
    return len(held & _words(question.text, language)) >= FEWEST_SHARED


def _words(text: str, language: str) -> set[str]:
    return {term for term in word_terms(text, language) if term[-1] != "~"}
