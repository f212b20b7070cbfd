"""How much one session, one customer, one address and all together may do, over either road.

A socket's frame and its twin over HTTP are the same `Action` and are counted together. A session
is counted first, and what it is refused costs its address nothing: of the people behind one
address, one who does too much meets their own limit. A customer whom the bank has named is
counted as an account, whatever their sessions, and not with their address.

AICC_RATE_LIMITS=off lifts all of them for measurements.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from enum import StrEnum

from django.conf import settings

from aicc.platform import metrics
from aicc.platform.errors import RateLimited, Unavailable
from aicc.platform.inference import llm
from aicc.platform.inference.token_usage import Usage
from aicc.platform.rate_limits import (
    ALL,
    Limit,
    allows,
    hit,
    hit_all,
    hit_here,
    in_total,
    network_of,
)
from chat.protocol import incoming
from chat.sessions.sessions import Session

BAD_FRAMES_PER_MINUTE = 20  # the wire contract's figure
CALL_BACKS_PER_MINUTE = 5  # tries of one session, wrong ones too
QUEUE_PER_MINUTE = 6  # of one session: in and out of the queue, beside the limit of an hour
QUEUE_BURSTS_PER_HOUR = 20  # that many minutes' bursts are an hour's total
SOCKET_RETRY_SECONDS = 10  # after which a refused socket may come again


class Action(StrEnum):
    """What a session does that costs something; the name is the limit's in the metrics."""

    MESSAGE = "message"
    QUEUE = "queue"  # into the queue for a person, and out of it
    END = "end"  # out of it, too
    FEEDBACK = "feedback"
    RATING = "rating"
    TOKEN = "token"  # noqa: S105  (the renewal of one, no secret)
    CALL_BACK = "call_back"
    WITHDRAWAL = "withdrawal"  # of a call-back: whoever tried too often can still take it back
    ANALYSIS = "analysis"
    READ = "frame"  # nothing but what any frame costs


# Every type of frame that a customer may send; a test holds it against the protocol's readers.
FRAMES: dict[type, Action] = {
    incoming.Say: Action.MESSAGE,
    incoming.RequestHandover: Action.QUEUE,
    incoming.CancelHandover: Action.QUEUE,
    incoming.End: Action.END,
    incoming.Thumb: Action.FEEDBACK,
    incoming.Rate: Action.RATING,
    incoming.Ping: Action.READ,
    incoming.Resume: Action.READ,
    incoming.Typing: Action.READ,  # stored nowhere, and told to one desk
}


async def spend(action: Action, session: Session) -> None:
    """Count an action of this session. Raises RateLimited with the seconds to wait."""
    if not settings.AICC_RATE_LIMITS:
        return
    await hit_all(limits_of(action, session))


