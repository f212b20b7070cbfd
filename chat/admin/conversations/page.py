"""One conversation: read like a chat, judged, and put aside; what stands beside it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aicc.backoffice.read_only_admin import seq_asked
from aicc.backoffice.roles import can_see_traces
from aicc.personal_data import holds
from chat.admin.conversations.changelist import ConversationList
from chat.admin.conversations.export_form import MAY_EXPORT
from chat.assistant.retrieval import knowledge
from chat.backoffice import risk_flags, transcript_pages
from chat.backoffice.timeline import timeline
from chat.models import Conversation
from handover.admin.handovers import SENTIMENTS
from handover.briefing.offline import of_conversation

LANGUAGES = dict(settings.LANGUAGES)
MAY_REVIEW = "chat.add_review"
MAY_MAKE_CASES = "chat.change_evaluationcase"


class ConversationPage(ConversationList):
    page_template = "admin/conversation.html"

    def get_urls(self) -> list[URLPattern]:
        mark = self.admin_site.admin_view(require_POST(self.mark_view))
        unmark = self.admin_site.admin_view(require_POST(self.unmark_view))
        return [
            path("<int:pk>/reviewed/", mark, name="chat_conversation_reviewed"),
            path("<int:pk>/not-reviewed/", unmark, name="chat_conversation_not_reviewed"),
            *super().get_urls(),
        ]

    def mark_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put a conversation aside as reviewed, and go on to the next one of the list."""
        if not request.user.has_perm(MAY_REVIEW):
            raise PermissionDenied
        conversation = self.row(request, str(pk))
        if conversation is None:
            return self.not_there(request)
        beside = self.neighbours(request, pk)
        self.mark(request, [conversation])
        here = self.page_url(pk, beside["suffix"])
        link = format_html('<a href="{}">{}</a>', here, conversation.session_id)
        messages.success(request, format_html(_("Marked as reviewed: {}"), link))
        return HttpResponseRedirect(beside["after"] or beside["back"])

    def unmark_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put a conversation back among those that are not reviewed, and stay with it."""
        if not request.user.has_perm(MAY_REVIEW):
            raise PermissionDenied
        conversation = self.row(request, str(pk))
        if conversation is None:
            return self.not_there(request)
        self.unmark(request, [conversation])
        messages.success(request, _("Not reviewed any more."))
        return HttpResponseRedirect(self.page_url(pk, self.neighbours(request, pk)["suffix"]))

    def mark(self, request: HttpRequest, rows: list[Conversation]) -> None:
        """Say of each that it was reviewed, and in its history by whom."""
        now = timezone.now()
        Conversation.objects.filter(pk__in=[row.pk for row in rows]).update(
            reviewed_at=now, reviewed_seq=F("head_seq")
        )
        for row in rows:
            self.log_change(request, row, _("marked as reviewed"))

    def unmark(self, request: HttpRequest, rows: list[Conversation]) -> None:
        """Take the mark back, and say so in each one's history; written reviews stay."""
        Conversation.objects.filter(pk__in=[row.pk for row in rows]).update(
            reviewed_at=None, reviewed_seq=None
        )
        for row in rows:
            self.log_change(request, row, _("marked as not reviewed"))

    def page_context(self, request: HttpRequest, obj: Conversation) -> dict[str, Any]:
        may, judges = request.user.has_perm, can_see_traces(request.user)
        at, before = seq_asked(request, "at"), seq_asked(request, "before")
        if before is None and at is not None and at <= obj.head_seq - transcript_pages.PAGE:
            before = transcript_pages.before_of(at)
        handovers = list(obj.handovers.select_related("agent").order_by("-requested_at"))
        context: dict[str, Any] = {
            "conversation": obj,
            "language": LANGUAGES.get(obj.language, obj.language),
            "intent": transcript_pages.intent_label(obj.intent),
            "category": transcript_pages.category_label(obj.category),
            "signs": risk_flags.names_of(obj.signs) if judges else [],
            "stretch": transcript_pages.latest(obj, before=before, behind=judges),
            "paged": before is not None,
            "handovers": handovers,
            "events": timeline(obj, judged=judges),
            "beside": self.neighbours(request, obj.pk),
            "may_open_handovers": may("handover.view_handover"),
            "may_review": judges,
            "may_mark": may(MAY_REVIEW),
            "may_make_cases": may(MAY_MAKE_CASES),
            "may_export": may(MAY_EXPORT),
            "may_hold": may("chat.place_legalhold"),
            "holds": list(holds.of_conversation(obj)) if may("chat.view_legalhold") else [],
        }
        return context | (briefed(obj) if handovers else {})


def briefed(conversation: Conversation) -> dict[str, Any]:
    """What the agent was told, as the conversation stands now."""
    knowledge.refresh()  # the back office may run where nobody chats
    briefing = of_conversation(conversation.pk, conversation.language)
    if not briefing.said:
        return {}
    return {"briefing": briefing, "sentiment": SENTIMENTS[briefing.sentiment]}
