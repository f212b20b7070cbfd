"""The briefing by the model: asked for beside the queue, and checked against what was said.

Nobody waits for it. Who opens a conversation has the offline briefing at once; the model's takes
its place when it comes, on every desk that shows the conversation. Where the model fails, or
says what the conversation does not, the offline one stays and the reason is kept.
"""

import asyncio
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Least, Now

from aicc.platform import events, metrics
from aicc.platform.db import in_db
from aicc.platform.inference import llm
from aicc.platform.inference.token_usage import MOST_TOKENS, Usage
from chat.assistant import kill_switch
from chat.assistant.answering import prompts
from chat.assistant.grounding import grounding
from chat.assistant.grounding.checked_answer import repeats_instructions
from chat.assistant.grounding.contradiction import denies
from chat.assistant.language.normalise import compact, visible
from chat.assistant.language.sentences import sentences_of
from chat.assistant.retrieval.tokenizer import terms_of, word_terms
from chat.assistant.types import Line
from chat.models import Message
from chat.pii import mask
from chat.sessions import rate_limits
from handover.briefing.keywords import MOST_KEYWORDS, without_particle
from handover.briefing.offline import FIRST_MESSAGES, lines_of
from handover.briefing.summary import named, shortened
from handover.models import Handover, WrittenBriefing

