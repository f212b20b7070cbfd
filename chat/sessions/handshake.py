"""What a socket's handshake says: who wants in, with what, and since when they were away."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from aicc.platform.errors import Invalid, NotAllowed
from chat.protocol import incoming
from chat.sessions import credentials, origins


@dataclass(frozen=True, slots=True)
class Handshake:
    session_id: str
    current: bool  # speaks aicc.v1; any other client is a first-system one
    token: str | None
    origin: str | None
    host: str
    address: str
    last_seq: int | None
    epoch: str
    wants_stream: bool
    complaint: str  # what is wrong with the query; blank when nothing is

    def check(self) -> None:
        """Raises NotAllowed for a foreign page or host, Invalid for a bad query."""
        if not origins.is_our_host(self.host) or not origins.allowed(self.origin, self.host):
            raise NotAllowed
        if self.complaint:
            raise Invalid(self.complaint)


def read(scope: dict[str, Any]) -> Handshake:
    """The handshake of a WebSocket scope. Raises nothing; `check` does."""
    headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    session_id = scope["url_route"]["kwargs"]["session_id"]
    subprotocols = scope.get("subprotocols") or []
    origin = headers.get(b"origin")
    token = credentials.from_subprotocols(subprotocols) or credentials.from_authorization(
        headers.get(b"authorization")
    )
    # A handshake without Origin is not a browser's, so a cookie does not count for it.
    if token is None and origin is not None:
        token = credentials.from_cookies(credentials.cookies_in(scope), session_id)
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    last_seq, epoch, complaint = resume_point(query)
    return Handshake(
        session_id=session_id,
        current=incoming.SUBPROTOCOL in subprotocols,
        token=token,
        origin=origin,
        host=headers.get(b"host", ""),
        address=(scope.get("client") or ["unknown"])[0],
        last_seq=last_seq,
        epoch=epoch,
        wants_stream=query.get("stream", ["0"])[-1] == "1",
        complaint=complaint,
    )


def resume_point(query: dict[str, list[str]]) -> tuple[int | None, str, str]:
    """`last_seq`, `epoch` and what is wrong with them; a blank last_seq is an absent one."""
    text, epoch = query.get("last_seq", [""])[-1], query.get("epoch", [""])[-1]
    if len(epoch) > 16:
        return None, "", "epoch: at most 16 characters."
    if not text:
        return None, epoch, ""
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        return None, "", "last_seq: a whole number."
    return int(text), epoch, ""
