"""The forms that ask staff for a password, and what whoever signs in is told."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from unfold.forms import AdminOwnPasswordChangeForm, AuthenticationForm

from aicc.platform import errors
from handover.staff_sessions import lock_out, networks
from handover.staff_sessions.lock_out import Attempt, LockedOut, Report, account_of
from handover.staff_sessions.sign_in import SignIn
from handover.staff_sessions.temporary_passwords import chosen_by_owner

# A place of its own: whoever holds a session and guesses the password locks out no sign-in.
CHANGING = "password change"


def locked_sentence(refusal: LockedOut) -> str:
    """The same for a name that belongs to nobody."""
    minutes = -(-(refusal.retry_after or 60) // 60)
    return ngettext(
        "Too many tries failed. Try again in %(minutes)d minute, or ask an administrator to "
        "unlock your login.",
        "Too many tries failed. Try again in %(minutes)d minutes, or ask an administrator to "
        "unlock your login.",
        minutes,
    ) % {"minutes": minutes}


class SignInForm(AuthenticationForm):
    """Unfold's, which also says when somebody is locked out."""

    def get_invalid_login_error(self) -> ValidationError:
        told: SignIn | None = getattr(self.request, "sign_in", None)
        if told and told.refusal:
            return ValidationError(locked_sentence(told.refusal), code="locked_out")
        error: ValidationError = super().get_invalid_login_error()
        if "all" in settings.AICC_PASSWORD_LOGINS:
            return error
        return ValidationError(  # the same for every name
            _("A password opens named logins alone. Sign in with your account of the bank."),
            code="invalid_login",
        )

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if networks.is_refused(user):
            raise ValidationError(
                _("Your login cannot be used from this network. Ask an administrator."),
                code="network",
            )


class PasswordForm(AdminOwnPasswordChangeForm):
    """Unfold's change of one's own password; wrong old ones are counted as wrong sign-ins are."""

    def clean_old_password(self) -> Any:
        username = self.user.get_username()
        attempt = Attempt(account_of(username), username, CHANGING, CHANGING)
        try:
            lock_out.begin(attempt)
        except LockedOut as refusal:
            raise ValidationError(locked_sentence(refusal), code="locked_out") from None
        try:
            old = super().clean_old_password()
        except errors.Unavailable:
            lock_out.give_back(attempt)
            raise
        except ValidationError:
            lock_out.fail(attempt)
            raise
        lock_out.give_back(attempt)
        return old

    def save(self, commit: bool = True) -> Any:
        user = super().save(commit)
        chosen_by_owner(user)
        return user


def told_of(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The login's answer with what came of the try: a status, a known device, a report."""
    told: SignIn | None = getattr(request, "sign_in", None)
    if told is None:
        return response
    if told.refusal:
        response.status_code = told.refusal.status
        response["Retry-After"] = str(told.refusal.retry_after)
    elif told.device and request.user.is_authenticated:
        told.remember(request, response)
        if told.report:
            messages.warning(request, reported(told.report))
    return response


def reported(report: Report) -> str:
    """What failed since the owner last signed in, and what to do about it."""
    return ngettext(
        "Since your last sign-in %(count)d try with a wrong password failed; the last was at "
        "%(when)s from %(address)s. If that was not you, change your password and tell your "
        "administrator.",
        "Since your last sign-in %(count)d tries with a wrong password failed; the last was at "
        "%(when)s from %(address)s. If that was not you, change your password and tell your "
        "administrator.",
        report.failures,
    ) % {
        "count": report.failures,
        "when": date_format(localtime(report.last_at), "SHORT_DATETIME_FORMAT"),
        "address": report.last_address or _("an unknown address"),
    }
