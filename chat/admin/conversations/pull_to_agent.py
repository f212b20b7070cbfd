"""The assistant's conversations, brought to a person from the back office."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, ngettext

from aicc.platform.errors import AiccError
from handover.desk import supervision


@admin.action(
    description=gettext_lazy("Put into the queue for a person"), permissions=["pull_handover"]
)
def put_in_queue(model_admin: Any, request: HttpRequest, rows: QuerySet) -> None:
    """Those that the assistant has. The others stay where they are, and are counted."""
    moved = left = 0
    for conversation_id in rows.order_by("pk").values_list("pk", flat=True):
        try:
            supervision.put_in_queue(conversation_id)
            moved += 1
        except AiccError:
            left += 1
    if moved:
        words = ngettext(
            "%(count)d conversation is in the queue now.",
            "%(count)d conversations are in the queue now.",
            moved,
        )
        messages.success(request, words % {"count": moved})
    if left:
        words = ngettext(
            "%(count)d stays where it is: a person has it, or it is over.",
            "%(count)d stay where they are: a person has them, or they are over.",
            left,
        )
        messages.warning(request, words % {"count": left})
