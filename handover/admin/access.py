"""Changes of access: asked for by one administrator, decided by another, kept for ever."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group, User
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminTextareaWidget,
    UnfoldBooleanSwitchWidget,
)

from aicc.backoffice.read_only_admin import ReadOnlyModelAdmin
from aicc.backoffice.roles import name_of as role_name
from aicc.platform.errors import AiccError, NotFound
from handover.models import AccessChange
from handover.staff_access import changes, password_links
from handover.staff_access.changes import ASKS, DECIDES
from handover.staff_access.work_in_hand import work_in_hand

State = AccessChange.State


class AskForm(forms.Form):
    """What one person shall be able to do."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
    )
    activates = forms.BooleanField(
        label=gettext_lazy("Open the login again"),
        required=False,
        widget=UnfoldBooleanSwitchWidget(),
    )
    sends_link = forms.BooleanField(
        label=gettext_lazy("Link for a new password"),
        required=False,
        help_text=gettext_lazy(
            "You get a code now, and whoever approves gets the link. The person needs both."
        ),
        widget=UnfoldBooleanSwitchWidget(),
    )
    resets_factor = forms.BooleanField(
        label=gettext_lazy("Let the second factor be set up anew"),
        required=False,
        help_text=gettext_lazy("For a lost telephone. See first that it is really them who ask."),
        widget=UnfoldBooleanSwitchWidget(),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        min_length=changes.SHORTEST_REASON,
        max_length=500,
        help_text=gettext_lazy("It stays on record."),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
    )

    def __init__(self, user: User, data: Any = None) -> None:
        held = changes.roles_of(user)
        is_new = not user.has_usable_password()
        super().__init__(data, initial={"roles": held, "sends_link": is_new})
        names = Group.objects.order_by("name").values_list("name", flat=True)
        roles: Any = self.fields["roles"]
        roles.choices = [(name, role_name(name)) for name in names]
        if user.is_active:
            del self.fields["activates"]


