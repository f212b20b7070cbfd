"""What a log line may call a session, a conversation and a turn.

A session's name may be all that it takes to read it, so it stands in no log. Its mark does: a
keyed hash, the same in every line and on every server, from which nobody without the secret
key finds the name.
"""

import re
from urllib.parse import unquote

from django.utils.crypto import salted_hmac

MARK_LENGTH = 12  # hexadecimal digits: 48 bits
IN_ADDRESS = re.compile(r"(/chat/(?:ws|sessions)/)([^/?#\s\"'<>]+)")


def _mark(kind: str, value: str) -> str:
    return salted_hmac(f"chat.pseudonyms.{kind}", value, algorithm="sha256").hexdigest()[
        :MARK_LENGTH
    ]


def of_session(session_id: str) -> str:
    return _mark("session", session_id)


def of_turn(conversation_id: int, seq: int) -> str:
    """The conversation's mark and the question's number."""
    return f"{_mark('conversation', str(conversation_id))}-{seq}"


class Turn:
    """`of_turn`, found when a line is written: most turns write none."""

    def __init__(self, conversation_id: int, seq: int) -> None:
        self.of = (conversation_id, seq)

    def __str__(self) -> str:
        return of_turn(*self.of)

    __repr__ = __str__


class Session:
    """`of_session`, found when a line is written: most visits write none."""

    def __init__(self, session_id: str) -> None:
        self.session_id = session_id

    def __str__(self) -> str:
        return of_session(self.session_id)

    __repr__ = __str__


def hide_sessions(text: str) -> str:
    """`text` with each session that an address names replaced by its mark."""
    if "/chat/" not in text:
        return text
    return IN_ADDRESS.sub(lambda found: found[1] + of_session(unquote(found[2])), text)
