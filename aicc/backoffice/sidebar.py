"""The side bar: the rooms of the back office in groups, those that are used daily first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aicc.backoffice.dashboard.live import is_unattended
from aicc.personal_data import data_requests
from chat import articles
from chat.quality import assignments, coaching
from handover.reporting.people import waiting_count
from handover.staff_access import changes


@dataclass(frozen=True, slots=True)
class Room:
    """A list of the back office: who may open it, and how it is called."""

    permission: str
    name: str  # app_model
    title: Any
    icon: str  # a Material symbol

    def shown(self, request: HttpRequest) -> dict[str, Any]:
        link = reverse(f"admin:{self.name}_changelist")
        return {
            "title": self.title,
            "icon": self.icon,
            "link": link,
            "active": request.path.startswith(link),
            "has_permission": request.user.has_perm(self.permission),
        }


DAILY = (
    Room(
        "handover.view_handover",
        "handover_handover",
        gettext_lazy("Handovers"),
        "support_agent",
    ),
    Room(
        "handover.view_callback",
        "handover_callback",
        gettext_lazy("Call-backs"),
        "phone_callback",
    ),
    Room("chat.view_conversation", "chat_conversation", gettext_lazy("Conversations"), "forum"),
)
QUALITY = (
    Room(
        "chat.view_assignment",
        "chat_assignment",
        gettext_lazy("Assigned reviews"),
        "assignment_ind",
    ),
    Room("chat.view_review", "chat_review", gettext_lazy("Reviews"), "fact_check"),
    Room("chat.answer_coachingnote", "chat_coachingnote", gettext_lazy("Coaching"), "school"),
    Room(
        "chat.view_scorecardversion",
        "chat_scorecardversion",
        gettext_lazy("Scorecards"),
        "rule",
    ),
    Room("chat.view_reviewrule", "chat_reviewrule", gettext_lazy("Review rules"), "casino"),
)
KNOWLEDGE = (
    Room("chat.view_article", "chat_article", gettext_lazy("Articles"), "article"),
    Room("chat.view_knowledgegap", "chat_knowledgegap", gettext_lazy("Knowledge gaps"), "help"),
    Room(
        "chat.view_evaluationcase",
        "chat_evaluationcase",
        gettext_lazy("Evaluation cases"),
        "science",
    ),
)
OPERATIONS = (
    Room("handover.view_agentprofile", "handover_agentprofile", gettext_lazy("Agents"), "badge"),
    Room("handover.view_team", "handover_team", gettext_lazy("Teams"), "groups"),
    Room(
        "handover.view_cannedreply",
        "handover_cannedreply",
        gettext_lazy("Canned replies"),
        "quickreply",
    ),
    Room("handover.view_label", "handover_label", gettext_lazy("Labels"), "label"),
    Room(
        "handover.view_intakequestion",
        "handover_intakequestion",
        gettext_lazy("Intake questions"),
        "contact_support",
    ),
    Room(
        "handover.view_businesshours",
        "handover_businesshours",
        gettext_lazy("Business hours"),
        "schedule",
    ),
    Room(
        "handover.view_specialday",
        "handover_specialday",
        gettext_lazy("Holidays and exceptions"),
        "event",
    ),
)
ACCESS = (
    Room("auth.view_user", "auth_user", gettext_lazy("Staff"), "manage_accounts"),
    Room("auth.view_group", "auth_group", gettext_lazy("Roles"), "group"),
    Room(
        "handover.view_accesschange",
        "handover_accesschange",
        gettext_lazy("Changes of access"),
        "admin_panel_settings",
    ),
    Room(
        "handover.view_signinfailures",
        "handover_signinfailures",
        gettext_lazy("Failed sign-ins"),
        "lock",
    ),
    Room("audit.view_auditevent", "audit_auditevent", gettext_lazy("Audit log"), "policy"),
    Room("chat.view_export", "chat_export", gettext_lazy("Exports"), "output"),
    Room("chat.view_legalhold", "chat_legalhold", gettext_lazy("Legal holds"), "gavel"),
    Room(
        "chat.view_datarequest",
        "chat_datarequest",
        gettext_lazy("Personal data requests"),
        "folder_shared",
    ),
)
SIDEBAR: tuple[tuple[Any, tuple[Room, ...]], ...] = (
    ("", DAILY),
    (gettext_lazy("Quality"), QUALITY),
    (gettext_lazy("Knowledge"), KNOWLEDGE),
    (gettext_lazy("Desk operations"), OPERATIONS),
    (gettext_lazy("Access and records"), ACCESS),
)

# What waits in a room for whoever is signed in, each counted on an index.
BADGES: dict[str, Callable[[Any], int]] = {
    "handover_handover": lambda user: waiting_count(),
    "chat_assignment": lambda user: assignments.to_do(user).count(),
    "chat_coachingnote": coaching.unread_count,
    "chat_article": articles.awaiting_count,
    "handover_accesschange": lambda user: changes.waiting_for(user).count(),
    "chat_datarequest": lambda user: (
        data_requests.waiting_for(user).count() + data_requests.packages_for(user).count()
    ),
}


def rooms(request: HttpRequest) -> list[dict[str, Any]]:
    """All that this person may open, the desk first, in the order of the side bar."""
    _dashboard, desk = front(request)
    shown = [room.shown(request) for _title, group in SIDEBAR for room in group]
    return [room for room in (desk, *shown) if room["has_permission"]]


def groups(request: HttpRequest) -> list[dict[str, Any]]:
    """The side bar as Unfold draws it: a group of which nothing may be opened is left out."""
    found: list[dict[str, Any]] = []
    for title, group in SIDEBAR:
        items = [with_badge(request, room) for room in group]
        if not title:
            items = [*front(request), *items]
        if any(item["has_permission"] for item in items):
            found.append({"title": title, "items": items, "separator": bool(found)})
    return found


def front(request: HttpRequest) -> list[dict[str, Any]]:
    """What stands before every list: the first page, and the desk."""
    index = reverse("admin:index")
    return [
        {
            "title": _("Dashboard"),
            "icon": "dashboard",
            "link": index,
            "active": request.path == index,
            "has_permission": True,
        },
        {
            "title": _("Desk"),
            "icon": "headset_mic",
            "link": reverse("desk"),
            "has_permission": request.user.has_perm("handover.change_handover"),
        },
    ]


def place_of(request: HttpRequest) -> dict[str, Any] | None:
    """Where this page stands: its group and its room, by the names of the side bar."""
    for title, group in SIDEBAR:
        for room in group:
            shown = room.shown(request)
            if shown["active"]:
                return shown | {"group": title}
    return None


def with_badge(request: HttpRequest, room: Room) -> dict[str, Any]:
    shown = room.shown(request)
    if room.name not in BADGES or not shown["has_permission"]:
        return shown
    count = BADGES[room.name](request.user)
    alarming = room.name == "handover_handover" and count > 0 and is_unattended()
    return shown | {"badge": count, "badge_variant": "danger" if alarming else "primary"}