@admin.register(AccessChange)
class AccessChangeAdmin(ReadOnlyModelAdmin):
    """The record that the two-person rule leaves, and where the second person decides."""

    page_template = "admin/access_change.html"
    list_display = ("whose", "what", "state_label", "asked_by", "requested_at", "decided", "when")
    list_display_links = ("whose",)
    list_filter = ("state",)
    list_select_related = ("user",)
    search_fields = ("user__username", "requested_by_name", "decided_by_name", "reason")
    ordering = ("-pk",)

    def get_urls(self) -> list[URLPattern]:
        ask, decide = (
            self.permission_view(ASKS, type(self).ask_view),
            self.permission_view(DECIDES, type(self).decide),
        )
        lock = self.permission_view(ASKS, type(self).lock_view)
        withdraw = self.permission_view(ASKS, type(self).withdraw_view)
        return [
            path("ask/<int:user>/", ask, name="handover_accesschange_ask"),
            path("lock/<int:user>/", require_POST(lock), name="handover_accesschange_lock"),
            path("<int:pk>/decide/", require_POST(decide), name="handover_accesschange_decide"),
            path(
                "<int:pk>/withdraw/",
                require_POST(withdraw),
                name="handover_accesschange_withdraw",
            ),
            *super().get_urls(),
        ]

    # --- Columns -----------------------------------------------------------------------

    @display(description=gettext_lazy("whose access"), ordering="user__username")
    def whose(self, row: AccessChange) -> str:
        return changes.name_of(row.user)

    @display(description=gettext_lazy("change"))
    def what(self, row: AccessChange) -> str:
        return "; ".join(said(row))

    @display(
        description=gettext_lazy("state"),
        label={
            State.PENDING: "warning",
            State.APPROVED: "success",
            State.REFUSED: "danger",
            State.WITHDRAWN: "neutral",
            State.AT_ONCE: "info",
            State.SHELL: "info",
            "expired": "neutral",
        },
    )
    def state_label(self, row: AccessChange) -> tuple[str, str]:
        return ("expired", _("expired")) if row.is_expired else (row.state, state_of(row))

    @display(description=gettext_lazy("asked for by"), ordering="requested_by_name")
    def asked_by(self, row: AccessChange) -> str:
        return row.requested_by_name

    @display(description=gettext_lazy("decided by"), ordering="decided_by_name")
    def decided(self, row: AccessChange) -> str:
        return row.decided_by_name or "–"

    @display(description=gettext_lazy("decided"), ordering="decided_at")
    def when(self, row: AccessChange) -> Any:
        return row.decided_at or "–"

    # --- Asking ------------------------------------------------------------------------

    def ask_view(self, request: HttpRequest, user: int) -> HttpResponseBase:
        by: Any = request.user
        person = get_object_or_404(User, pk=user)
        form = AskForm(person, request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            try:
                row, code = changes.request(by, person, **form.cleaned_data)
            except AiccError as error:
                form.add_error(None, str(error.message))
            else:
                return self.asked(request, row, code)
        elif not changes.may_touch(by, person):
            messages.warning(request, str(changes.SecondPerson.message))
            return HttpResponseRedirect(staff_url(person.pk))
        context = {
            "title": _("Ask for a change of access"),
            "person": person,
            "form": form,
            "held": work_in_hand(person).sentences(),
        }
        status = 422 if form.is_bound else 200
        return self.show(request, person, context, status, "admin/access_ask.html")

    def asked(self, request: HttpRequest, row: AccessChange, code: str) -> HttpResponseBase:
        if not code:
            messages.success(request, _("Another administrator decides about it now."))
            return HttpResponseRedirect(page_url(row.pk))
        return self.told_once(request, row, {"code": code})

    def told_once(
        self, request: HttpRequest, row: AccessChange, told: dict[str, Any]
    ) -> HttpResponseBase:
        """The page that shows a code or a link. No page of the office is kept by a browser."""
        return self.show(request, row, self.page_context(request, row) | told)

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        by: Any = request.user
        try:
            changes.withdraw(pk, by)
            messages.success(request, _("The request is withdrawn."))
        except AiccError as error:
            return self.refused(request, error, page_url(pk))
        return HttpResponseRedirect(page_url(pk))

    def lock_view(self, request: HttpRequest, user: int) -> HttpResponseBase:
        by: Any = request.user
        person = get_object_or_404(User, pk=user)
        try:
            changes.lock_login(by, person, request.POST.get("reason", ""))
            messages.success(request, _("The login is locked, and its open pages have ended."))
            tell_held(request, person)
        except AiccError as error:
            return self.refused(request, error, staff_url(user))
        return HttpResponseRedirect(staff_url(user))

    # --- Deciding ----------------------------------------------------------------------

    def decide(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Posted with `decision`: approve or refuse."""
        by: Any = request.user
        try:
            if request.POST.get("decision") != "approve":
                changes.refuse(pk, by)
                messages.success(request, _("The request is refused."))
                return HttpResponseRedirect(page_url(pk))
            row = changes.approve(pk, by)
        except AiccError as error:
            return self.refused(request, error, page_url(pk))
        if row.sends_link:
            link = request.build_absolute_uri(password_links.path_of(row))
            return self.told_once(request, row, {"link": link})
        messages.success(request, _("The change is approved and holds from now on."))
        return HttpResponseRedirect(page_url(pk))

    def refused(self, request: HttpRequest, error: AiccError, back: str) -> HttpResponseBase:
        """What was not allowed is 403; what came too late is told where it was asked."""
        messages.error(request, str(error.message))
        if isinstance(error, NotFound):
            return self.not_there(request)
        if error.status == 403:
            row = {"title": _("Not allowed"), "back": back}
            return self.show(request, None, row, 403, "admin/access_refused.html")
        return HttpResponseRedirect(back)

    def page_context(self, request: HttpRequest, obj: AccessChange) -> dict[str, Any]:
        by: Any = request.user
        may_decide = obj.is_pending and changes.waiting_for(by).filter(pk=obj.pk).exists()
        return {
            "title": _("Change of access"),
            "whose": changes.name_of(obj.user),
            "staff_url": staff_url(obj.user_id) if by.has_perm("auth.view_user") else "",
            "what": said(obj),
            "before": roles_said(obj.roles_before),
            "state": self.state_label(obj)[1],
            "held": work_in_hand(obj.user).sentences() if obj.is_pending else [],
            "may_decide": may_decide,
            "may_withdraw": obj.is_pending and obj.requested_by_id == by.pk,
            "needs_other": obj.is_pending and by.has_perm(DECIDES) and not may_decide,
        }


def tell_held(request: HttpRequest, person: User) -> None:
    """What they hold, to whoever took their login or their place away."""
    if held := work_in_hand(person).sentences():
        messages.warning(request, " ".join(held))


def state_of(row: AccessChange) -> str:
    return row.get_state_display()


def said(row: AccessChange) -> list[str]:
    """What the change is, in sentences."""
    found = []
    if row.roles_after is not None:
        found.append(_("Roles: %(roles)s") % {"roles": roles_said(row.roles_after)})
    if row.activates is not None:
        found.append(_("Login opened") if row.activates else _("Login locked"))
    if row.sends_link:
        found.append(_("Link for a new password"))
    if row.resets_factor:
        found.append(_("Second factor set up anew"))
    return found


def roles_said(names: list[str]) -> str:
    return ", ".join(role_name(name) for name in names) or "–"


def page_url(pk: int) -> str:
    return reverse("admin:handover_accesschange_change", args=[pk])


def staff_url(pk: int) -> str:
    return reverse("admin:auth_user_change", args=[pk])
