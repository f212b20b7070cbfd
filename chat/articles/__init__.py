"""Articles: what the assistant may say, written by one person and approved by another."""

from chat.articles.drafting import NameTaken, SavedMeanwhile, begin, revise
from chat.articles.life import (
    FourEyes,
    NeverInForce,
    Overtaken,
    ReasonMissing,
    Unfinished,
    WrongState,
    approve,
    discard,
    draft,
    draft_if_new,
    retire,
    send_back,
    submit,
)

__all__ = [
    "FourEyes",
    "NameTaken",
    "NeverInForce",
    "Overtaken",
    "ReasonMissing",
    "SavedMeanwhile",
    "Unfinished",
    "WrongState",
    "approve",
    "begin",
    "discard",
    "draft",
    "draft_if_new",
    "retire",
    "revise",
    "send_back",
    "submit",
]