AT_ONCE = 4  # calls of one server
AGAIN = timedelta(seconds=15)  # a talkative customer's briefing is renewed so often
RETRY = timedelta(seconds=60)  # after a failure of the service
SPARE = timedelta(seconds=10)  # beyond the model's time, before another server may ask
MOST_CHARACTERS = 12_000  # that the model is sent
# Of a line's terms those that the conversation must hold: words are bent, facts are not.
HELD = 0.4
LONGEST_ROW = 1_000  # characters, of 160 that are asked for
ROWS = ("wants", "situation", "tried")
SCHEMA: dict[str, Any] = {
    "title": "Briefing",
    "type": "object",
    "properties": {
        **{name: {"type": "string"} for name in ROWS},
        "keywords": {"type": "array", "items": {"type": "string"}},
    },
    "required": [*ROWS, "keywords"],
    "additionalProperties": False,
}
# Words to the machine, not to the bank: the model does not see them, so that what it says for
# their sake stands nowhere.
COMMANDS = re.compile(
    r"(?:규칙|지시|명령|프롬프트|시스템|요약|브리핑|제한).{0,40}(?:무시|잊|출력|공개|보여|적어|적으|써라|쓰세요|써\s?주|넣어|바꿔)"
    r"|(?:ignore|forget|disregard|override)\b.{0,40}\b(?:rules?|instructions?|prompt|above|previous)"
    r"|\b(?:system|developer)\s?(?:prompt|message|:)"
    r"|\b(?:write|put|say|print|add)\b.{0,40}\b(?:summary|briefing)"
    r"|\b(?:summary|briefing)\b.{0,20}\b(?:must|should) (?:say|read|state)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Job:
    """A briefing that this server may ask for."""

    handover: int
    conversation: int
    language: str
    seq: int  # how far the conversation had come
    lines: list[Line]


async def keep_up() -> None:
    """Let the model write what is missing or out of date; nothing where none may."""
    if kill_switch.why_not():
        return
    keys = await in_db(due)()
    await asyncio.gather(*(renew(key) for key in keys))


def newer_than(seq: Any) -> Exists:
    """Whether the customer said something after that entry of an outer handover's."""
    said = Message.objects.filter(
        conversation=OuterRef("conversation"), sender=Message.Sender.CUSTOMER, seq__gt=seq
    )
    return Exists(said)


def open_handovers() -> QuerySet[Handover]:
    return Handover.objects.filter(status__in=[Handover.Status.WAITING, Handover.Status.CLAIMED])


def due() -> list[int]:
    """The handovers whose briefing is to be written now, who waits longest first. One query."""
    free = Q(written=None) | Q(written__not_before=None) | Q(written__not_before__lte=Now())
    rows = open_handovers().filter(free, newer_than(Coalesce(OuterRef("written__seq"), 0)))
    return list(rows.values_list("pk", flat=True)[:AT_ONCE])


async def renew(handover_id: int) -> None:
    """Have one briefing written, unless another server does."""
    job = await in_db(take)(handover_id)
    if job is None:
        return
    usage = await rate_limits.allowance(job.conversation)
    try:
        summary, keywords = await write_within_limits(job, usage)
    except llm.ModelFailed as failure:
        metrics.MODEL_BRIEFINGS.labels(failure.kind).inc()
        await in_db(keep_failure)(job, failure.kind, usage)
        return
    metrics.MODEL_BRIEFINGS.labels("written").inc()
    await in_db(keep)(job, summary, keywords, usage)


async def write_within_limits(job: Job, usage: Usage) -> tuple[str, list[str]]:
    """As `write`; what it consumed is counted, however it ended."""
    try:
        return await write(job, usage)
    finally:
        await rate_limits.note_usage(job.conversation, usage)


def take(handover_id: int) -> Job | None:
    """What the model is to read, where this server is the one that asks."""
    WrittenBriefing.objects.get_or_create(pk=handover_id)
    free = Q(not_before=None) | Q(not_before__lte=Now())
    until = Now() + timedelta(seconds=settings.AICC_MODEL_SECONDS) + SPARE
    row = WrittenBriefing.objects.filter(free, pk=handover_id)
    if not row.update(not_before=until):
        return None
    conversation = Handover.objects.select_related("conversation").get(pk=handover_id).conversation
    # Its head is read before its lines: what comes in between is read again, and not missed.
    return Job(
        handover_id,
        conversation.pk,
        conversation.language,
        conversation.head_seq,
        sent_of(lines_of(conversation.pk)),
    )


def sent_of(lines: list[Line]) -> list[Line]:
    """The lines that the model sees: the customer's first and the newest, without commands."""
    people = [line for line in lines if line.sender != Message.Sender.SYSTEM]
    plain = [Line(line.sender, without_commands(line)) for line in people]
    plain = [line for line in plain if line.text]
    first = [place for place, line in enumerate(plain) if line.sender == "customer"]
    chosen, room = set(first[:FIRST_MESSAGES]), MOST_CHARACTERS
    for place in range(len(plain) - 1, -1, -1):
        room -= len(plain[place].text)
        if room < 0:
            break
        chosen.add(place)
    return [plain[place] for place in sorted(chosen)]


def without_commands(line: Line) -> str:
    if line.sender != "customer":
        return line.text
    return " ".join(each for each in sentences_of(line.text) if not COMMANDS.search(each))


async def write(job: Job, usage: Usage) -> tuple[str, list[str]]:
    """The three lines and the keywords. Raises llm.ModelFailed."""
    if kill_switch.why_not():  # a supervisor stopped it meanwhile
        raise llm.ModelFailed("switched off", "other")
    system = prompts.BRIEFING.format(language=prompts.LANGUAGES[job.language])
    user = prompts.conversation(job.lines)
    answer = await llm.structured(system, user, SCHEMA, usage, settings.AICC_MODEL_SECONDS)
    with llm.unforeseen_is_failure():
        return checked(answer, job.lines, job.language)


def checked(answer: Any, lines: list[Line], language: str) -> tuple[str, list[str]]:
    """The answer as ours: what stands in the conversation, masked.

    Raises llm.ModelFailed for another shape, a figure or words that nobody said, and for our
    instructions.
    """
    if not isinstance(answer, dict) or answer.keys() != {*ROWS, "keywords"}:
        raise llm.ModelFailed("not of the schema", "schema")
    rows, keywords = [answer[name] for name in ROWS], answer["keywords"]
    if not isinstance(keywords, list) or not all(isinstance(one, str) for one in rows + keywords):
        raise llm.ModelFailed("not of the schema", "schema")
    said = "\n".join(line.text for line in lines)
    if any(len(text) > LONGEST_ROW for text in rows + keywords) or len(keywords) > LONGEST_ROW:
        raise llm.ModelFailed("too long", "long")
    rows = [mask(" ".join(visible(row).split())) for row in rows]
    if not any(rows):
        raise llm.ModelFailed("says nothing", "unfounded")
    for row in rows:
        refuse_what_nobody_said(row, said, language)
    held = compact(said)
    theirs = (" ".join(word.split()) for word in keywords)
    kept: dict[str, None] = dict.fromkeys(
        mask(without_particle(word)) for word in theirs if word and compact(word) in held
    )
    return named([shortened(row) for row in rows], lines, language), list(kept)[:MOST_KEYWORDS]


def refuse_what_nobody_said(row: str, said: str, language: str) -> None:
    if not grounding.stands_in(row, said):
        raise llm.ModelFailed("ungrounded figure", "ungrounded")
    if repeats_instructions(row):
        raise llm.ModelFailed("repeats its instructions", "instructions")
    terms = set(word_terms(row, language))
    held = terms_of(said, language).keys()
    # Where there is nothing to compare, nothing is known to have been said.
    if row and (not terms or sum(term in held for term in terms) < HELD * len(terms)):
        raise llm.ModelFailed("not what was said", "unfounded")
    if denies(row, said, language):
        raise llm.ModelFailed("denies what was said", "contradicts")


def keep(job: Job, summary: str, keywords: list[str], usage: Usage) -> None:
    note(job, usage, AGAIN, seq=job.seq, summary=summary, keywords=keywords, written_at=Now())


def keep_failure(job: Job, kind: str, usage: Usage) -> None:
    """The offline briefing stands; why is kept. A service that failed is asked again."""
    news: dict[str, Any] = {"summary": "", "keywords": [], "failure": kind}
    if kind in metrics.SERVICE_FAILURES:
        note(job, usage, RETRY, **news)
    else:  # the same words would bring the same answer
        note(job, usage, AGAIN, seq=job.seq, **news)


@transaction.atomic
def note(job: Job, usage: Usage, again: timedelta, **news: Any) -> None:
    WrittenBriefing.objects.filter(pk=job.handover).update(
        **{"failure": ""} | news,
        not_before=Now() + again,
        tokens_in=Least(F("tokens_in") + usage.tokens_in, MOST_TOKENS),
        tokens_out=Least(F("tokens_out") + usage.tokens_out, MOST_TOKENS),
        cost_micro_won=F("cost_micro_won") + usage.cost_micro_won,
    )
    events.briefed(job.conversation)
