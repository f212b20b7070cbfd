"""The second factor: a passkey, six digits of an authenticator app, or a recovery code.

Nobody is signed in before it: after the password a session only knows whose proof it waits for,
for five minutes. Wrong ones are counted and locked as wrong passwords are.
"""

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from aicc.audit.recording import Action, record
from aicc.platform import encryption
from handover.models import Passkey, SecondFactor
from handover.staff_sessions import lock_out, networks, passkeys, recovery_codes
from handover.staff_sessions.lock_out import Attempt, account_of

PURPOSE = b"aicc second factor"
SECRET_BYTES, DIGITS, STEP = 20, 6, 30  # seconds
DRIFT = 1  # steps that a telephone's clock may be before or behind ours
# In a session: whose code it waits for, and whose new password.
PENDING, PENDING_PASSWORD = "awaiting_second_factor", "awaiting_own_password"
PENDING_SECONDS = 300
ENROL_UNTIL = "may_enrol_until"  # in a session, seconds since 1970
IDENTITY = "provider_identity"  # in a session: the token by which its provider knows it again
PASSED = "second_factor"  # in a session: that it was asked for
APP, RECOVERY, PASSKEY = "app", "recovery code", "passkey"  # what proved it
# A place of its own: what was tried with a right password.
PLACE = "second factor"


@dataclass(frozen=True, slots=True)
class Pending:
    """Somebody whose password was right. backend: let them in. next: where they were going.
    proof: the second factor that was proved already, "" for none. provider: the session of the
    identity provider whose word it was, "" for a password. identity: the token that it signed,
    kept where it is to be told of the sign-out.
    """

    user: User
    backend: str
    next: str
    device: str
    report: list[Any] | None  # what failed before, for the page that follows
    proof: str = ""
    provider: str = ""
    identity: str = ""


CARRIED = ("backend", "next", "device", "report", "proof", "provider", "identity")


# --- Who needs one ------------------------------------------------------------------------


def is_required(user: User) -> bool:
    """By their roles; a superuser where any role needs one. One query."""
    roles = settings.AICC_SECOND_FACTOR_ROLES
    if not roles:
        return False
    if user.is_superuser or "all" in roles:
        return True
    return user.groups.filter(name__in=roles).exists()


def is_enrolled(user: User) -> bool:
    return has_app(user) or Passkey.objects.filter(user=user).exists()


def has_app(user: User) -> bool:
    return SecondFactor.objects.filter(user=user).exists()


def may_enrol(request: HttpRequest, user: User) -> bool:
    """Whoever has none, and for five minutes whoever proved one that they have."""
    return request.session.get(ENROL_UNTIL, 0) > time.time() or not is_enrolled(user)


def let_enrol(request: HttpRequest) -> None:
    request.session[ENROL_UNTIL] = time.time() + PENDING_SECONDS


# --- Between password and code -------------------------------------------------------------


def begin(request: HttpRequest, who: Pending, stage: str) -> None:
    """Wait for this person's code, or for their new password. The session's key is a new one."""
    request.session.flush()
    request.session[stage] = {
        "user": who.user.pk,
        "password": password_mark(who.user),
        "until": time.time() + PENDING_SECONDS,
        **{name: getattr(who, name) for name in CARRIED},
    }


def password_mark(user: Any) -> str:
    """Changes with the password, so that nobody goes on who has an old one."""
    return str(user.get_session_auth_hash())


def pending(request: HttpRequest, stage: str = PENDING) -> Pending | None:
    """Whom this session waits for; None for nobody, too late, or a network of none of theirs."""
    held = request.session.get(stage)
    if not held or held["until"] < time.time():
        return None
    user = get_user_model().objects.filter(pk=held["user"], is_active=True).first()
    if user is None or not hmac.compare_digest(held["password"], password_mark(user)):
        return None
    told = (held.get(name, "") for name in CARRIED)
    return None if networks.is_refused(user) else Pending(user, *told)


# --- Codes -------------------------------------------------------------------------------


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP)  # noqa: S303  (what authenticator apps reckon with)


def step_of(secret: bytes, code: str, after: int = 0) -> int | None:
    """The step whose code this is, near to now and later than `after`; None for a wrong one."""
    now = int(time.time()) // STEP
    for step in range(now - DRIFT, now + DRIFT + 1):
        expected = totp(secret).generate(step * STEP).decode()
        if step > after and hmac.compare_digest(expected, code):
            return step
    return None


