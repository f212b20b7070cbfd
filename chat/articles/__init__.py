"""Articles: what the assistant may say, written by one person and approved by another."""

from chat.articles.drafting import NameTaken, SavedMeanwhile, begin, revise
from chat.articles.lifecycle import (
    APPROVES,
    NeverInForce,
    ReasonMissing,
    SelfApproval,
    StaleRevision,
    Unfinished,
    WrongState,
    approve,
    awaiting_count,
    discard,
    draft,
    draft_if_new,
    retire,
    send_back,
    submit,
)

__all__ = [
    "APPROVES",
    "NameTaken",
    "NeverInForce",
    "ReasonMissing",
    "SavedMeanwhile",
    "SelfApproval",
    "StaleRevision",
    "Unfinished",
    "WrongState",
    "approve",
    "awaiting_count",
    "begin",
    "discard",
    "draft",
    "draft_if_new",
    "retire",
    "revise",
    "send_back",
    "submit",
]
