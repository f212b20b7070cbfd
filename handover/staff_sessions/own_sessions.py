"""The logins of one person: which are open, and their end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from aicc.audit.recording import Action, record
from aicc.platform import events
from aicc.platform.request_ids import login_name
from chat.pii import mask
from handover.models import StaffSession


@dataclass(frozen=True, slots=True)
class OpenSession:
    pk: int
    began_at: datetime
    address: str
    browser: str
    is_this: bool


def store() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore


def begin(user: User, request: Any = None, **signal: Any) -> None:
    """Somebody signs in. Connected to Django's signal."""
    session = getattr(request, "session", None)
    if session is None:
        return
    if not session.session_key:  # it was emptied of somebody else's login
        session.save()
    forget_ended(user)
    meta = getattr(request, "META", {})
    StaffSession.objects.update_or_create(
        session_key=session.session_key,
        defaults={
            "user": user,
            "address": str(meta.get("REMOTE_ADDR", ""))[:64],
            "browser": mask(str(meta.get("HTTP_USER_AGENT", ""))[:200])[:200],
            "provider_session": getattr(request, "provider_session", ""),
            "began_at": timezone.now(),
        },
    )


def open_keys(user: User) -> set[str]:
    """Of their sessions that have not ended. Two queries."""
    known = StaffSession.objects.filter(user=user).values_list("session_key", flat=True)
    rows = store().get_model_class().objects
    there = rows.filter(session_key__in=list(known), expire_date__gt=timezone.now())
    return set(there.values_list("session_key", flat=True))


def forget_ended(user: User) -> None:
    StaffSession.objects.filter(user=user).exclude(session_key__in=open_keys(user)).delete()


def listed(user: User, request: HttpRequest) -> list[OpenSession]:
    """Their open sessions, the newest first."""
    rows = StaffSession.objects.filter(user=user, session_key__in=open_keys(user))
    here = request.session.session_key
    return [
        OpenSession(row.pk, row.began_at, row.address, row.browser, row.session_key == here)
        for row in rows
    ]


@transaction.atomic
def end(user: User, keys: Iterable[str]) -> int:
    """End these sessions, and the desks that are open with them; how many there were."""
    keys = set(keys)
    rows = store().get_model_class().objects.filter(session_key__in=keys)
    count = rows.count()
    rows.delete()
    StaffSession.objects.filter(user=user, session_key__in=keys).delete()
    for key in keys:
        events.signed_out(login_name(key))
    if count:
        told = {"said": "sessions ended", "count": count}
        record(Action.SIGN_OUT, "auth.user", user.pk, name=user.get_username(), details=told)
    return count


def end_one(user: User, pk: int) -> int:
    own = StaffSession.objects.filter(user=user, pk=pk)
    return end(user, own.values_list("session_key", flat=True))


def end_all(user: User) -> int:
    """Sign out everywhere, here too."""
    return end(user, open_keys(user))
