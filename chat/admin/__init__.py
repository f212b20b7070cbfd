"""The supervisors' pages of the chat, each kind in its own file."""

from chat.admin.articles.articles import ArticleAdmin
from chat.admin.articles.gaps import KnowledgeGapAdmin
from chat.admin.conversations.conversations import ConversationAdmin
from chat.admin.conversations.exports import ExportAdmin
from chat.admin.data_requests.requests import DataRequestAdmin
from chat.admin.kill_switch import GenerationSwitchAdmin
from chat.admin.legal_holds import LegalHoldAdmin
from chat.admin.quality.assignments import AssignmentAdmin, ReviewRuleAdmin
from chat.admin.quality.coaching import CoachingNoteAdmin
from chat.admin.quality.evaluation_cases import EvaluationCaseAdmin
from chat.admin.quality.reviews import ReviewAdmin
from chat.admin.quality.scorecards import ScorecardVersionAdmin

__all__ = [
    "ArticleAdmin",
    "AssignmentAdmin",
    "CoachingNoteAdmin",
    "ConversationAdmin",
    "DataRequestAdmin",
    "EvaluationCaseAdmin",
    "ExportAdmin",
    "GenerationSwitchAdmin",
    "KnowledgeGapAdmin",
    "LegalHoldAdmin",
    "ReviewAdmin",
    "ReviewRuleAdmin",
    "ScorecardVersionAdmin",
]
