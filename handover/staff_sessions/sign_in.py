"""How staff sign in: by their password, behind the lock-out, and told of what failed before."""

import secrets
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from aicc.platform.passwords import PasswordsBusy, reserved_place
from handover.staff_sessions import known_devices, lock_out
from handover.staff_sessions.lock_out import Attempt, LockedOut, Report, account_of


@dataclass(slots=True)
class SignIn:
    """What became of a try, for the page that shows it: on the request as `sign_in`."""

    refusal: LockedOut | None = None
    report: Report | None = None
    account: str = ""
    device: str = ""  # blank: nobody was let in

    def remember(self, request: HttpRequest, response: Any) -> None:
        known_devices.remember(request, response, self.account, self.device)


def attempt_of(request: HttpRequest | None, username: str) -> Attempt:
    """One more query than the counting: a database that minds no accents finds the same login by
    many names, and whoever guesses would begin a new count with each.
    """
    found = User.objects.filter(username=username).values_list("username", flat=True).first()
    account = account_of(found or username)
    if request is None:
        return Attempt(account, username, "no address")
    address = str(request.META.get("REMOTE_ADDR", "")) or "no address"
    return Attempt(account, username, address, known_devices.device_of(request, account))


def may_use_password(username: str) -> bool:
    """Whether a password opens this login at all: AICC_PASSWORD_LOGINS."""
    named = settings.AICC_PASSWORD_LOGINS
    return "all" in named or username in named


class LockOutBackend(ModelBackend):
    """Django's passwords, behind the lock-out. Whatever asks for a password asks here."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Any:
        """Raises PermissionDenied where nobody may try now, PasswordsBusy where no place is
        free. Leaves a SignIn on the request.
        """
        if username is None or password is None:
            return None
        attempt = attempt_of(request, username)
        told = SignIn(account=attempt.account)
        if request is not None:
            request.sign_in = told  # type: ignore[attr-defined]
        try:
            lock_out.begin(attempt)
        except LockedOut as refusal:
            told.refusal = refusal
            raise PermissionDenied from refusal
        try:
            with reserved_place() if attempt.is_known else nullcontext():
                user = super().authenticate(request, username, password, **kwargs)
        except PasswordsBusy:
            lock_out.give_back(attempt)
            raise
        if user is None or not may_use_password(username):
            lock_out.fail(attempt)
            return None
        told.report = lock_out.succeed(attempt)
        told.device = attempt.device or secrets.token_hex(8)
        return user

    async def aauthenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Any:
        """Django's would look at the password by itself, past the lock-out."""
        ask = sync_to_async(self.authenticate)
        return await ask(request, username, password, **kwargs)
