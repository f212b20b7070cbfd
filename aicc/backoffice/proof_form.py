"""The form that asks for a second factor: a code typed, or a passkey's answer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from aicc.backoffice.sign_in_forms import locked_sentence
from handover.staff_sessions import passkeys, second_factor
from handover.staff_sessions.lock_out import LockedOut


class ProofForm(forms.Form):
    """passkey: JSON, which the page's script fills in."""

    code = forms.CharField(
        label=gettext_lazy("Authentication code"),
        max_length=20,
        required=False,
        widget=UnfoldAdminTextInputWidget(
            attrs={"autocomplete": "one-time-code", "spellcheck": "false"}
        ),
    )
    passkey = forms.CharField(
        required=False, max_length=passkeys.LONGEST_ANSWER, widget=forms.HiddenInput
    )

    def __init__(self, *arguments: Any, focused: bool = False, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if focused:
            self.fields["code"].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("code") and not given.get("passkey"):
            self.add_error("code", _("Enter a code, or use a passkey."))
        return given

    def refuse(self, sentence: str = "") -> None:
        wrong = _("This is not the code now. Wait for the next one, and try it.")
        self.add_error("code", ValidationError(sentence or wrong))

    def proved(self, request: HttpRequest, user: Any) -> str:
        """What proved it, as `second_factor` calls it; "" with the form's own error where nothing
        did.
        """
        if not self.is_valid():
            return ""
        answer = self.cleaned_data["passkey"]
        try:
            if answer:
                found = second_factor.check_passkey(request, user, answer)
            else:
                found = second_factor.check(user, self.cleaned_data["code"])
        except LockedOut as refusal:
            self.refuse(locked_sentence(refusal))
            return ""
        if not found:
            self.refuse(str(passkeys.PasskeyRefused.message) if answer else "")
        return found
