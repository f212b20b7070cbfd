"""Conversations: where what was said is read and judged."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from aicc.dashboard.behind import ConversationsBehind
from aicc.reading_room import ReadingRoom, seq_asked
from aicc.roles import may_judge
from chat import reports
from chat.admin.filters import (
    CategoryFilter,
    IntentFilter,
    LanguageFilter,
    ReviewedFilter,
    WhenFilter,
)
from chat.admin.pulling import put_in_queue
from chat.admin.review_pages import pin, write_url
from chat.models import Conversation
from handover import sight

LANGUAGES = dict(settings.LANGUAGES)


@admin.register(Conversation)
class ConversationAdmin(ReadingRoom):
    """Transcripts are evidence: read-only. An agent reads their own and their team's."""

    page_template = "admin/conversation.html"
    list_display = (
        "session",
        "last_message_at",
        "owner_label",
        "intent_label",
        "category_label",
        "language_label",
        "head_seq",
        "score",
        "reviewed",
    )
    list_filter = (
        ConversationsBehind,
        ReviewedFilter,
        "owner",
        IntentFilter,
        CategoryFilter,
        WhenFilter,
        LanguageFilter,
    )
    search_fields = ("session_id__startswith", "customer_id__exact", "customer_name__startswith")
    search_help_text = gettext_lazy("Beginning of the session or the customer's name, or their id")
    ordering = ("-last_message_at",)
    actions = (put_in_queue,)

    def has_pull_handover_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("handover.pull_handover")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        found = super().get_queryset(request)
        if may_judge(request.user):
            return found
        if not request.user.has_perm("handover.view_handover"):
            return found.none()
        user: Any = request.user  # signed in, or the permission above were missing
        return found.filter(sight.readable(sight.viewer_of(user)))

    @display(description=gettext_lazy("session"), ordering="session_id")
    def session(self, row: Conversation) -> str:
        return row.customer_name or Truncator(row.session_id).chars(20)

    @display(
        description=gettext_lazy("owner"),
        label={
            Conversation.Owner.ASSISTANT: "info",
            Conversation.Owner.QUEUE: "warning",
            Conversation.Owner.AGENT: "success",
            Conversation.Owner.CLOSED: "neutral",
        },
    )
    def owner_label(self, row: Conversation) -> tuple[str, str]:
        return row.owner, row.get_owner_display()

    @display(description=gettext_lazy("intent"), ordering="intent")
    def intent_label(self, row: Conversation) -> str:
        return reports.intent_label(row.intent) or "–"

    @display(description=gettext_lazy("category"), ordering="category")
    def category_label(self, row: Conversation) -> str:
        return reports.category_label(row.category) or "–"

    @display(description=gettext_lazy("language"), ordering="language")
    def language_label(self, row: Conversation) -> Any:
        return LANGUAGES.get(row.language, row.language)

    @display(description=gettext_lazy("reviewed"), label={"yes": "success", "no": "neutral"})
    def reviewed(self, row: Conversation) -> tuple[str, str]:
        return ("yes", _("Reviewed")) if row.reviewed_at else ("no", _("Not reviewed"))

    def page_context(self, request: HttpRequest, obj: Conversation) -> dict[str, Any]:
        may = request.user.has_perm
        before = seq_asked(request, "before")
        context: dict[str, Any] = {
            "conversation": obj,
            "language": LANGUAGES.get(obj.language, obj.language),
            "intent": reports.intent_label(obj.intent),
            "category": reports.category_label(obj.category),
            "stretch": reports.latest(obj, before=before, behind=may_judge(request.user)),
            "paged": before is not None,
            "handovers": obj.handovers.select_related("agent").order_by("-requested_at"),
            "may_open_handovers": may("handover.view_handover"),
            "may_review": may_judge(request.user),
        }
        if context["may_review"]:
            context["reviews"] = obj.reviews.select_related("reviewer", "agent")
            pin(context["stretch"])
        if may("chat.add_review"):
            context["write_url"] = write_url(obj.pk)
        return context
