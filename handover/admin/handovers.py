"""Handovers: the queue, and the plain page from which agents answer."""

import secrets
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from aicc.errors import AiccError
from aicc.reading_room import ReadingRoom, seq_asked
from aicc.roles import may_judge
from chat import protocol, reports, transcript
from chat.assistant import knowledge
from handover import desk, queue
from handover.admin.filters import StateFilter
from handover.briefing import brief
from handover.models import Handover
from handover.reports import waiting_count, waiting_stamp

LANGUAGES = dict(settings.LANGUAGES)
SENTIMENTS = {
    "POSITIVE": gettext_lazy("content"),
    "NEGATIVE": gettext_lazy("upset"),
    "NEUTRAL": gettext_lazy("neutral"),
}


class SayForm(forms.Form):
    """An agent's words. Its id is made with the form, so that a double click stores once."""

    text = forms.CharField(max_length=protocol.TEXT_CHARACTERS)
    client_message_id = forms.RegexField(
        protocol.CLIENT_ID.pattern, max_length=64, widget=forms.HiddenInput
    )


@admin.register(Handover)
class HandoverAdmin(ReadingRoom):
    """Who waits, who is with whom, and the page where an agent takes over."""

    page_template = "admin/handover.html"
    list_before_template = "admin/queue.html"
    list_display: ClassVar[tuple[str, ...]] = (
        "session",
        "status_label",
        "trigger",
        "waited",
        "priority_label",
        "agent_name",
        "requested_at",
    )
    list_filter = (StateFilter, "trigger")
    list_select_related = ("conversation", "agent")
    search_fields = ("conversation__session_id__startswith",)
    # `waiting` sorts after the other states, so the queue stands first.
    ordering = ("-status", "rank_at")

    @display(description=gettext_lazy("session"))
    def session(self, row: Handover) -> str:
        return row.conversation.customer_name or row.conversation.session_id[:20]

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
        news = reports.following(
            handover.conversation, after=after, behind=may_judge(request.user)
        )
        html = render_to_string("admin/entries.html", {"entries": news.entries}, request)
        return JsonResponse(
            {"html": html, "last": news.last or after, "state": state_of(handover)}
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        if request.method != "POST":
            return super().change_view(request, object_id, form_url, extra_context)
        handover = self.row(request, object_id)
        if not request.user.has_perm("handover.change_handover"):
            raise PermissionDenied
        if handover is None:
            return self.not_there(request)
        try:
            self.do(request, handover)
        except AiccError as error:
            messages.error(request, str(error.message))
        return HttpResponseRedirect(request.path)

    def do(self, request: HttpRequest, handover: Handover) -> None:
        """One deed of the agent's, by the function that every door calls."""
        agent: Any = request.user
        match request.POST.get("deed"):
            case "claim":
                queue.claim(handover.pk, agent)
            case "hand_back":
                desk.hand_back(handover.conversation_id, agent)
            case "close":
                desk.close(handover.conversation_id, agent)
            case "say":
                form = SayForm(request.POST)
                if form.is_valid():
                    words = protocol.spoken(form.cleaned_data, "text")
                    key = form.cleaned_data["client_message_id"]
                    desk.say(handover.conversation_id, agent, words, key)
                else:
                    messages.error(request, _("Write a message of 1 to 2,000 characters."))

    def page_context(self, request: HttpRequest, obj: Handover) -> dict[str, Any]:
        conversation = obj.conversation
        may_act = request.user.has_perm("handover.change_handover")
        before = seq_asked(request, "before")
        knowledge.refresh()  # the back office may run where nobody chats
        lines = transcript.lines(conversation.pk)
        briefing = brief(lines, conversation.language) if lines else None
        return {
            "conversation": conversation,
            "language": LANGUAGES.get(conversation.language, conversation.language),
            "intent": reports.intent_label(conversation.intent),
            "category": reports.category_label(conversation.category),
            "stretch": reports.latest(conversation, before=before, behind=may_judge(request.user)),
            "paged": before is not None,
            "state": state_of(obj),
            "may_claim": may_act and obj.status == Handover.Status.WAITING,
            "mine": obj.status == Handover.Status.CLAIMED and obj.agent_id == request.user.pk,
            "say": SayForm(initial={"client_message_id": secrets.token_hex(16)}),
            "briefing": briefing,
            "sentiment": SENTIMENTS[briefing.sentiment] if briefing else "",
        }


def state_of(handover: Handover) -> str:
    """Another one whenever the page's buttons are others."""
    return f"{handover.status}-{handover.agent_id or 0}"
