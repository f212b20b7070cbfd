"""Conversations: where what was said is found, read and judged."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from aicc.backoffice.dashboard.drilldown import ConversationsBehind
from aicc.backoffice.roles import can_see_traces
from chat.admin.conversations import filters
from chat.admin.conversations.export_form import Exports
from chat.admin.conversations.page import MAY_REVIEW, ConversationPage
from chat.admin.conversations.pull_to_agent import put_in_queue
from chat.admin.conversations.saved_views import SavedViews
from chat.admin.filters import CategoryFilter, LanguageFilter
from chat.admin.quality.review_pages import pin, write_url
from chat.backoffice import risk_flags, transcript_pages
from chat.models import Conversation

FOR_JUDGES = {"signs_shown", "reviewed"}  # columns


@admin.register(Conversation)
class ConversationAdmin(ConversationPage, Exports, SavedViews):
    """Transcripts are evidence: read-only. An agent reads their own and their team's."""

    list_before_template = "admin/conversations.html"
    list_display = (
        "session",
        "first_question",
        "last_words",
        "signs_shown",
        "last_message_at",
        "owner_label",
        "outcome_label",
        "category_label",
        "score",
        "reviewed",
    )
    list_filter = (
        ConversationsBehind,
        filters.EyesFilter,
        filters.SignFilter,
        filters.WhenFilter,
        filters.OwnerFilter,
        filters.AgentFilter,
        filters.OutcomeFilter,
        CategoryFilter,
        filters.IntentFilter,
        filters.TriageFilter,
        filters.SentimentFilter,
        filters.EngineFilter,
        LanguageFilter,
        filters.RatingFilter,
    )
    search_fields = ("session_id",)  # that there is a search; what it does is get_search_results
    actions = (put_in_queue, "mark_selected", "unmark_selected", "export_selected")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversation]:
        return self.with_words(super().get_queryset(request))

    def has_pull_handover_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("handover.pull_handover")

    def get_list_display(self, request: HttpRequest) -> list[str]:
        judges = can_see_traces(request.user)
        return [name for name in self.list_display if judges or name not in FOR_JUDGES]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        above = self.views_of(request) | {"may_judge": can_see_traces(request.user)}
        if self.may_export(request):
            query = above["selection"]
            above["export_url"] = f"{reverse('admin:chat_conversation_export')}?{query}"
        return super().changelist_view(request, above | (extra_context or {}))

    # --- Columns -----------------------------------------------------------------------

    @display(description=gettext_lazy("risk flags"), ordering="risk")
    def signs_shown(self, row: Conversation) -> SafeString | str:
        names = [(name,) for name in risk_flags.names_of(row.signs)]
        return format_html_join(" ", '<span class="sign">{}</span>', names) or "–"

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

    @display(description=gettext_lazy("outcome"), ordering="outcome")
    def outcome_label(self, row: Conversation) -> str:
        return str(filters.OUTCOMES.get(row.outcome or "none", row.outcome))

    @display(description=gettext_lazy("category"), ordering="category")
    def category_label(self, row: Conversation) -> str:
        return transcript_pages.category_label(row.category) or "–"

    @display(description=gettext_lazy("reviewed"), label={"yes": "success", "no": "neutral"})
    def reviewed(self, row: Conversation) -> tuple[str, str]:
        return ("yes", _("Reviewed")) if row.reviewed_at else ("no", _("Not reviewed"))

    # --- What is done with ticked rows ---------------------------------------------------

    def has_review_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_REVIEW)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.may_export(request)

    @admin.action(description=gettext_lazy("Mark as reviewed"), permissions=["review"])
    def mark_selected(self, request: HttpRequest, queryset: QuerySet[Conversation]) -> None:
        rows = list(queryset)
        self.mark(request, rows)
        messages.success(request, _("Marked as reviewed: %(count)s") % {"count": len(rows)})

    @admin.action(description=gettext_lazy("Mark as not reviewed"), permissions=["review"])
    def unmark_selected(self, request: HttpRequest, queryset: QuerySet[Conversation]) -> None:
        rows = list(queryset)
        self.unmark(request, rows)
        messages.success(request, _("Marked as not reviewed: %(count)s") % {"count": len(rows)})

    @admin.action(description=gettext_lazy("Export"), permissions=["export"])
    def export_selected(
        self, request: HttpRequest, queryset: QuerySet[Conversation]
    ) -> HttpResponse:
        ids = ",".join(str(pk) for pk in queryset.values_list("pk", flat=True))
        return HttpResponseRedirect(f"{reverse('admin:chat_conversation_export')}?ids={ids}")

    # --- The page ------------------------------------------------------------------------

    def page_context(self, request: HttpRequest, obj: Conversation) -> dict[str, Any]:
        context = super().page_context(request, obj)
        if context["may_review"]:
            context["reviews"] = obj.reviews.select_related("reviewer", "agent")
            pin(context["stretch"])
        if context["may_mark"]:
            context["write_url"] = write_url(obj.pk)
        return context
