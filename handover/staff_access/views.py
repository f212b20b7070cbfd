"""The page where a one-time link leads: somebody sets their own password."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordResetConfirmView
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import INPUT_CLASSES, UnfoldAdminTextInputWidget

from handover.models import AccessChange
from handover.staff_access import password_links
from handover.staff_access.password_links import CODE_LENGTH, LinkTokens
from handover.staff_sessions.temporary_passwords import chosen_by_owner


class PasswordLinkForm(SetPasswordForm):
    """Django's, with the code that somebody else than the link's giver told."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=4 * CODE_LENGTH,
        help_text=gettext_lazy("Eight letters and digits, from whoever asked for this link."),
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "autofocus": True}),
    )
    field_order = ("code", "new_password1", "new_password2")

    def __init__(self, user: User, change: AccessChange, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.change = change
        for name in ("new_password1", "new_password2"):
            self.fields[name].widget.attrs["class"] = " ".join(INPUT_CLASSES)

    def clean(self) -> dict[str, Any]:
        """Asks after the code last: a password that is too short costs no try."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not password_links.is_code(self.change, cleaned["code"]):
            self.add_error("code", _("This is not the code of this link."))
        return cleaned


class PasswordLink(PasswordResetConfirmView):
    """Django's, whose link is for one AccessChange and is used once."""

    form_class = PasswordLinkForm
    template_name = "admin/password_link.html"
    success_url = reverse_lazy("admin:login")
    title = gettext_lazy("Set your password")
    change: AccessChange

    def get_user(self, uidb64: str) -> User | None:
        change = password_links.find(uidb64)
        if change is None:
            return None
        self.change, self.token_generator = change, LinkTokens(change)
        return change.user

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"change": self.change}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Without a form where the link is not good: there is nobody to make it for."""
        if not self.validlink:
            context["form"] = None
        return super().get_context_data(**context)

    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        with transaction.atomic():
            if not password_links.use(self.change):
                self.validlink = False
                return self.render_to_response(self.get_context_data())
            answer = super().form_valid(form)
            chosen_by_owner(form.user)
        messages.success(self.request, _("Your password is set. Sign in with it."))
        return answer
