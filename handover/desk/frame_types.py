"""What each frame that the desk gets holds: docs/desk.md as types, for the page and the tests.

As chat.protocol.frame_types has it for customers. Times are ISO 8601.
"""

from typing import Any, Literal, NotRequired, TypedDict

from chat.protocol.frame_types import Ack, Entry, Failure, Response, Typing

CallBackSummary = TypedDict(
    "CallBackSummary",
    {
        "call_back": int,
        "session": str,
        "customer": str,
        "language": str,
        "category": str,
        "phone": str,  # its last digits
        "from": str,
        "until": str,
        "not_before": str | None,
        "attempts": int,
        "note": str,
        "state": str,
        "agent": int | None,
        "agent_name": str,
    },
)


class Me(TypedDict):
    id: int
    name: str
    presence: str
    capacity: int
    team: str | None
    may_work: bool
    may_supervise: bool
    may_pull: bool


class CannedReply(TypedDict):
    shortcut: str
    language: str
    text: str


class Label(TypedDict):
    id: int
    name: str
    is_offered: bool


class Hello(TypedDict):
    """What a desk needs once."""

    type: Literal["desk"]
    now: str
    me: Me
    canned: list[CannedReply]
    canned_count: int
    labels: list[Label]
    labels_count: int


class Card(TypedDict):
    """What a list shows of a handover."""

    handover: int
    status: str
    session: str
    customer: str
    is_known: bool
    flags: list[str]
    language: str
    trigger: str
    reason: str
    category: str
    priority: int
    team: str | None
    agent: int | None
    agent_name: str
    requested_at: str
    claimed_at: str | None
    awaiting_since: str | None
    reply_due_at: str | None
    resolution_due_at: str | None
    transfers: int
    warnings: int
    outcome: str
    wrap_up: str
    labels: list[int]
    is_snoozed: bool
    remind_at: str | None
    reminder: str
    read_seq: int
    head_seq: int
    epoch: str


class Colleague(TypedDict):
    id: int
    name: str
    team: str | None
    capacity: int
    load: int


class TeamName(TypedDict):
    id: int
    name: str


class Board(TypedDict):
    """Lists as far as they fit a frame, and how long they are."""

    type: Literal["queue"]
    now: str
    presence: str
    presence_since: str | None
    waiting: list[Card]
    waiting_count: int
    mine: list[Card]
    mine_count: int
    colleagues: list[Colleague]
    colleagues_count: int
    teams: list[TeamName]
    teams_count: int


class NoteSummary(TypedDict):
    id: int
    kind: str
    author: str
    text: str
    after_seq: int
    created_at: str
    client_message_id: str | None


class EarlierHandover(TypedDict):
    handover: int
    agent: str
    ended_at: str | None
    outcome: str
    wrap_up: str


class Agreed(TypedDict):
    text: str
    agent: str
    at: str


class IntakeSummary(TypedDict):
    question: str
    answer: str
    state: str


class Recommendation(TypedDict):
    title: str
    url: str
    relevance_score: float


class Briefing(TypedDict):
    summary: str
    sentiment: str
    category: str
    keywords: list[str]
    recommendations: list[Recommendation]
    is_corrected: NotRequired[bool]
    engine: NotRequired[str]


class Opened(Card):
    """One handover with what the desk shows beside it."""

    type: Literal["handover"]
    correction: dict[str, Any]
    notes: list[NoteSummary]
    notes_count: int
    earlier_handovers: list[EarlierHandover]
    agreements: list[Agreed]
    answers: list[IntakeSummary]
    is_mine: bool
    briefing: NotRequired[Briefing]


class DeskAck(Ack):
    handover: int


class DeskEntry(Entry):
    handover: int


class DeskResponse(Response):
    handover: int


class DeskTyping(Typing):
    handover: int


class DeskFailure(Failure):
    """With what the frame was about."""

    handover: NotRequired[int]
    call_back: NotRequired[int]


class Gone(TypedDict):
    """A handover is another's now."""

    type: Literal["gone"]
    handover: int


class Pulled(TypedDict):
    type: Literal["pulled"]
    conversation: int
    handover: int
    status: str


class NoteAck(TypedDict):
    type: Literal["ack"]
    handover: int
    client_message_id: str | None
    text: str
    note: int


class CallBacks(TypedDict):
    type: Literal["call_backs"]
    call_backs: list[CallBackSummary]
    call_backs_count: int


class CallBack(TypedDict):
    """What a call-back request's conversation was about, or its number."""

    type: Literal["call_back"]
    call_back: int
    briefing: NotRequired[dict[str, Any]]
    number: NotRequired[str]


class DeskPong(TypedDict):
    type: Literal["pong"]
    timestamp: Any


DeskFrame = (
    Hello
    | Board
    | Opened
    | Gone
    | Pulled
    | DeskAck
    | NoteAck
    | DeskResponse
    | DeskEntry
    | DeskTyping
    | CallBacks
    | CallBack
    | DeskFailure
    | DeskPong
)
