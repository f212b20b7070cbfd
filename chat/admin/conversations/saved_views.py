"""A supervisor's own selections above the list of conversations."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aicc.backoffice.read_only_admin import ReadOnlyModelAdmin
from chat.models import SavedView

MOST = 50  # of one person
NOT_KEPT = {"p", "e", "_facets"}  # of a list's address: the page, and Django's own


def selection_of(query: str) -> str:
    """A list's query without the page that somebody was on."""
    asked = QueryDict(query.lstrip("?"), mutable=True)
    for name in NOT_KEPT & set(asked):
        del asked[name]
    return asked.urlencode()


class SavedViews(ReadOnlyModelAdmin):
    """The roads to keep a selection and to let it go. Nobody sees another's."""

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        return [
            path("views/", guarded(require_POST(self.save_view)), name="chat_view_save"),
            path(
                "views/<int:pk>/forget/",
                guarded(require_POST(self.forget_view)),
                name="chat_view_forget",
            ),
            *super().get_urls(),
        ]

    def views_of(self, request: HttpRequest) -> dict[str, Any]:
        """What the list shows above its rows."""
        now = selection_of(request.GET.urlencode())
        views = list(SavedView.objects.filter(owner=request.user.pk)[:MOST])
        current = next((view for view in views if view.query == now), None)
        return {"saved_views": views, "current_view": current, "selection": now}

    def save_view(self, request: HttpRequest) -> HttpResponse:
        self.may_read_or_leave(request)
        query = selection_of(request.POST.get("query", ""))
        name = request.POST.get("name", "").strip()[:60]
        owner: Any = request.user
        if not name or len(query) > 500:
            messages.error(request, _("A view needs a name of up to 60 characters."))
        elif SavedView.objects.filter(owner=owner).count() >= MOST:
            messages.error(request, _("Delete one of your views first."))
        else:
            try:
                with transaction.atomic():
                    SavedView.objects.create(owner=owner, name=name, query=query)
            except IntegrityError:
                SavedView.objects.filter(owner=owner, name=name).update(query=query)
            messages.success(request, _("The view is saved."))
        return HttpResponseRedirect(f"{self.list_url()}?{query}")

    def forget_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.may_read_or_leave(request)
        SavedView.objects.filter(owner=request.user.pk, pk=pk).delete()
        return HttpResponseRedirect(reverse("admin:chat_conversation_changelist"))
