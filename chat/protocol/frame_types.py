"""What each frame of the customer's socket holds, both ways: docs/protocol.md as types.

The pages' types are made of these (`python -m deploy.frame_types`), and the tests hold every
frame that a socket of theirs hears to them (aicc.testing.frame_check). Times are ISO 8601.
"""

from typing import Any, Literal, NotRequired, TypedDict

Owner = Literal["assistant", "queue", "agent", "closed"]
Sender = Literal["customer", "assistant", "agent", "system"]
Thumb = Literal["up", "down", "none"]
StatusMessage = Literal[
    "connected",
    "waiting",
    "agent_joined",
    "agent_left",
    "assistant_back",
    "closed",
    "offline_hours",
]


class SourceDocument(TypedDict):
    source: str  # the article's title
    page: int  # the passage's number, from 1
    score: float  # 0 to 1
    article_id: str
    version: int
    quote: str
    url: str


class Question(TypedDict):
    """An intake question. skip: what to say instead of an answer."""

    id: int
    kind: Literal["text", "choice"]
    text: str
    choices: list[str]
    skip: str


class AnswerData(TypedDict):
    """What the assistant said and makes of the question, or a notice in that shape."""

    ai_message: str
    intent: Literal["INFO_REQ", "COMPLAINT", "HUMAN_REQ"]
    suggested_action: Literal["CONTINUE", "HANDOVER"]
    source_documents: list[SourceDocument]
    triage: Literal["SIMPLE_ANSWER", "AUTO_ANSWER", "NEED_MORE_INFO", "HUMAN_REQUIRED"]
    category: str
    sender: Sender
    ai_generated: bool
    engine: str
    language: NotRequired[Literal["ko", "en"]]
    quick_replies: list[str]
    handover_status: str | None
    is_human_required_flow: bool
    info_collection_complete: bool
    is_session_end: bool
    question: NotRequired[Question | None]
    agent_name: NotRequired[str]
    is_cut: NotRequired[bool]  # read GET …/messages for the whole


class Status(TypedDict):
    type: Literal["status"]
    message: StatusMessage
    session_id: str
    protocol: int
    owner: Owner
    epoch: str
    head_seq: int
    recovered: bool
    agent_name: NotRequired[str]
    position: NotRequired[int | None]
    estimated_wait_seconds: NotRequired[int | None]
    agents_present: NotRequired[bool]
    opens_at: NotRequired[str | None]
    rated: NotRequired[bool]


class Ack(TypedDict):
    type: Literal["ack"]
    client_message_id: str | None
    seq: int
    text: str
    created_at: str
    duplicate: bool


class Processing(TypedDict):
    type: Literal["processing"]
    message: str
    client_message_id: str | None


class Delta(TypedDict):
    type: Literal["delta"]
    reply_to: int
    offset: int  # code points
    text: str


class Response(TypedDict):
    """seq, created_at: absent of a notice, which is not stored."""

    type: Literal["response"]
    data: AnswerData
    epoch: str
    reply_to: int | None
    client_message_id: str | None
    seq: NotRequired[int]
    created_at: NotRequired[str]


class Entry(TypedDict):
    type: Literal["entry"]
    seq: int
    sender: Sender
    text: str
    created_at: str
    client_message_id: NotRequired[str]
    agent_name: NotRequired[str]
    is_cut: NotRequired[bool]


class Typing(TypedDict):
    type: Literal["typing"]
    sender: Sender
    is_typing: bool


class Pong(TypedDict):
    type: Literal["pong"]
    timestamp: Any  # as the ping said it
    head_seq: int


class Failure(TypedDict):
    type: Literal["error"]
    message: str
    code: str
    retryable: bool
    client_message_id: NotRequired[str | None]
    frame: NotRequired[str]  # the type of what could not be sent
    seq: NotRequired[int]


class SendMessage(TypedDict):
    type: Literal["message"]
    user_message: str
    client_message_id: NotRequired[str | None]
    answers: NotRequired[int | None]


class SendPing(TypedDict):
    type: Literal["ping"]
    timestamp: NotRequired[int | float | str | None]


class SendResume(TypedDict):
    type: Literal["resume"]
    last_seq: int
    epoch: str


class SendTyping(TypedDict):
    type: Literal["typing"]
    is_typing: bool


class SendRequestHandover(TypedDict):
    type: Literal["request_handover"]
    reason: NotRequired[str | None]


class SendCancelHandover(TypedDict):
    type: Literal["cancel_handover"]


class SendFeedback(TypedDict):
    type: Literal["feedback"]
    seq: int
    rating: Thumb
    comment: NotRequired[str | None]


class SendRate(TypedDict):
    type: Literal["rate"]
    score: Literal[1, 2, 3, 4, 5]
    comment: NotRequired[str | None]


class SendEnd(TypedDict):
    type: Literal["end"]


ServerFrame = Status | Ack | Processing | Delta | Response | Entry | Typing | Failure | Pong
ClientFrame = (
    SendMessage
    | SendPing
    | SendResume
    | SendTyping
    | SendRequestHandover
    | SendCancelHandover
    | SendFeedback
    | SendRate
    | SendEnd
)
