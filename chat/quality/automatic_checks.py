"""What rules find in a conversation by themselves. A person's score is never made of it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from chat.assistant.grounding.forbidden_claims import says_too_much
from chat.assistant.language.normalise import compact, either, plain
from chat.assistant.types import Triage
from chat.models import Conversation, KnowledgeGap, Message, Turn
from chat.transcript import PAGE
from handover.models import Handover

Sender = Message.Sender
MOST_ENTRIES = 2 * PAGE  # the last entries of a conversation are looked at

# Why chat.assistant.answering.generative gives up an answer that the model has written.
WITHHELD_FOR = ("unfounded", "unsourced", "ungrounded", "oversteps", "instructions")

LABELS = {
    "ai_notice": _("The customer was told that an AI answers"),
    "greeting": _("Every agent greeted first"),
    "answered": _("Every question was answered"),
    "in_time": _("Agents replied in time"),
    "cited": _("Answers from articles name them"),
    "grounded": _("No answer had to be withheld"),
    "no_promises": _("Nothing was recommended, promised or decided"),
    "no_secrets": _("No secret data was asked for"),
}

GREETING_KO = re.compile(r"안녕하|반갑습니다|반가워요|만나서반가")
GREETING_EN = re.compile(
    r"\b(?:hello|hi|dear|welcome|good (?:morning|afternoon|evening)|this is)\b"
)
ASKS_KO = re.compile(
    either(r"""
        (?:주민(?:등록)?번호|외국인등록번호|카드번호|비밀번호|비번|보안카드|otp(?:번호)?|일회용번호|인증번호|cvc|cvv|유효기간)(?:를|을|도|와|과|하고|전체|전부|뒤|앞|\d|자리|,){0,4}.{0,8}(?:알려|말씀해|말해|불러|적어|보내|입력해|남겨|찍어)(?:주(?:세요|시(?!지|면안)|십|실|겠|면(?!안))|드려|부탁|줄래)
        (?:주민(?:등록)?번호|외국인등록번호|카드번호|비밀번호|비번|보안카드|otp번호|인증번호|cvc|cvv)(?:가|는|은|이)?(?:뭐|무엇|어떻게되|몇번)
    """)
)
ASKED_FOR_EN = (
    r"(?:resident registration number|card number|account password|password|pin(?: code)?|otp"
    r"|one-time (?:code|password)|security code|verification code|cvc|cvv)"
)
ASKS_EN = re.compile(
    r"(?P<before>.{0,12})\b(?:tell|give|send|share|type|confirm|provide|what is|what's)"
    rf"\b(?: me| us)?(?: also)?(?: the| your| full| whole)* {ASKED_FOR_EN}\b"
)
NOT_EN = re.compile(r"(?:don't|do not|never|not to|please don't) $")


@dataclass(frozen=True, slots=True)
class Check:
    """What one rule found. passed: None where it does not apply. seqs: where it failed."""

    name: str
    passed: bool | None
    seqs: tuple[int, ...] = ()

    def as_data(self) -> dict[str, object]:
        return {"name": self.name, "passed": self.passed, "seqs": list(self.seqs)}


@dataclass(slots=True)
class Records:
    """All that the rules look at: four queries, whatever the conversation's length."""

    conversation: Conversation
    messages: list[Message]
    turns: list[Turn]
    handovers: list[Handover]
    refused: set[int]  # numbers of the questions that no article answered
    said: list[Message] = field(default_factory=list)  # by the assistant and by agents

    @classmethod
    def of(cls, conversation: Conversation) -> "Records":
        newest = Message.objects.filter(conversation=conversation).order_by("-seq")
        messages = list(newest[:MOST_ENTRIES])[::-1]
        first = messages[0].seq if messages else 0
        turns = list(Turn.objects.filter(conversation=conversation, question_seq__gte=first))
        handovers = list(Handover.objects.filter(conversation=conversation).order_by("pk"))
        gaps = KnowledgeGap.objects.filter(
            conversation=conversation,
            question_seq__gte=first,
            kind=KnowledgeGap.Kind.UNANSWERED,
        )
        refused = set(gaps.values_list("question_seq", flat=True))
        said = [each for each in messages if each.sender in (Sender.ASSISTANT, Sender.AGENT)]
        return cls(conversation, messages, turns, handovers, refused, said)


