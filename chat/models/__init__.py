"""The records of the chat, each kind in its own file."""

from chat.models.assignments import Assignment, ReviewDraw, ReviewRule
from chat.models.backoffice import Export, GramBlock, SavedView, SentForm, Upkeep
from chat.models.coaching import CoachingNote, CoachingReply
from chat.models.conversations import Conversation, Feedback, Message, Turn
from chat.models.data_requests import DataPackagePart, DataRequest
from chat.models.generation import GenerationSwitch
from chat.models.knowledge import (
    Article,
    ArticleEvent,
    ArticleUse,
    ArticleVersion,
    CitationMark,
    KnowledgeGap,
    KnowledgeStamp,
)
from chat.models.retention import ErasureCertificate, LegalHold, PurgeRun
from chat.models.reviews import EvaluationCase, PinnedComment, Review, ReviewAnswer
from chat.models.scorecards import Criterion, Scorecard, ScorecardVersion

__all__ = [
    "Article",
    "ArticleEvent",
    "ArticleUse",
    "ArticleVersion",
    "Assignment",
    "CitationMark",
    "CoachingNote",
    "CoachingReply",
    "Conversation",
    "Criterion",
    "DataPackagePart",
    "DataRequest",
    "ErasureCertificate",
    "EvaluationCase",
    "Export",
    "Feedback",
    "GenerationSwitch",
    "GramBlock",
    "KnowledgeGap",
    "KnowledgeStamp",
    "LegalHold",
    "Message",
    "PinnedComment",
    "PurgeRun",
    "Review",
    "ReviewAnswer",
    "ReviewDraw",
    "ReviewRule",
    "SavedView",
    "Scorecard",
    "ScorecardVersion",
    "SentForm",
    "Turn",
    "Upkeep",
]
