"""Turns: one customer message stored once and answered once.

    asked = await ask(conversation_id, text, client_message_id)   # stored: acknowledge it
    answer = await answer_to(asked)                               # stored: show it

`take_turn` is both. What is asked belongs to the server from then on, not to the socket.
"""

from chat.turns.abandoned import finish_abandoned, give_back_all
from chat.turns.records import Asked, NextQuestion
from chat.turns.thinking import (
    answer_to,
    ask,
    drain,
    listen,
    nameless,
    stop_listening,
    take_turn,
)

__all__ = [
    "Asked",
    "NextQuestion",
    "answer_to",
    "ask",
    "drain",
    "finish_abandoned",
    "give_back_all",
    "listen",
    "nameless",
    "stop_listening",
    "take_turn",
]
