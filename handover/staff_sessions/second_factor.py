"""The second factor: six digits of an authenticator app, or a recovery code in its place.

Nobody is signed in before it: after the password a session only knows whose code it waits for,
for five minutes. Wrong codes are counted and locked as wrong passwords are.
"""

import hmac
import secrets
import time
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
from django.utils.crypto import salted_hmac

from aicc.audit.recording import Action, record
from aicc.platform import encryption
from handover.models import RecoveryCode, SecondFactor
from handover.staff_sessions import lock_out
from handover.staff_sessions.lock_out import Attempt, account_of

PURPOSE = b"aicc second factor"
SECRET_BYTES, DIGITS, STEP = 20, 6, 30  # seconds
DRIFT = 1  # steps that a telephone's clock may be before or behind ours
RECOVERY_CODES = 10
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that reads like something else
CODE_LENGTH = 10  # of a recovery code: 49 bits
PENDING = "awaiting_second_factor"
PENDING_SECONDS = 300
PASSED = "second_factor"  # in a session: that it was asked for
# A place of its own: what was tried with a right password.
PLACE = "second factor"


@dataclass(frozen=True, slots=True)
class Pending:
    """Somebody whose password was right. backend: let them in. next: where they were going."""

    user: User
    backend: str
    next: str
    device: str
    report: list[Any] | None  # what failed before, for the page that follows


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
    return SecondFactor.objects.filter(user=user).exists()


# --- Between password and code -------------------------------------------------------------


def begin(request: HttpRequest, user: Any, next_page: str, device: str, report: Any) -> None:
    """Wait for this person's code. The session's key is a new one."""
    request.session.flush()
    request.session[PENDING] = {
        "user": user.pk,
        "backend": user.backend,
        "password": password_mark(user),
        "until": time.time() + PENDING_SECONDS,
        "next": next_page,
        "device": device,
        "report": report,
    }


def password_mark(user: Any) -> str:
    """Changes with the password, so that nobody goes on who has an old one."""
    return str(user.get_session_auth_hash())


def pending(request: HttpRequest) -> Pending | None:
    """Whose code this session waits for; None for nobody's, or too late."""
    held = request.session.get(PENDING)
    if not held or held["until"] < time.time():
        return None
    user = get_user_model().objects.filter(pk=held["user"], is_active=True).first()
    if user is None or not hmac.compare_digest(held["password"], password_mark(user)):
        return None
    return Pending(user, held["backend"], held["next"], held["device"], held["report"])


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


def check(user: User, typed: str) -> bool:
    """Whether it is the app's code now, or a recovery code; each counts once.

    Raises LockedOut after too many wrong ones.
    """
    code = "".join(typed.split()).replace("-", "").lower()
    username = user.get_username()
    attempt = Attempt(account_of(username), username, PLACE, PLACE)
    lock_out.begin(attempt)
    if use(user, code):
        lock_out.succeed(attempt)
        return True
    lock_out.fail(attempt)
    record(
        Action.SIGN_IN_FAILED,
        "auth.user",
        user.pk,
        name=username,
        actor_name="nobody",
        details={"why": "wrong code"},
    )
    return False


@transaction.atomic
def use(user: User, code: str) -> bool:
    factor = SecondFactor.objects.select_for_update().filter(user=user).first()
    if factor is None:
        return False
    if len(code) == DIGITS and code.isascii() and code.isdigit():
        secret = secret_of(factor)
        step = step_of(secret, code, after=factor.last_step) if secret else None
        if step is None:
            return False
        factor.last_step = step
        factor.save(update_fields=["last_step"])
        return True
    unused = RecoveryCode.objects.filter(user=user, digest=digest(code), used_at=None)
    if not unused.update(used_at=timezone.now()):
        return False
    told = {"said": "a recovery code was used"}
    record(Action.CHANGE, "handover.secondfactor", user.pk, user=user, details=told)
    return True


def secret_of(factor: SecondFactor) -> bytes | None:
    """None where no present key opens it: no code is right then, a recovery code still is."""
    try:
        return bytes.fromhex(encryption.decrypt(factor.sealed, PURPOSE))
    except encryption.Unreadable:
        return None


def digest(code: str) -> str:
    return salted_hmac("handover.recovery_code", code, algorithm="sha256").hexdigest()


# --- Setting up and taking away --------------------------------------------------------------


@transaction.atomic
def enrol(user: User, secret: bytes, code: str) -> list[str] | None:
    """Set this app up, and new recovery codes; None where the code is not the app's.

    The codes are told here and never again.
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
    return new_recovery_codes(user)


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Ten new ones; the old ones open nothing any more."""
    RecoveryCode.objects.filter(user=user).delete()
    codes = [
        "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        for _ in range(RECOVERY_CODES)
    ]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=digest(it)) for it in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


@transaction.atomic
def reset(user: User) -> bool:
    """Take the app and the codes away, so that they are set up anew at the next sign-in."""
    RecoveryCode.objects.filter(user=user).delete()
    count, _rows = SecondFactor.objects.filter(Q(user=user)).delete()
    if count:
        told = {"said": "reset"}
        record(
            Action.CHANGE,
            "handover.secondfactor",
            user.pk,
            name=user.get_username(),
            details=told,
        )
    return bool(count)


def codes_left(user: User) -> int:
    return RecoveryCode.objects.filter(user=user, used_at=None).count()
