"""The assistant's vocabulary: what a question is, and what a reply is made of."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Intent(StrEnum):
    INFO = "INFO_REQ"
    COMPLAINT = "COMPLAINT"
    HUMAN = "HUMAN_REQ"


class Triage(StrEnum):
    SIMPLE_ANSWER = "SIMPLE_ANSWER"  # small talk; no article is needed
    AUTO_ANSWER = "AUTO_ANSWER"  # answered from articles
    NEED_MORE_INFO = "NEED_MORE_INFO"  # unclear; the customer is asked
    HUMAN_REQUIRED = "HUMAN_REQUIRED"


class Action(StrEnum):
    CONTINUE = "CONTINUE"
    HANDOVER = "HANDOVER"


@dataclass(frozen=True, slots=True)
class Line:
    """One earlier entry of the conversation."""

    sender: str  # customer, assistant, agent, system
    text: str  # masked


@dataclass(frozen=True, slots=True)
class Question:
    """One customer message as the assistant sees it."""

    text: str  # masked, 1 to 2,000 characters
    language: str = "ko"  # of the conversation; the answer follows the question's own
    history: tuple[Line, ...] = ()  # up to 6 entries before it, oldest first
    memory: dict[str, Any] = field(default_factory=dict)  # of the Reply before this one
    in_queue: bool = False  # already waiting for a person
    # Thought again, after a server died of it or an engine failed: neither vectors nor model.
    is_retaken: bool = False
    asker: str = ""  # with whom the work of thinking is counted; see chat.assistant.thinking_line


@dataclass(frozen=True, slots=True)
class Source:
    """One passage that an answer uses, pinned to the version it was read in."""

    source: str  # the article's title
    page: int  # the passage's number within its article, from 1
    score: float  # 0 to 1
    article_id: str  # slug
    version: int
    quote: str  # the sentences used, as they stand in the article
    url: str  # opens that version at that passage

    def as_data(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Reply:
    """What the customer is told, and what becomes of the conversation."""

    text: str
    language: str
    intent: Intent
    triage: Triage
    action: Action
    engine: str  # offline, model, canned, rules
    category: str = ""
    sources: tuple[Source, ...] = ()
    quick_replies: tuple[str, ...] = ()
    handover_status: str | None = None  # None, offered, pending, accepted, declined
    handover_reason: str = ""
    urgent: bool = False  # an emergency: top of the queue
    unanswered: bool = False  # no article answers the question
    memory: dict[str, Any] = field(default_factory=dict)
    trace: dict[str, Any] = field(default_factory=dict)  # for supervisors: steps, scores, failures

    def as_data(self) -> dict[str, Any]:
        """The `data` of a `response` frame."""
        return {
            "ai_message": self.text,
            "intent": self.intent.value,
            "suggested_action": self.action.value,
            "source_documents": [source.as_data() for source in self.sources],
            "triage": self.triage.value,
            "category": self.category,
            "sender": "assistant",
            "ai_generated": True,
            "engine": self.engine,
            "language": self.language,
            "quick_replies": list(self.quick_replies),
            "handover_status": self.handover_status,
            "is_human_required_flow": self.triage is Triage.HUMAN_REQUIRED,
            "info_collection_complete": False,
            "is_session_end": False,
        }
