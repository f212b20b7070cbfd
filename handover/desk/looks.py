"""What a desk is shown, asked for by its login: each call is one database hop and asks anew
what that person may see.
"""

from typing import Any

from aicc.audit.recording import Action, record
from aicc.platform.errors import AiccError
from chat.protocol.frame_size import fitting, shortened
from chat.transcript import Reading
from handover.briefing import offline
from handover.callbacks import calls
from handover.desk import board, visibility
from handover.desk.rights import sign_in
from handover.desk.visibility import Viewer
from handover.models import Handover

SUMMARY_CHARACTERS, KEYWORD_CHARACTERS = 2000, 60  # as a frame carries them


def boards_of(session_keys: list[str | None]) -> list[dict[str, Any] | AiccError]:
    """The board of each of these desks as its person may see it now, or why they may not.

    Fifteen queries, whatever the number of desks.
    """
    found = visibility.viewers_of(session_keys)
    viewers = {key: each for key, each in found.items() if isinstance(each, Viewer)}
    answers: dict[str | None, Any] = {**found}
    answers |= zip(viewers, board.boards(list(viewers.values())), strict=True)
    return [answers[key] for key in session_keys]


def look(session_key: str | None, handover_id: int) -> tuple[dict[str, Any], int]:
    """The handover's frame, and its conversation."""
    viewer = sign_in(session_key)
    row = visibility.find(viewer, handover_id)
    at_desk = {"page": "desk", "handover": handover_id}
    record(
        Action.VIEW, "chat.conversation", row.conversation_id, user=viewer.user, details=at_desk
    )
    return visibility.opened(viewer, row), row.conversation_id


def read(session_key: str | None, handover_id: int, conversation_id: int, seq: int) -> Reading:
    """The entries after `seq`, for whoever may still look at the handover; else NotFound."""
    return visibility.read(sign_in(session_key), handover_id, conversation_id, seq)


def still_in_sight(session_key: str | None, handover_id: int) -> None:
    """Raises NotFound once the handover is not theirs to look at any more."""
    visibility.look(sign_in(session_key), handover_id)


def brief(session_key: str | None, handover_id: int) -> dict[str, Any]:
    """The handover's frame with its briefing, as the conversation stands now."""
    viewer = sign_in(session_key)
    row = visibility.find(viewer, handover_id)
    return visibility.opened(viewer, row) | {"briefing": briefing_of(row)}


def brief_unopened(session_key: str | None, handover_id: int) -> dict[str, Any]:
    """As `brief`, for a desk that has not opened the handover: a look of its own, on record."""
    look(session_key, handover_id)
    return brief(session_key, handover_id)


def briefing_of(row: Handover) -> dict[str, Any]:
    """What the machine found, with what the agent corrected in its place."""
    found = offline.of_conversation(row.conversation_id, row.conversation.language)
    return {
        "summary": shortened(row.correction.get("summary") or found.summary, SUMMARY_CHARACTERS),
        "sentiment": row.correction.get("sentiment") or found.sentiment,
        "category": row.correction.get("category") or row.category or row.conversation.category,
        "keywords": [shortened(word, KEYWORD_CHARACTERS) for word in found.keywords],
        "recommendations": list(found.recommendations),
        "is_corrected": bool(row.correction),
        "engine": found.engine,
    }


def call_backs(session_key: str | None) -> dict[str, Any]:
    """Who wants to be called, numbers masked. Nothing for whoever may only look."""
    viewer = sign_in(session_key)
    if not viewer.may_work:
        return {"type": "call_backs", "call_backs": [], "call_backs_count": 0}
    rows = calls.listed(visibility.call_backs(viewer))
    cards = [calls.card(row) for row in rows[: calls.MOST_SHOWN]]
    return {
        "type": "call_backs",
        "call_backs": fitting(cards, calls.LIST_BYTES),
        "call_backs_count": rows.count(),
    }
