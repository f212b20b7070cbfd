"""What the workflow knows of one question so far."""

from collections.abc import Callable
from typing import Any, TypedDict

from aicc.platform.inference.embeddings import Vectors
from aicc.platform.inference.token_usage import Usage
from chat.assistant.answering.extractive import Draft
from chat.assistant.retrieval.knowledge import Found
from chat.assistant.types import Question, Reply
from chat.assistant.understanding.emergency import Emergency
from chat.assistant.understanding.triage import Need


class State(TypedDict, total=False):
    question: Question
    tell: Callable[[int, str], None]
    language: str  # of the question, and so of the answer
    read: str  # what is searched and answered of it: a long message is condensed
    heard: bool  # whether what the question means was asked for
    vector: Vectors | None  # what the question means; None where that is not known
    odds: dict[str, float]  # for each kind of line the log odds that the question is one
    emergency: Emergency | None
    need: Need
    category: str  # that the model sorted the question into; blank where it was not asked
    asked: str  # what the question means: without what it rules out, as articles put a case
    context: str  # the question before it that this one leans on; blank where it leans on none
    subject: str  # the last line that names what is talked about; blank where none does
    found: list[Found]
    several: list[tuple[str, list[Found]]]  # each request of a message that holds several
    draft: Draft | None
    engine: str
    trace: dict[str, Any]
    usage: Usage
    reply: Reply
