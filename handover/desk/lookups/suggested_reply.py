"""A reply that an agent may send or not: from the articles, by the model where there is one."""

from typing import Any

from aicc.platform import metrics
from aicc.platform.inference import llm
from aicc.platform.inference.token_usage import Usage
from chat.assistant import kill_switch
from chat.assistant.answering import extractive, follow_up, generative
from chat.assistant.answering.extractive import Draft
from chat.assistant.language.normalise import language_of
from chat.assistant.retrieval.knowledge import Found
from chat.assistant.types import Line, Question
from chat.protocol import article_links

HISTORY = 6  # lines that the model sees before the question


async def suggest(
    lines: list[Line], language: str, usage: Usage | None = None
) -> dict[str, Any] | None:
    """An answer to what the customer said last, with its sources; None when nothing fits.

    lines: the conversation, masked. The model's failure costs nothing: the articles answer.
    usage: what the model may be asked; what it consumed is added.
    """
    last = max((n for n, line in enumerate(lines) if line.sender == "customer"), default=None)
    if last is None:
        return None
    text = lines[last].text
    spoken = language_of(text, language)
    question = Question(text, spoken, tuple(lines[max(0, last - HISTORY) : last]))
    context = follow_up.context_question(question, spoken)
    found = extractive.search(text, spoken, context)
    draft, failure = await by_the_model(question, spoken, found, usage or Usage())
    if draft:
        return shown(draft, "model")
    draft = extractive.draft(text, spoken, found, context)
    return shown(draft, "offline", failure) if draft else None


async def by_the_model(
    question: Question, language: str, found: list[Found], usage: Usage
) -> tuple[Draft | None, str]:
    """The model's answer, checked as the assistant's are; None and why where it fails, None
    where it finds none or a supervisor stopped it.
    """
    if kill_switch.why_not():
        return None, ""
    try:
        draft = await generative.draft(
            question, language, found, lambda *_: None, trace={}, usage=usage
        )
    except llm.ModelFailed as failed:
        metrics.MODEL_ERRORS.labels(failed.kind).inc()
        return None, failed.kind
    return draft, ""


def shown(draft: Draft, engine: str, failure: str = "") -> dict[str, Any]:
    """failure: why the articles answer in the model's place; the codes of docs/monitoring.md."""
    return {
        "text": draft.text,
        "engine": engine,
        "failure": failure,
        "sources": [
            source.as_data() | {"url": article_links.address(source.url)}
            for source in draft.sources
        ],
    }