def check(user: User, typed: str) -> str:
    """APP or RECOVERY where it is the app's code now, or a recovery code; each counts once. ""
    where it is neither.

    Raises LockedOut after too many wrong ones.
    """
    code = "".join(typed.split()).replace("-", "").lower()

    def proof() -> str:
        if not use(user, code):
            raise WrongProof("wrong code")
        return APP if is_of_app(code) else RECOVERY

    return counted(user, proof)


def check_passkey(request: HttpRequest, user: User, answer: str) -> str:
    """PASSKEY where a browser's answer is one of theirs; "" where not. Raises LockedOut."""

    def proof() -> str:
        try:
            passkeys.use(request, user, answer)
        except passkeys.PasskeyRefused as refusal:
            raise WrongProof(f"passkey: {refusal.why}") from None
        return PASSKEY

    return counted(user, proof)


class WrongProof(Exception):
    """Neither code nor passkey; says which, for the audit log."""


def counted(user: User, proof: Callable[[], str]) -> str:
    """What `proof` returns; "" where it raises WrongProof, which is counted and recorded."""
    username = user.get_username()
    attempt = Attempt(account_of(username), username, PLACE, PLACE)
    lock_out.begin(attempt)
    try:
        found = proof()
    except WrongProof as wrong:
        lock_out.fail(attempt)
        record(
            Action.SIGN_IN_FAILED,
            "auth.user",
            user.pk,
            name=username,
            actor_name="nobody",
            details={"why": str(wrong)},
        )
        return ""
    lock_out.succeed(attempt)
    return found


def is_of_app(code: str) -> bool:
    return len(code) == DIGITS and code.isascii() and code.isdigit()


def use(user: User, code: str) -> bool:
    if is_of_app(code):
        return use_app(user, code)
    return recovery_codes.use(user, code)


@transaction.atomic
def use_app(user: User, code: str) -> bool:
    factor = SecondFactor.objects.select_for_update().filter(user=user).first()
    secret = secret_of(factor) if factor else None
    step = step_of(secret, code, after=factor.last_step) if factor and secret else None
    if factor is None or step is None:
        return False
    factor.last_step = step
    factor.save(update_fields=["last_step"])
    return True


def secret_of(factor: SecondFactor) -> bytes | None:
    """None where no present key opens it: no code is right then, a recovery code still is."""
    try:
        return bytes.fromhex(encryption.decrypt(factor.sealed, PURPOSE))
    except encryption.Unreadable:
        return None


# --- Setting up and taking away --------------------------------------------------------------


@transaction.atomic
def enrol(user: User, secret: bytes, code: str) -> list[str] | None:
    """Set this app up; None where the code is not the app's.

    Returns recovery codes as `recovery_codes.first` does.
    """
    step = step_of(secret, code.strip())
    if step is None:
        return None
    sealed = encryption.encrypt(secret.hex(), PURPOSE)
    now = timezone.now()
    values = {"sealed": sealed, "last_step": step, "enrolled_at": now}
    SecondFactor.objects.update_or_create(user=user, defaults=values)
    told = {"said": "set up"}
    record(Action.CHANGE, "handover.secondfactor", user.pk, user=user, details=told)
    return recovery_codes.first(user)


@transaction.atomic
def enrol_passkey(request: HttpRequest, user: User, answer: str, name: str) -> list[str]:
    """Set the key up that a browser has just made, and recovery codes as the first one's.

    Raises PasskeyRefused, PasskeyKnown.
    """
    passkeys.enrol(request, user, answer, name)
    return recovery_codes.first(user)


@transaction.atomic
def reset(user: User) -> bool:
    """Take app, passkeys and codes away, so that they are set up anew at the next sign-in."""
    recovery_codes.forget(user)
    count, _rows = SecondFactor.objects.filter(Q(user=user)).delete()
    removed, _rows = Passkey.objects.filter(user=user).delete()
    if count or removed:
        told = {"said": "reset"}
        record(
            Action.CHANGE,
            "handover.secondfactor",
            user.pk,
            name=user.get_username(),
            details=told,
        )
    return bool(count or removed)


@transaction.atomic
def remove_app(user: User) -> None:
    """Another telephone takes its place. With nothing else left the codes go too."""
    if SecondFactor.objects.filter(user=user).delete()[0]:
        told = {"said": "the app was removed"}
        record(Action.CHANGE, "handover.secondfactor", user.pk, user=user, details=told)
    forget_codes_of_nothing(user)


@transaction.atomic
def remove_passkey(user: User, pk: int) -> bool:
    """Whether there was one of theirs. With nothing else left the codes go too."""
    removed = passkeys.remove(user, pk)
    forget_codes_of_nothing(user)
    return removed


def forget_codes_of_nothing(user: User) -> None:
    if not is_enrolled(user):
        recovery_codes.forget(user)
