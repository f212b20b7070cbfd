"""What a customer is asked while they wait for a person, one question at a time.

The asking never holds anything up: who does not answer keeps their place, and what they ask
meanwhile is answered by the assistant. It ends with the claim, with the request, or with the last
question. Whatever is done here is done under the conversation's lock.
"""

import re
from collections.abc import Iterable
from typing import Any, Protocol

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, override

from aicc.platform import events
from chat import transcript
from chat.assistant.language.normalise import compact, language_of
from chat.assistant.understanding import classifier, emergency
from chat.assistant.understanding.triage import Need, need_of, wants_to_know, waves_away
from chat.models import Conversation, Message
from chat.protocol import outgoing
from handover.models import Handover, IntakeAnswer, IntakeQuestion

MOST_QUESTIONS = 5  # of one handover; whoever waits is not to fill in forms
ANSWER_CHARACTERS = 500
ENGINE = "intake"  # what answered a turn that was an answer itself

UNKNOWN = re.compile(
    r"(?:저도|나도|잘|글쎄(?:요)?|그건|그게)*(?:모르겠(?:어요?|습니다|네요|는데요?)|몰라요?|모릅니다|모름)"
    r"|건너뛰기|건너뛸게요|넘어갈게요|패스(?:할게요)?|생략"
    r"|(?:i)?(?:donot|don't|dont)(?:really)?know|(?:i'?mnot|not)(?:really)?sure|noidea|skip(?:it|this)?|pass"
)
NOTHING = re.compile(
    r"(?:아직|아무것도|별로|특별히|딱히)*(?:없(?:어요?|습니다|음|는데요)|안했(?:어요|습니다))|아니(?:요|오)|아뇨"
    r"|no|nope|none|nothing(?:yet)?|notyet"
)
# "I did it, and it does not work" tells what was tried, and asks nothing.
IN_VAIN = re.compile(r"안\s?(?:돼|되)(?:요|네요|더라고요|고요)?")
State = IntakeAnswer.State


class Entry(Protocol):
    """What the rule needs of an entry before the message."""

    @property
    def seq(self) -> int: ...

    @property
    def sender(self) -> str: ...


def begin(conversation: Conversation, handover: Handover) -> list[Message]:
    """The first question of a new handover, numbered and not yet stored; none in an emergency."""
    if handover.priority == Handover.Priority.EMERGENCY:
        return []
    first = next_question(conversation, handover)
    if first is None:
        return []
    with override(conversation.language):
        opening = gettext(
            "While you wait, a few questions for the agent. Say “I don't know” where you don't, "
            "and ask whatever you like meanwhile."
        )
    return [asked(conversation, handover, first, opening)]


def hear(
    conversation: Conversation, message: Message, before: Iterable[Entry], named: int | None
) -> Message | None:
    """Take a message for the answer to the open question, where it is one.

    before: the entries before it. named: the question that the client says it answers.
    Returns the next question, or thanks, numbered and not yet stored; None where the message
    is for the assistant.
    """
    row = (
        IntakeAnswer.objects.filter(
            handover__conversation=conversation,
            handover__status=Handover.Status.WAITING,
            state=State.OPEN,
        )
        .select_related("handover")
        .first()
    )
    if row is None:
        return None
    said = [entry for entry in before if entry.sender != Message.Sender.SYSTEM]
    follows = bool(said) and said[-1].seq == row.asked_seq
    language = language_of(message.text, conversation.language)
    if not is_answer(row, message.text, language, named=named == row.pk, follows=follows):
        return None
    is_known = not UNKNOWN.fullmatch(bare(message.text))
    row.state = State.ANSWERED if is_known else State.SKIPPED
    row.answer = message.text[:ANSWER_CHARACTERS] if is_known else ""
    row.answer_seq, row.answered_at = message.seq, timezone.now()
    row.save(update_fields=["state", "answer", "answer_seq", "answered_at"])
    events.changed(conversation.pk)  # the desk shows it
    return go_on(conversation, row.handover, message)


