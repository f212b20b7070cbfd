"""The supervisors' pages of the chat, each kind in its own file."""

from chat.admin.articles import ArticleAdmin
from chat.admin.assignments import AssignmentAdmin, ReviewRuleAdmin
from chat.admin.coaching import CoachingNoteAdmin
from chat.admin.conversations import ConversationAdmin
from chat.admin.evaluation_cases import EvaluationCaseAdmin
from chat.admin.exports import ExportAdmin
from chat.admin.gaps import KnowledgeGapAdmin
from chat.admin.generation import GenerationSwitchAdmin
from chat.admin.reviews import ReviewAdmin
from chat.admin.scorecards import ScorecardVersionAdmin

__all__ = [
    "ArticleAdmin",
    "AssignmentAdmin",
    "CoachingNoteAdmin",
    "ConversationAdmin",
    "EvaluationCaseAdmin",
    "ExportAdmin",
    "GenerationSwitchAdmin",
    "KnowledgeGapAdmin",
    "ReviewAdmin",
    "ReviewRuleAdmin",
    "ScorecardVersionAdmin",
]
