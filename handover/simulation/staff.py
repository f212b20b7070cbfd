"""Logins for simulated agents: made in the database, and ended with the simulation."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group, User

from handover.staff_sessions.session_store import SessionStore

NAME = "simulated-agent-{number}"
BACKEND = "handover.staff_sessions.sign_in.LockOutBackend"


@dataclass(frozen=True, slots=True)
class Login:
    number: int
    session_key: str

    @property
    def cookie(self) -> str:
        return f"{settings.SESSION_COOKIE_NAME}={self.session_key}"


@contextmanager
def signed_in(count: int) -> Iterator[list[Login]]:
    """So many agents without a password, whose sessions and rights end with the block."""
    logins = [Login(number, open_session(agent(number))) for number in range(1, count + 1)]
    try:
        yield logins
    finally:
        for login in logins:
            SessionStore(login.session_key).delete()
        names = [NAME.format(number=login.number) for login in logins]
        User.objects.filter(username__in=names).update(is_active=False)


def agent(number: int) -> User:
    user, _ = User.objects.get_or_create(
        username=NAME.format(number=number), defaults={"first_name": f"모의 상담원 {number}"}
    )
    user.is_staff = user.is_active = True
    user.set_unusable_password()
    user.save(update_fields=["is_staff", "is_active", "password"])
    user.groups.add(Group.objects.get(name="agent"))
    return user


def open_session(user: User) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = BACKEND
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)