def limits_of(action: Action, session: Session) -> Iterator[tuple[Limit, str]]:
    """The limits that an action is counted by, the narrowest first, each with whom it counts."""
    who = session.counted_as
    match action:
        case Action.READ:
            return
        case Action.MESSAGE:
            per_session, per_address, together, seconds = (
                settings.AICC_MESSAGES_PER_MINUTE,
                settings.AICC_ADDRESS_MESSAGES_PER_MINUTE,
                settings.AICC_TOTAL_MESSAGES_PER_MINUTE,
                60,
            )
        case Action.QUEUE | Action.END:
            yield Limit("queue_burst", "session", QUEUE_PER_MINUTE), session.session_id
            burst = -(-settings.AICC_TOTAL_HANDOVERS_PER_HOUR // QUEUE_BURSTS_PER_HOUR)
            yield in_total("queue_burst", burst, who)
            action = Action.QUEUE  # whoever ends a conversation leaves the queue, too
            per_session, per_address, together, seconds = (
                settings.AICC_HANDOVERS_PER_HOUR,
                settings.AICC_ADDRESS_HANDOVERS_PER_HOUR,
                settings.AICC_TOTAL_HANDOVERS_PER_HOUR,
                3600,
            )
        case _:
            few = CALL_BACKS_PER_MINUTE if action == Action.CALL_BACK else 0
            per_session, per_address, together, seconds = (
                few or settings.AICC_ACTIONS_PER_MINUTE,
                settings.AICC_ADDRESS_ACTIONS_PER_MINUTE,
                settings.AICC_TOTAL_ACTIONS_PER_MINUTE,
                60,
            )
    yield Limit(action, "session", per_session, seconds), session.session_id
    if session.customer_id:
        yield Limit(action, "account", 2 * per_session, seconds), who
    else:
        yield Limit(action, "address", per_address, seconds), who
    yield in_total(action, together, who, seconds)


async def new_session(address: str, browser: str) -> None:
    """browser: what the client calls itself; a script of one person in an office meets its own
    limit before it meets that of the office.
    """
    network = network_of(address)
    one = Limit("session", "browser", settings.AICC_SESSIONS_PER_MINUTE)
    office = Limit("session", "address", settings.AICC_ADDRESS_SESSIONS_PER_MINUTE)
    together = in_total("session", settings.AICC_TOTAL_SESSIONS_PER_MINUTE, network)
    await hit_all([(one, f"{network} {browser[:200]}"), (office, network), together])


async def analysis_by_staff(user_id: int) -> None:
    await hit(Limit(Action.ANALYSIS, "account", settings.AICC_ACTIONS_PER_MINUTE), str(user_id))


async def suggestion(user_id: int) -> None:
    """A reply drafted for an agent: it may ask the model."""
    await hit(Limit("suggestion", "account", settings.AICC_ACTIONS_PER_MINUTE), str(user_id))


# --- Counted by each server for itself: they keep its own processor free ------------


def frame(who: str, address: str = "") -> None:
    """A frame, or a call over HTTP that names a session. who: the session, or the login."""
    hit_here(Limit("frame", "session", settings.AICC_FRAMES_PER_MINUTE), who)
    if address:
        request(address)


def bad_frame(socket_id: str) -> None:
    hit_here(Limit("bad_frame", "session", BAD_FRAMES_PER_MINUTE - 1), socket_id)


def request(address: str) -> None:
    """A call of the API, a frame or a handshake, whoever it is for."""
    most = settings.AICC_ADDRESS_REQUESTS_PER_MINUTE
    hit_here(Limit("request", "address", most), network_of(address))


def page(address: str) -> None:
    """A page, of the chat or of the back office: it costs more than a call."""
    most = settings.AICC_ADDRESS_PAGES_PER_MINUTE
    hit_here(Limit("page", "address", most), network_of(address))


_sockets: Counter[str] = Counter()


def places_of(session_id: str, address: str) -> dict[str, tuple[str, int]]:
    """What a socket takes a place of: its name, whom that counts, and how many there are."""
    return {
        f"session {session_id}": ("session", settings.AICC_SOCKETS_PER_SESSION),
        f"address {network_of(address)}": ("address", settings.AICC_SOCKETS_PER_ADDRESS),
        "server": ("server", settings.AICC_SOCKETS_PER_SERVER),
    }


def open_socket(session_id: str, address: str) -> None:
    """Take a place for a socket; `close_socket` gives it back. Raises RateLimited."""
    places = places_of(session_id, address)
    for name, (scope, most) in places.items():
        if settings.AICC_RATE_LIMITS and most and _sockets[name] >= most:
            metrics.RATE_LIMITED.labels("socket", scope).inc()
            raise RateLimited(retry_after=SOCKET_RETRY_SECONDS)
    _sockets.update(places.keys())


def close_socket(session_id: str, address: str) -> None:
    for name in places_of(session_id, address):
        _sockets[name] -= 1
        if _sockets[name] <= 0:
            del _sockets[name]


# --- What a turn may ask of others: where it is spent, the turn goes on without -----


def token_limits(who: str) -> tuple[tuple[Limit, str], ...]:
    """who: the conversation."""
    return (
        (Limit("model_tokens", "session", settings.AICC_MODEL_TOKENS_PER_HOUR, 3600), who),
        (Limit("model_tokens", "total", settings.AICC_TOTAL_MODEL_TOKENS_PER_HOUR, 3600), ALL),
    )


async def may_ask_model(conversation_id: int) -> bool:
    """Whether tokens are left for the hour: this conversation's, and everybody's.

    Raises Unavailable where Redis fails and limits are then closed.
    """
    for limit, who in token_limits(str(conversation_id)):
        if not await allows(limit, who):
            metrics.RATE_LIMITED.labels(limit.name, limit.scope).inc()
            return False
    return True


async def note_tokens(conversation_id: int, tokens: int) -> None:
    """Count what a turn consumed, which is known only when it was; the next one is refused."""
    for limit, who in token_limits(str(conversation_id)):
        try:
            await hit(limit, who, cost=tokens)
        except RateLimited:
            continue


async def allowance(conversation_id: int) -> Usage:
    """What a turn, or a briefing, may ask of the model and of the embedder.

    Where it may not, it goes on without: rules, words and whole sentences of the articles.
    """
    usage = Usage(may_embed=may_embed())
    try:
        usage.may_ask = not llm.configured() or await may_ask_model(conversation_id)
    except Unavailable:  # nobody can count, and limits are then closed
        usage.may_ask = False
    return usage


async def note_usage(conversation_id: int, usage: Usage) -> None:
    """Count what was consumed of an allowance."""
    if tokens := usage.tokens_in + usage.tokens_out:
        with suppress(Unavailable):
            await note_tokens(conversation_id, tokens)


def may_embed() -> bool:
    """Count the vectors of one turn; whether they may be made. By this server alone."""
    try:
        hit_here(Limit("embedding", "server", settings.AICC_EMBEDDINGS_PER_MINUTE), ALL)
    except RateLimited:
        return False
    return True


def forget_sockets() -> None:
    """As a test does."""
    _sockets.clear()
