"""Turns: one customer message stored once and answered once.

    asked = await ask(conversation_id, text, client_message_id)   # stored: acknowledge it
    answer = await answer_to(asked)                               # stored: show it

`take_turn` is both. What is asked belongs to the server from then on, not to the socket.
"""

from chat.turns.abandoned import finish_abandoned, give_back_all
from chat.turns.leases import NextQuestion, TurnReceipt
from chat.turns.runner import (
    answer_to,
    ask,
    closed_here,
    drain,
    generated_id,
    listen,
    stop_listening,
    take_turn,
)

__all__ = [
    "NextQuestion",
    "TurnReceipt",
    "answer_to",
    "ask",
    "closed_here",
    "drain",
    "finish_abandoned",
    "generated_id",
    "give_back_all",
    "listen",
    "stop_listening",
    "take_turn",
]
