"""What the workflow knows of one question so far."""

from collections.abc import Callable
from typing import Any, TypedDict

from aicc.usage import Usage
from chat.assistant.emergency import Emergency
from chat.assistant.extract import Draft
from chat.assistant.knowledge import Found
from chat.assistant.triage import Need
from chat.assistant.words import Question, Reply


class State(TypedDict, total=False):
    question: Question
    tell: Callable[[int, str], None]
    language: str  # of the question, and so of the answer
    emergency: Emergency | None
    need: Need
    category: str  # that the model sorted the question into; blank where it was not asked
    context: str  # the question before it that this one leans on; blank where it leans on none
    found: list[Found]
    draft: Draft | None
    engine: str
    trace: dict[str, Any]
    usage: Usage
    reply: Reply
