"""Looking for what no hint told: for all sockets of this server in one statement.

Called for by `aicc.platform.hints.numbers`, when something says that a hint may have been lost.
"""

from aicc.platform import events
from aicc.platform.db import in_db
from chat import transcript

AT_ONCE = 1_000  # conversations in a statement


async def look() -> None:
    """Tell every socket of this server where its conversation stands."""
    relay = events.EventRelay.here()
    # A doubt that arises meanwhile, or a socket that comes, is the next look's.
    doubts, began = relay.numbers.doubts, relay.loop.time()
    rooms = [room for room in relay.watchers if isinstance(room, int)]
    for start in range(0, len(rooms), AT_ONCE):
        for head in await in_db(transcript.heads)(rooms[start : start + AT_ONCE]):
            relay.tell(head_hint(head))
    relay.numbers.settle(doubts, began)


def head_hint(head: transcript.Head) -> events.Hint:
    return {"room": head.conversation_id, "kind": "head", "head_seq": head.head_seq, "head": head}