def is_answer(row: IntakeAnswer, text: str, language: str, *, named: bool, follows: bool) -> bool:
    """Whether a message answers the open question, or is for the assistant.

    named: the client says so. follows: nothing was said since the question was asked; only then
    is a client believed that does not say it, and never where the message asks or wants
    something. Somebody in trouble is heard by the assistant, whatever their client says.
    """
    trouble = emergency.find(text, language)
    if trouble and trouble.happened:
        return False
    if named:
        return True
    if not follows:
        return False
    tight = bare(text)
    if tight in map(bare, row.choices) or UNKNOWN.fullmatch(tight) or NOTHING.fullmatch(tight):
        return True
    need = need_of(text, language, classifier.log_odds(text, language), offered=False)
    is_plain = need is Need.QUESTION or (need is Need.UNCLEAR and bool(re.search(r"\d", tight)))
    asks = wants_to_know(IN_VAIN.sub("", text))
    return is_plain and not asks and not waves_away(text, language)


def bare(text: str) -> str:
    return re.sub(r"[^\w']", "", compact(text))


def go_on(conversation: Conversation, handover: Handover, message: Message) -> Message:
    """The next question, or thanks for the last answer, as the reply to a message."""
    following = next_question(conversation, handover)
    with override(conversation.language):
        thanks = gettext("Thank you.")
        if following is None:
            thanks = gettext("Thank you. The agent will see your answers.")
    reply_to = {"reply_to": message.seq, "reply_to_client_id": message.client_message_id or ""}
    if following is None:
        return written(conversation, thanks, None, **reply_to)
    return asked(conversation, handover, following, thanks, **reply_to)


def next_question(conversation: Conversation, handover: Handover) -> IntakeQuestion | None:
    """The first active question for this category that was not asked in this handover."""
    known = list(
        IntakeAnswer.objects.filter(handover=handover).values_list("question_id", flat=True)
    )
    if len(known) >= MOST_QUESTIONS:
        return None
    fitting = Q(category="") | Q(category=handover.category or conversation.category)
    rows = IntakeQuestion.objects.filter(fitting, is_active=True)
    return rows.exclude(pk__in=[pk for pk in known if pk]).order_by("order", "pk").first()


def asked(
    conversation: Conversation,
    handover: Handover,
    question: IntakeQuestion,
    opening: str,
    **fields: Any,
) -> Message:
    """Note that a question is asked: its entry, numbered and not yet stored."""
    row = IntakeAnswer.objects.create(
        handover=handover,
        question=question,
        text=question.text_in(conversation.language),
        choices=question.choices_in(conversation.language),
        asked_seq=conversation.head_seq + 1,
    )
    with override(conversation.language):
        skip = gettext("I don't know")
    shown = {
        "id": row.pk,
        "kind": question.kind,
        "text": row.text,
        "choices": row.choices,
        "skip": skip,
    }
    return written(conversation, f"{opening}\n\n{row.text}", shown, **fields)


def written(
    conversation: Conversation, text: str, question: dict[str, Any] | None, **fields: Any
) -> Message:
    """An entry of the assistant's in the shape of an answer, so that every client shows it.

    question: what is asked now; None: nothing is any more.
    """
    replies = [*question["choices"], question["skip"]] if question else []
    data = outgoing.notice(
        text,
        sender="assistant",
        engine=ENGINE,
        quick_replies=replies,
        handover_status="pending",
        info_collection_complete=question is None,
        question=question,
    )
    return transcript.write(conversation, Message.Sender.ASSISTANT, text, data=data, **fields)


def stop(conversation_id: int) -> None:
    """Ask no more in a locked conversation: an agent has come, or the request is over."""
    theirs = Handover.objects.filter(conversation=conversation_id)
    IntakeAnswer.objects.filter(handover__in=theirs, state=State.OPEN).update(state=State.LEFT)


def collected(handover: Handover) -> list[dict[str, str]]:
    """What was asked and answered in a handover, for the desk: nothing that stayed open."""
    rows = IntakeAnswer.objects.filter(handover=handover).exclude(state=State.LEFT)
    return [
        {"question": row.text, "answer": row.answer, "state": row.state}
        for row in rows.order_by("pk")
    ]


def seqs(conversation_id: int) -> set[int]:
    """The entries that are such questions, their answers, and the thanks for them."""
    rows = IntakeAnswer.objects.filter(handover__conversation=conversation_id)
    found: set[int] = set()
    for asked_seq, answer_seq in rows.values_list("asked_seq", "answer_seq"):
        found.add(asked_seq)
        if answer_seq:
            found |= {answer_seq, answer_seq + 1}  # every answer has its reply
    return found
