"""Call-back requests as they are read in the back office: numbers masked, and who looked."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from chat.admin.said import SaidColumns
from handover.callbacks import requests
from handover.desk import visibility
from handover.models import CallBack


@admin.register(CallBack)
class CallBackAdmin(SaidColumns):
    """They are worked on at the desk. No page here shows a number."""

    page_template = "admin/call_back.html"
    list_display: ClassVar[tuple[str, ...]] = (
        "session",
        "first_question",
        "last_words",
        "state_label",
        "when",
        "number",
        "attempts",
        "agent",
        "requested_at",
    )
    list_filter = ("state",)
    list_select_related = ("conversation", "agent")
    ordering = ("-requested_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CallBack]:
        user: Any = request.user
        rows = visibility.call_backs(visibility.viewer_of(user))
        return self.with_words(rows).order_by(*self.get_ordering(request))

    @display(
        description=_("state"),
        label={
            CallBack.State.OPEN: "warning",
            CallBack.State.TAKEN: "success",
            CallBack.State.REACHED: "neutral",
            CallBack.State.GIVEN_UP: "danger",
            CallBack.State.WITHDRAWN: "neutral",
        },
    )
    def state_label(self, row: CallBack) -> tuple[str, str]:
        return row.state, row.get_state_display()

    @display(description=_("call at"), ordering="window_from")
    def when(self, row: CallBack) -> str:
        return requests.spoken(row)

    @display(description=_("number"))
    def number(self, row: CallBack) -> str:
        return requests.masked(row) or "–"

    def page_context(self, request: HttpRequest, obj: CallBack) -> dict[str, Any]:
        return {
            "conversation": obj.conversation,
            "when": requests.spoken(obj),
            "phone": requests.masked(obj),
            "looks": list(obj.looks.order_by("pk")),
        }
