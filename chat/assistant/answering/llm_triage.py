"""What a message is, by the model: asked only where the rules are not sure, never against them."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from aicc.platform import metrics
from aicc.platform.inference import llm
from aicc.platform.inference.token_usage import Usage
from chat.assistant.answering import prompts
from chat.assistant.retrieval import knowledge
from chat.assistant.types import Intent, Question, Triage
from chat.assistant.understanding.emergency import HAPPENED_EN, Emergency
from chat.assistant.understanding.triage import Need, asks, wants_to_know, waves_away

NOTHING = "none"  # no trouble
OTHER = "other"  # no category of the articles
NEEDS = {  # of an intent or, where that says nothing, of a triage; the rest are questions
    Intent.HUMAN: Need.HUMAN,
    Intent.COMPLAINT: Need.COMPLAINT,
    Triage.SIMPLE_ANSWER: Need.SMALL_TALK,
    Triage.NEED_MORE_INFO: Need.UNCLEAR,
}


@dataclass(frozen=True, slots=True)
class Sorted:
    """What the model takes a message for."""

    need: Need
    emergency: Emergency | None = None
    category: str = ""


def is_unsure(text: str, language: str, need: Need) -> bool:
    """Whether the rules took the message for a question only for want of anything better.

    Nothing in it asks, greets, thanks, complains or wishes for a person. Who waves a person
    away said so; that is sure.
    """
    if need is not Need.QUESTION or waves_away(text, language):
        return False
    return not (asks(text, language) or wants_to_know(text))


async def sort(question: Question, language: str, trace: dict[str, Any], usage: Usage) -> Sorted:
    """What the model takes the message for; a question, as the rules do, when it fails.

    trace, usage: what became of the call, and what it consumed, is added.
    """
    allowed = choices(language)
    asked = prompts.earlier_and_question(question)
    try:
        answer = await llm.structured(
            prompts.SORTING, asked, schema_of(allowed), usage, settings.AICC_MODEL_TRIAGE_SECONDS
        )
        with llm.unforeseen_is_failure():
            found = checked(answer, allowed)
    except llm.ModelFailed as failure:
        metrics.MODEL_TRIAGE.labels(failure.kind).inc()
        trace |= {"triage_failure": failure.reason, "triage_failure_code": failure.kind}
        return Sorted(Need.QUESTION)
    metrics.MODEL_TRIAGE.labels("sorted").inc()
    trace["sorted_by"] = "model"
    return found


def choices(language: str) -> dict[str, list[str]]:
    """What each word of the answer may be."""
    corpus = knowledge.index_for(language)
    return {
        "triage": [each.value for each in Triage],
        "intent": [each.value for each in Intent],
        "trouble": [NOTHING, *HAPPENED_EN],
        "category": [*(corpus.categories if corpus else ()), OTHER],
    }


def schema_of(allowed: dict[str, list[str]]) -> dict[str, Any]:
    """The answer's JSON Schema, in the strict form that services keep to."""
    words = {name: {"type": "string", "enum": values} for name, values in allowed.items()}
    properties = words | {"wants_person": {"type": "boolean"}}
    return {
        "title": "Sorted",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def checked(answer: Any, allowed: dict[str, list[str]]) -> Sorted:
    """The answer as ours. Raises ModelFailed where it is not of the schema, or not of one mind."""
    if not isinstance(answer, dict) or answer.keys() != {*allowed, "wants_person"}:
        raise llm.ModelFailed("not of the schema", "schema")
    wants_person = answer["wants_person"]
    if not isinstance(wants_person, bool):
        raise llm.ModelFailed("not of the schema", "schema")
    if any(answer[name] not in values for name, values in allowed.items()):
        raise llm.ModelFailed("not of the schema", "schema")
    intent, triage = Intent(answer["intent"]), Triage(answer["triage"])
    if wants_person is not (intent is Intent.HUMAN):
        raise llm.ModelFailed("contradicts itself", "schema")
    category = "" if answer["category"] == OTHER else answer["category"]
    if answer["trouble"] != NOTHING:
        return Sorted(Need.QUESTION, Emergency(answer["trouble"], happened=True), category)
    need = NEEDS.get(intent) or NEEDS.get(triage, Need.QUESTION)
    return Sorted(need, category=category)
