"""Recovery codes: each signs in once in place of an app or a passkey that is not at hand."""

import secrets

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from aicc.audit.recording import Action, record
from handover.models import RecoveryCode

HOW_MANY = 10
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that reads like something else
LENGTH = 10  # characters: 49 bits


def digest(code: str) -> str:
    return salted_hmac("handover.recovery_code", code, algorithm="sha256").hexdigest()


@transaction.atomic
def use(user: User, code: str) -> bool:
    """Whether it is one of theirs that was not used yet. code: without its hyphen."""
    unused = RecoveryCode.objects.filter(user=user, digest=digest(code), used_at=None)
    if not unused.update(used_at=timezone.now()):
        return False
    told = {"said": "a recovery code was used"}
    record(Action.CHANGE, "handover.secondfactor", user.pk, user=user, details=told)
    return True


def first(user: User) -> list[str]:
    """New ones, told here and never again; none for whoever has some left."""
    return [] if left(user) else renew(user)


@transaction.atomic
def renew(user: User) -> list[str]:
    """Ten new ones; the old ones open nothing any more."""
    forget(user)
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(HOW_MANY)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=digest(it)) for it in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def forget(user: User) -> None:
    RecoveryCode.objects.filter(user=user).delete()


def left(user: User) -> int:
    return RecoveryCode.objects.filter(user=user, used_at=None).count()
