"""The supervisors' pages of the chat, each kind in its own file."""

from chat.admin.articles import ArticleAdmin
from chat.admin.conversations import ConversationAdmin
from chat.admin.gaps import KnowledgeGapAdmin
from chat.admin.generation import GenerationSwitchAdmin
from chat.admin.reviews import ReviewAdmin

__all__ = [
    "ArticleAdmin",
    "ConversationAdmin",
    "GenerationSwitchAdmin",
    "KnowledgeGapAdmin",
    "ReviewAdmin",
]
