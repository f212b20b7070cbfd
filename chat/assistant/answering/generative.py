"""The model's answer: heard piece by piece, its reasoning taken out, each sentence checked."""

from contextlib import aclosing
from dataclasses import replace
from typing import Any

from django.conf import settings

from aicc.platform.inference import llm
from aicc.platform.inference.token_usage import Usage
from chat.assistant.answering import agreements, extractive, prompts
from chat.assistant.answering.extractive import Draft, source
from chat.assistant.grounding.checked_answer import CheckedAnswer, Tell
from chat.assistant.grounding.machine_commands import without_commands
from chat.assistant.grounding.reasoning import Spoken
from chat.assistant.retrieval.knowledge import Found
from chat.assistant.types import Question

MOST_PASSAGES = 4
MOST_KEPT = 4_000  # characters of what a model said, in a turn's trace

# Services and models whose last answer closed no mark that it had not opened: their sentences
# are shown as they come. One that reasons behind half a mark shows it in its first answer, which
# nobody sees before it is whole.
streaming: set[tuple[str, str]] = set()


async def draft(
    question: Question,
    language: str,
    found: list[Found],
    tell: Tell,
    *,
    trace: dict[str, Any],
    usage: Usage,
) -> Draft | None:
    """The model's answer from the passages that fit, and from what an agent agreed with the
    customer; None when it finds none there.

    trace, usage: what is worth knowing of it, and what it consumed, is added.
    Raises llm.ModelFailed when the model fails, says what stands in no passage, sells,
    promises or decides, asks for what no bank asks for, repeats its instructions, speaks in
    another language or to itself, or names no passage.
    """
    fitting = without_orders(extractive.fitting(found)[:MOST_PASSAGES])
    agreed = without_commands(agreements.text_of(question))
    if not fitting and not agreed:
        return None
    bank = settings.AICC_BANK_NAME_KO if language == "ko" else settings.AICC_BANK_NAME_EN
    system = prompts.SYSTEM.format(bank=bank, language=prompts.LANGUAGES[language])
    user, said = prompts.user(question, fitting), [""]
    answer = CheckedAnswer(fitting, language, tell, question=question.text, agreed=agreed)
    try:
        with llm.unforeseen_is_failure():
            await hear(system, user, answer, said, usage)
    finally:
        # As they went and came, masked already: what a supervisor judges the answer by.
        heard = "".join(said)[:MOST_KEPT]
        trace["asked_of_model"] = {"system": system, "user": user, "said": heard}
    if answer.left_out:
        trace["left_out"] = answer.left_out
    if not answer.text.strip():
        trace["model"] = "found no answer in the passages"
        return None
    sources = tuple(
        source(each, extractive.closest(each, " ".join(said), language))
        for each, said in answer.said.items()
    )
    return Draft(answer.text.strip(), sources)


def without_orders(found: list[Found]) -> list[Found]:
    """The passages without what somebody put there for the machine."""
    cleaned = [
        replace(each, passage=replace(each.passage, text=without_commands(each.passage.text)))
        for each in found
    ]
    return [each for each in cleaned if each.passage.text.strip()]


async def hear(
    system: str, user: str, answer: CheckedAnswer, said: list[str], usage: Usage
) -> None:
    """Ask the model, and put what it speaks into `answer`; `said` gets all of it.

    Raises llm.ModelFailed.
    """
    who = (settings.OPENAI_BASE_URL, settings.AICC_MODEL)
    streams, spoken, kept = who in streaming, Spoken(), ""
    streaming.discard(who)  # until this answer, too, was without fault
    # Closed here and now: what the model still says after a wrong figure is not waited for.
    async with aclosing(llm.stream(system, user, usage)) as pieces:
        async for piece in pieces:
            said.append(piece)
            text = spoken.add(piece)
            if spoken.takes_back:
                answer.forget()
                answer.tell(0, "")
                kept = ""
            kept += text
            if streams:
                answer.add(kept)
                kept = ""
    kept += spoken.finish()
    if spoken.is_inside:
        raise llm.ModelFailed("ended within its reasoning", "cut")
    answer.add(kept)
    answer.finish()
    if not spoken.closed_unopened:
        streaming.add(who)