def check(conversation: Conversation) -> list[Check]:
    """What every rule says of a conversation, in the order of LABELS. Four queries."""
    records = Records.of(conversation)
    return [
        Check("ai_notice", conversation.notice_at is not None),
        _where("greeting", _first_words(records), greets),
        _answered(records),
        _in_time(records),
        _cited(records),
        _grounded(records),
        _where("no_promises", records.said, lambda message: not promises(message)),
        _where("no_secrets", records.said, lambda message: not asks_for_secrets(message.text)),
    ]


def greets(message: Message) -> bool:
    return bool(
        GREETING_KO.search(compact(message.text)) or GREETING_EN.search(plain(message.text))
    )


def promises(message: Message) -> bool:
    """Whether somebody sells, promises or decides, in words that no cited passage has.

    An agent may do what the assistant may not, and say so: of an agent's words those that sell
    or promise in Korean are found, no others.
    """
    quotes = " ".join(str(found.get("quote", "")) for found in _sources(message))
    found = says_too_much(message.text, quotes)
    return bool(found) if message.sender == Sender.ASSISTANT else found in ("sells", "promises")


def asks_for_secrets(text: str) -> bool:
    """Whether somebody is asked for what nobody may ask for: passwords, whole numbers, codes."""
    if ASKS_KO.search(compact(text)):
        return True
    return any(not NOT_EN.search(found["before"]) for found in ASKS_EN.finditer(plain(text)))


def _where(name: str, messages: list[Message], is_right: Callable[[Message], bool]) -> Check:
    """Whether this holds of each of the messages; of none, it does not apply."""
    wrong = tuple(message.seq for message in messages if not is_right(message))
    return Check(name, not wrong if messages else None, wrong)


def _first_words(records: Records) -> list[Message]:
    """Each agent's first words of the conversation."""
    first: dict[int | None, Message] = {}
    for message in records.said:
        if message.sender == Sender.AGENT:
            first.setdefault(message.agent_id, message)
    return list(first.values())


def _answered(records: Records) -> Check:
    """Whether each question got an answer: no apology, and not that nothing was found."""
    over = [
        turn for turn in records.turns if turn.state in (Turn.State.ANSWERED, Turn.State.FAILED)
    ]
    open_ones = tuple(
        turn.question_seq
        for turn in over
        if turn.state == Turn.State.FAILED or turn.question_seq in records.refused
    )
    return Check("answered", not open_ones if over else None, open_ones)


def _in_time(records: Records) -> Check:
    """By the clocks of the desk, which keep business hours."""
    decided = [
        row.first_reply_kept is not False and not row.late_replies
        for row in records.handovers
        if row.first_reply_kept is not None or row.replies
    ]
    return Check("in_time", all(decided) if decided else None)


def _cited(records: Records) -> Check:
    answers = [
        message
        for message in records.said
        if (message.data or {}).get("triage") == Triage.AUTO_ANSWER.value
        and (message.data or {}).get("engine") != "rules"  # whom to call is in no article
    ]
    return _where("cited", answers, lambda message: bool(list(_sources(message))))


def _grounded(records: Records) -> Check:
    turns = [turn for turn in records.turns if turn.state == Turn.State.ANSWERED]
    seqs = tuple(turn.answer_seq or 0 for turn in turns if was_withheld(turn.trace))
    return Check("grounded", not seqs if turns else None, seqs)


def was_withheld(trace: dict[str, object]) -> bool:
    """Whether the model's answer, or a sentence of it, was kept from the customer."""
    return bool(
        trace.get("withheld")
        or trace.get("left_out")
        or trace.get("model_failure_code") in WITHHELD_FOR
    )


def _sources(message: Message) -> Iterator[dict[str, object]]:
    yield from (message.data or {}).get("source_documents") or ()
