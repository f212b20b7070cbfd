"""The bank's side of the back office, each kind of record in its own file."""

from handover.admin.access import AccessChangeAdmin
from handover.admin.audit_log import AuditLogAdmin
from handover.admin.callbacks import CallBackAdmin
from handover.admin.handovers import HandoverAdmin
from handover.admin.people import AgentProfileAdmin, CannedReplyAdmin, TeamAdmin
from handover.admin.questions import IntakeQuestionAdmin
from handover.admin.sign_ins import SignInFailuresAdmin
from handover.admin.staff import RoleAdmin, StaffAdmin
from handover.admin.times import BusinessHoursAdmin, SpecialDayAdmin

__all__ = [
    "AccessChangeAdmin",
    "AgentProfileAdmin",
    "AuditLogAdmin",
    "BusinessHoursAdmin",
    "CallBackAdmin",
    "CannedReplyAdmin",
    "HandoverAdmin",
    "IntakeQuestionAdmin",
    "RoleAdmin",
    "SignInFailuresAdmin",
    "SpecialDayAdmin",
    "StaffAdmin",
    "TeamAdmin",
]
