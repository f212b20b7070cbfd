"""Legal holds: what is kept from being purged and erased, why, and who says so."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from aicc.backoffice.read_only_admin import ReadOnlyModelAdmin
from aicc.personal_data import holds
from aicc.platform.errors import AiccError, NotFound
from chat.models import LegalHold

MAY_PLACE = "chat.place_legalhold"


class WhyForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        min_length=5,
        max_length=500,
        help_text=gettext_lazy("It stays on record."),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
    )


class PlaceForm(WhyForm):
    session_id = forms.CharField(
        label=gettext_lazy("Session"),
        max_length=64,
        required=False,
        help_text=gettext_lazy("Of the conversation that is to be kept."),
        widget=UnfoldAdminTextInputWidget,
    )
    customer_id = forms.CharField(
        label=gettext_lazy("Customer"),
        max_length=128,
        required=False,
        help_text=gettext_lazy(
            "Or the bank's own number of a customer: all conversations of theirs are kept, those "
            "to come too."
        ),
        widget=UnfoldAdminTextInputWidget,
    )
    field_order = ("session_id", "customer_id", "reason")


@admin.register(LegalHold)
class LegalHoldAdmin(ReadOnlyModelAdmin):
    """Placed and lifted with a reason; each is in the audit log too."""

    page_template = "admin/legal_hold.html"
    list_before_template = "admin/legal_holds.html"
    list_display = ("what", "state_label", "why", "placed_by_name", "placed_at", "lifted_at")
    list_display_links = ("what",)
    list_filter = (("lifted_at", admin.EmptyFieldListFilter),)
    list_select_related = ("conversation",)
    search_fields = ("customer_id", "conversation__session_id")
    ordering = ("-pk",)

    def get_urls(self) -> list[URLPattern]:
        place = self.permission_view(MAY_PLACE, type(self).place_view)
        lift = self.permission_view(MAY_PLACE, type(self).lift_view)
        return [
            path("place/", place, name="chat_legalhold_place"),
            path("<int:pk>/lift/", require_POST(lift), name="chat_legalhold_lift"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        above = {"may_place": request.user.has_perm(MAY_PLACE)}
        return super().changelist_view(request, above | (extra_context or {}))

    # --- Columns -----------------------------------------------------------------------

    @display(description=gettext_lazy("what is kept"))
    def what(self, row: LegalHold) -> str:
        if row.conversation:
            return _("Conversation %(session)s") % {"session": row.conversation.session_id}
        return _("All of customer %(customer)s") % {"customer": row.customer_id}

    @display(description=gettext_lazy("state"), label={"holds": "warning", "lifted": "neutral"})
    def state_label(self, row: LegalHold) -> tuple[str, str]:
        return ("lifted", _("lifted")) if row.lifted_at else ("holds", _("in force"))

    @display(description=gettext_lazy("reason"))
    def why(self, row: LegalHold) -> str:
        return Truncator(row.reason).chars(80)

    # --- Pages -------------------------------------------------------------------------

    def page_context(self, request: HttpRequest, obj: LegalHold) -> dict[str, Any]:
        may = request.user.has_perm
        return {
            "what": self.what(obj),
            "state": self.state_label(obj)[1],
            "form": WhyForm() if may(MAY_PLACE) and obj.lifted_at is None else None,
            "may_read": may("chat.view_conversation"),
        }

    def place_view(self, request: HttpRequest) -> HttpResponseBase:
        asked = {name: request.GET.get(name, "") for name in ("session_id", "customer_id")}
        form = PlaceForm(request.POST if request.method == "POST" else None, initial=asked)
        if form.is_bound and form.is_valid():
            by: Any = request.user
            try:
                hold = holds.place(by, form.cleaned_data.pop("reason"), **form.cleaned_data)
            except NotFound:
                form.add_error("session_id", _("There is no conversation of this session."))
            except AiccError as error:
                form.add_error(None, str(error.message))
            else:
                messages.success(request, _("The hold is in force."))
                return HttpResponseRedirect(self.page_of(hold.pk))
        context = {"title": _("Place a legal hold"), "form": form}
        return self.show(
            request,
            None,
            context,
            status=422 if form.is_bound else 200,
            template="admin/legal_hold_place.html",
        )

    def lift_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        by: Any = request.user
        form = WhyForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Say why, in a sentence."))
            return HttpResponseRedirect(self.page_of(pk))
        try:
            holds.lift(pk, by, form.cleaned_data["reason"])
        except NotFound:
            return self.not_there(request)
        messages.success(request, _("The hold is lifted."))
        return HttpResponseRedirect(self.page_of(pk))

    def page_of(self, pk: int) -> str:
        return reverse("admin:chat_legalhold_change", args=[pk])
