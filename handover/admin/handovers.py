"""Handovers as they are read in the back office; they are worked on at the desk."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from aicc.audit.recording import Action, record
from aicc.backoffice.dashboard.drilldown import HandoversBehind
from aicc.backoffice.read_only_admin import seq_asked
from aicc.backoffice.roles import can_see_traces
from chat.admin.said import SaidColumns
from chat.assistant.retrieval import knowledge
from chat.backoffice import transcript_pages
from handover.admin.filters import LabelFilter, StateFilter
from handover.briefing.offline import of_conversation
from handover.desk import visibility
from handover.models import Handover
from handover.queue import intake
from handover.reporting.people import waiting_count, waiting_stamp

LANGUAGES = dict(settings.LANGUAGES)
SENTIMENTS = {
    "POSITIVE": gettext_lazy("content"),
    "NEGATIVE": gettext_lazy("upset"),
    "NEUTRAL": gettext_lazy("neutral"),
}


@admin.register(Handover)
class HandoverAdmin(SaidColumns):
    """Who waits, who is with whom, and what became of it. Agents see what the desk shows."""

    page_template = "admin/handover.html"
    list_before_template = "admin/queue.html"
    list_display: ClassVar[tuple[str, ...]] = (
        "session",
        "first_question",
        "last_words",
        "status_label",
        "trigger",
        "waited",
        "priority_label",
        "agent_name",
        "requested_at",
    )
    list_filter = (HandoversBehind, StateFilter, LabelFilter, "trigger")
    list_select_related = ("conversation", "agent")
    # `waiting` sorts after the other states, so the queue stands first.
    ordering = ("-status", "rank_at")

    @display(
        description=gettext_lazy("status"),
        label={
            Handover.Status.WAITING: "warning",
            Handover.Status.CLAIMED: "success",
            Handover.Status.CLOSED: "neutral",
            Handover.Status.CANCELLED: "neutral",
        },
    )
    def status_label(self, row: Handover) -> tuple[str, str]:
        return row.status, row.get_status_display()

    @display(description=gettext_lazy("waited"))
    def waited(self, row: Handover) -> str:
        until = row.claimed_at or row.ended_at
        return str(timesince(row.requested_at, until, depth=1))

    @display(description=gettext_lazy("priority"), ordering="priority")
    def priority_label(self, row: Handover) -> str:
        return row.get_priority_display()

    @display(description=gettext_lazy("agent"))
    def agent_name(self, row: Handover) -> str:
        return row.agent.get_full_name() or row.agent.get_username() if row.agent else "–"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        user: Any = request.user
        # Rows that are joined with anything already are not joined by list_select_related.
        rows = visibility.handovers(visibility.viewer_of(user)).select_related("agent")
        return self.with_words(rows).order_by(*self.get_ordering(request))

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        return [
            path("waiting/", guarded(self.waiting_view), name="handover_waiting"),
            path("<int:pk>/entries/", guarded(self.entries_view), name="handover_entries"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        news = {"stamp": waiting_stamp(), "waiting": waiting_count()}
        return super().changelist_view(request, news | (extra_context or {}))

    def waiting_view(self, request: HttpRequest) -> JsonResponse:
        """Whether the queue has changed."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return JsonResponse({"stamp": waiting_stamp()})

    def entries_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        """What was said after `?after=`, as the page shows it."""
        handover = self.row(request, str(pk))
        if handover is None:
            return JsonResponse({"detail": _("There is nothing here.")}, status=404)
        after = seq_asked(request, "after") or 0
        news = transcript_pages.following(
            handover.conversation, after=after, behind=can_see_traces(request.user)
        )
        if news.entries:
            record(Action.VIEW, "handover.handover", pk, details={"page": "handover_entries"})
        shown = {"entries": news.entries, "conversation": handover.conversation}
        html = render_to_string("admin/entries.html", shown, request)
        return JsonResponse(
            {"html": html, "last": news.last or after, "state": state_of(handover)}
        )

    def page_context(self, request: HttpRequest, obj: Handover) -> dict[str, Any]:
        conversation = obj.conversation
        before = seq_asked(request, "before")
        knowledge.refresh()  # the back office may run where nobody chats
        briefing = of_conversation(conversation.pk, conversation.language)
        return {
            "conversation": conversation,
            "language": LANGUAGES.get(conversation.language, conversation.language),
            "intent": transcript_pages.intent_label(conversation.intent),
            "category": transcript_pages.category_label(conversation.category),
            "stretch": transcript_pages.latest(
                conversation, before=before, behind=can_see_traces(request.user)
            ),
            "paged": before is not None,
            "state": state_of(obj),
            "may_work": request.user.has_perm("handover.change_handover"),
            "briefing": briefing if briefing.said else None,
            "collected": intake.collected(obj),
            "sentiment": SENTIMENTS[briefing.sentiment],
        }


def state_of(handover: Handover) -> str:
    """Another one whenever the handover is another's."""
    return f"{handover.status}-{handover.agent_id or 0}"
