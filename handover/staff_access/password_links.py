"""A link by which somebody sets their own password, once. Nobody else ever sees the password.

The link and the code that opens it beside it are told to two people, the code to whoever asked
and the link to whoever approved: neither of them alone gets into a colleague's login.
"""

import secrets
from typing import Any

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from aicc.audit.recording import Action, record
from handover.models import AccessChange

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is read for another
CODE_LENGTH = 8
MOST_TRIES = 5  # codes that are typed, after which the link is void
GRANTED = (AccessChange.State.APPROVED, AccessChange.State.SHELL)


class LinkTokens(PasswordResetTokenGenerator):
    """Django's tokens, each for one AccessChange: signed, and void after PASSWORD_RESET_TIMEOUT
    or once the password has changed.
    """

    key_salt = "handover.staff_access.password_links"

    def __init__(self, change: AccessChange) -> None:
        super().__init__()
        self.change = change

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{self.change.pk}"


def new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def digest(code: str) -> str:
    """Of a code as somebody types it, in capitals or not, with or without blanks."""
    typed = "".join(code.split()).upper()
    return salted_hmac(
        "handover.staff_access.password_links.code", typed, algorithm="sha256"
    ).hexdigest()


def path_of(change: AccessChange) -> str:
    """The link's path on our site. Made once, when it is approved: it is stored nowhere."""
    token = LinkTokens(change).make_token(change.user)
    name = urlsafe_base64_encode(force_bytes(change.pk))
    return reverse("admin:password_link", args=[name, token])


def find(name: str) -> AccessChange | None:
    """The change that a link names, while it can be used."""
    try:
        pk = int(urlsafe_base64_decode(name).decode())
    except ValueError:
        return None
    return usable().filter(pk=pk).first() if 0 < pk < 2**63 else None


def usable() -> Any:
    return AccessChange.objects.select_related("user").filter(
        state__in=GRANTED,
        sends_link=True,
        link_used_at=None,
        code_tries__lt=MOST_TRIES,
        user__is_active=True,
    )


def is_code(change: AccessChange, code: str) -> bool:
    """Whether this is the code. Each try is counted before it is looked at, right or wrong; a
    wrong one is on record, as a wrong password is.
    """
    if not usable().filter(pk=change.pk).update(code_tries=F("code_tries") + 1):
        return False
    is_right = constant_time_compare(digest(code), change.code_digest)
    if not is_right:
        record(
            Action.SIGN_IN_FAILED,
            "auth.user",
            change.user_id,
            name=change.user.get_username(),
            actor_name="nobody",
            details={"why": "wrong code of a password link", "change": change.pk},
        )
    return is_right


def use(change: AccessChange) -> bool:
    """Whether the link is ours to use: of two who use it at once, one."""
    rows = AccessChange.objects.filter(pk=change.pk, link_used_at=None)
    return bool(rows.update(link_used_at=timezone.now()))
