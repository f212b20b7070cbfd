"""Coaching notes: an agent reads and answers their own, a supervisor all of them."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from aicc.backoffice.read_only_admin import ReadOnlyModelAdmin
from chat.admin.quality.reviews import name_of
from chat.backoffice import transcript_pages
from chat.models import CoachingNote
from chat.quality import coaching
from handover.desk import visibility

LONGEST = 4_000  # characters


@admin.register(CoachingNote)
class CoachingNoteAdmin(ReadOnlyModelAdmin):
    """A colleague's notes are nobody else's: the list and the pages are narrowed alike."""

    page_template = "admin/coaching.html"
    list_display = ("beginning", "read_label", "agent_name", "author_name", "created_at")
    list_select_related = ("agent", "author")
    list_display_links = ("beginning",)
    ordering = ("-pk",)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        user: Any = request.user
        return user.has_perm(coaching.READS_ALL) or user.has_perm(coaching.ANSWERS_OWN)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        user: Any = request.user
        return coaching.visible_to(user)

    @display(description=gettext_lazy("note"))
    def beginning(self, row: CoachingNote) -> str:
        return Truncator(row.text).chars(60)

    @display(description=gettext_lazy("read"), label={"yes": "success", "no": "warning"})
    def read_label(self, row: CoachingNote) -> tuple[str, str]:
        return ("yes", _("Read")) if row.read_at else ("no", _("Not read yet"))

    @display(description=gettext_lazy("agent"))
    def agent_name(self, row: CoachingNote) -> str:
        return name_of(row.agent)

    @display(description=gettext_lazy("author"))
    def author_name(self, row: CoachingNote) -> str:
        return name_of(row.author)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        user: Any = request.user
        note = self.row(request, object_id)
        if note is None:
            return self.not_there(request)
        if request.method == "POST":
            if not coaching.may_answer(note, user):
                raise PermissionDenied
            return self.take_answer(request, note)
        coaching.mark_read(note, user)
        return self.show(request, note, self.page_context(request, note))

    def take_answer(self, request: HttpRequest, note: CoachingNote) -> HttpResponseRedirect:
        user: Any = request.user
        text = request.POST.get("text", "").strip()[:LONGEST]
        if text:
            coaching.answer(note, user, text)
            messages.success(request, _("Your answer is saved."))
        else:
            messages.error(request, _("Write something first."))
        return HttpResponseRedirect(request.path)

    def page_context(self, request: HttpRequest, obj: CoachingNote) -> dict[str, Any]:
        user: Any = request.user
        may_read = visibility.may_read(visibility.viewer_of(user), obj.conversation_id)
        said = transcript_pages.message_at(obj.conversation_id, obj.seq) if may_read else None
        return {
            "title": _("Coaching note"),
            "note": obj,
            "agent": name_of(obj.agent),
            "author": name_of(obj.author),
            "said": said,
            "replies": obj.replies.select_related("author"),
            "may_answer": coaching.may_answer(obj, user),
            "may_read": may_read,
            "may_see_review": user.has_perm("chat.view_review"),
        }
