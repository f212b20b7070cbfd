"""The records of the chat, each kind in its own file."""

from chat.models.conversations import Conversation, Feedback, Message, Turn
from chat.models.generation import GenerationSwitch
from chat.models.knowledge import (
    Article,
    ArticleDeed,
    ArticleVersion,
    KnowledgeGap,
    KnowledgeStamp,
)
from chat.models.reviews import Review

__all__ = [
    "Article",
    "ArticleDeed",
    "ArticleVersion",
    "Conversation",
    "Feedback",
    "GenerationSwitch",
    "KnowledgeGap",
    "KnowledgeStamp",
    "Message",
    "Review",
    "Turn",
]
