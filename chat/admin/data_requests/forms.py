"""The forms by which one person's data is found and asked for."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from chat.models import DataRequest

Kind = DataRequest.Kind
MOST_SESSIONS = 50


class FindForm(forms.Form):
    """By what the commands find a person."""

    customer_id = forms.CharField(
        label=gettext_lazy("Customer"),
        max_length=128,
        required=False,
        help_text=gettext_lazy("The bank's own number of the customer."),
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
    )
    session_id = forms.CharField(
        label=gettext_lazy("Session"),
        max_length=4_000,
        required=False,
        help_text=gettext_lazy("Several with a blank between them."),
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
    )
    telephone = forms.CharField(
        label=gettext_lazy("Telephone"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("A number that a call-back was asked for on, while it is kept."),
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
    )

    def clean_session_id(self) -> tuple[str, ...]:
        named = tuple(dict.fromkeys(self.cleaned_data["session_id"].replace(",", " ").split()))
        if len(named) > MOST_SESSIONS:
            raise forms.ValidationError(_("%(most)s sessions at most.") % {"most": MOST_SESSIONS})
        return named


class AskForm(forms.Form):
    """found: whom it is about, sealed."""

    found = forms.CharField(max_length=20_000, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("What is asked for"),
        choices=[
            (Kind.EXPORT, gettext_lazy("A package of all that is kept, to be handed out")),
            (Kind.ERASE, gettext_lazy("Erasure of all of it, with a certificate")),
        ],
        widget=UnfoldAdminRadioSelectWidget,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        min_length=5,
        max_length=500,
        help_text=gettext_lazy("It stays on record. Name nobody in it."),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
    )
