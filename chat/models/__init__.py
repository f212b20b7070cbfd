"""The records of the chat, each kind in its own file."""

from chat.models.conversations import Conversation, Feedback, Message, Turn
from chat.models.generation import GenerationSwitch
from chat.models.knowledge import Article, ArticleVersion, KnowledgeStamp
from chat.models.reviews import Review

__all__ = [
    "Article",
    "ArticleVersion",
    "Conversation",
    "Feedback",
    "GenerationSwitch",
    "KnowledgeStamp",
    "Message",
    "Review",
    "Turn",
]
