"""How large a frame may be that a socket sends: lists in pages, long texts cut. Pure.

What a client may send is bounded elsewhere (`protocol.FRAME_BYTES`) and by less: it says a
sentence, we show lists of them.
"""

from collections.abc import Iterable
from typing import Any

import orjson

KIB = 1024
SENT_FRAME_BYTES = 128 * KIB  # of any frame; each is planned to stay under half of it
LONG_TEXT_CHARACTERS = 8000  # of one text in a frame; the whole is read over HTTP
SOURCES_BYTES = 16 * KIB  # of one answer's sources
CUT = "…"


def encoded(value: Any) -> bytes:
    return orjson.dumps(value)


def shortened(text: str, characters: int) -> str:
    """The text, or its beginning: at most `characters`, the mark of the cut included."""
    return text if len(text) <= characters else text[: characters - len(CUT)] + CUT


def fitting(items: Iterable[Any], most_bytes: int) -> list[Any]:
    """The first of the items, in order, whose JSON is at most `most_bytes` together."""
    kept: list[Any] = []
    left = most_bytes
    for item in items:
        left -= len(encoded(item)) + 1
        if left < 0:
            break
        kept.append(item)
    return kept


def fit_data(data: dict[str, Any]) -> dict[str, Any]:
    """An answer's data as a frame carries it; with `is_cut` where it is not the whole."""
    text, sources = data.get("ai_message", ""), data.get("source_documents") or []
    quoted = sum(len(source.get("quote") or "") for source in sources)
    if max(len(text), quoted) <= LONG_TEXT_CHARACTERS:
        return data
    return data | {
        "ai_message": shortened(text, LONG_TEXT_CHARACTERS),
        "source_documents": fitting(sources, SOURCES_BYTES),
        "is_cut": True,
    }
