"""The bank's records of handovers, each kind in its own file."""

from handover.models.access import AccessChange
from handover.models.agent_segments import AgentSegment
from handover.models.briefings import WrittenBriefing
from handover.models.callbacks import CallBack, CallBackLook
from handover.models.figures import DayFigures, HourFigures, RollUp
from handover.models.handovers import Handover, Note
from handover.models.hours import BusinessHours, SpecialDay
from handover.models.intake import IntakeAnswer, IntakeQuestion
from handover.models.labels import Label
from handover.models.logins import (
    Passkey,
    PastPassword,
    ProviderAccount,
    RecoveryCode,
    SecondFactor,
    StaffSession,
)
from handover.models.people import AgentProfile, CannedReply, PresencePeriod, Team
from handover.models.sign_ins import SignInFailures

__all__ = [
    "AccessChange",
    "AgentProfile",
    "AgentSegment",
    "BusinessHours",
    "CallBack",
    "CallBackLook",
    "CannedReply",
    "DayFigures",
    "Handover",
    "HourFigures",
    "IntakeAnswer",
    "IntakeQuestion",
    "Label",
    "Note",
    "Passkey",
    "PastPassword",
    "PresencePeriod",
    "ProviderAccount",
    "RecoveryCode",
    "RollUp",
    "SecondFactor",
    "SignInFailures",
    "SpecialDay",
    "StaffSession",
    "Team",
    "WrittenBriefing",
]
