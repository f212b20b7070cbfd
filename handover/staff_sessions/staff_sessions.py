"""Staff logins as a socket meets them: whose session this is, and whether it still counts."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from aicc.platform import events
from aicc.platform.errors import AiccError, NotAllowed
from aicc.platform.request_ids import login_name
from chat.sessions import credentials, origins
from handover.staff_sessions import former_cookies


class SignedOut(AiccError):
    """Nobody is signed in, or no longer."""

    code = "signed_out"
    status = 401


class AccessRevoked(NotAllowed):
    """Somebody is signed in who may open no desk, or no longer."""


@dataclass(frozen=True, slots=True)
class StaffHandshake:
    """A handshake at the desk's door."""

    session_key: str | None
    origin: str | None
    host: str
    address: str
    language: str  # of the page

    def check(self) -> None:
        """Raises NotAllowed for a foreign host or page; only our own may open a desk."""
        if not origins.is_our_host(self.host) or not origins.is_own(self.origin, self.host):
            raise NotAllowed


def read(scope: dict[str, Any]) -> StaffHandshake:
    """What a WebSocket scope says. Raises nothing; `check` does."""
    headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    language = query.get("language", [settings.LANGUAGE_CODE])[-1]
    return StaffHandshake(
        session_key=former_cookies.read(
            credentials.cookies_in(scope), settings.SESSION_COOKIE_NAME
        ),
        origin=headers.get(b"origin"),
        host=headers.get(b"host", ""),
        address=(scope.get("client") or ["unknown"])[0],
        language=language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
    )


def user_of(session_key: str | None) -> User:
    """Who is signed in with this session now. Two queries.

    Raises SignedOut when the session has ended, its password was changed, or its user is no
    longer active; AccessRevoked for whoever is not staff.
    """
    found = users_of([session_key])[session_key]
    if isinstance(found, User):
        return found
    raise found


def users_of(session_keys: Iterable[str | None]) -> dict[str | None, User | AiccError]:
    """As `user_of` for many logins at once, the error in its user's place. Two queries."""
    wanted = set(session_keys)
    store = import_module(settings.SESSION_ENGINE).SessionStore
    rows = store.get_model_class().objects.filter(
        session_key__in=wanted - {None}, expire_date__gt=timezone.now()
    )
    sessions = {row.session_key: row.get_decoded() for row in rows}
    ids = {session.get(SESSION_KEY) for session in sessions.values()} - {None}
    users = {str(user.pk): user for user in User.objects.filter(pk__in=ids)} if ids else {}
    found: dict[str | None, User | AiccError] = {}
    for key in wanted:
        session = sessions.get(key or "", {})
        user = users.get(session.get(SESSION_KEY, ""))
        if user is None or not is_valid(session, user):
            found[key] = SignedOut()
        else:
            found[key] = user if user.is_staff else AccessRevoked()
    return found


def is_valid(session: dict[str, Any], user: User) -> bool:
    """Whether a stored session still signs this user in, by the rules of Django's `get_user`."""
    held = session.get(HASH_SESSION_KEY, "")
    hashes = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    return (
        user.is_active
        and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and any(constant_time_compare(held, each) for each in hashes)
    )


def permissions_of(users: Collection[User], names: Collection[str]) -> dict[int, set[str]]:
    """Which of these permissions each of them has now. Three queries.

    Not by `has_perm`, which remembers, and asks for one person at a time.
    """
    held: dict[int, set[str]] = {user.pk: set() for user in users}
    for user in users:
        if user.is_superuser:
            held[user.pk] |= set(names)
    pairs = Q()
    for name in names:
        app, codename = name.split(".")
        pairs |= Q(content_type__app_label=app, codename=codename)
    wanted = Permission.objects.filter(pairs).select_related("content_type")
    by_key = {each.pk: f"{each.content_type.app_label}.{each.codename}" for each in wanted}
    own = User.user_permissions.through.objects.filter(user__in=held, permission__in=by_key)
    by_role = User.groups.through.objects.filter(
        user__in=held, group__permissions__in=by_key
    ).values_list("user_id", "group__permissions")
    for user_id, permission_id in (*own.values_list("user_id", "permission_id"), *by_role):
        held[user_id] |= {by_key[permission_id]} if permission_id in by_key else set()
    return held


def holders(permission: str) -> Q:
    """Rows of a `user` who has this permission now, by a role, of their own, or as superuser."""
    app, codename = permission.split(".")
    wanted = Permission.objects.filter(content_type__app_label=app, codename=codename)
    by_role = User.groups.through.objects.filter(group__permissions__in=wanted)
    own = User.user_permissions.through.objects.filter(permission__in=wanted)
    return (
        Q(user__is_superuser=True)
        | Q(user__in=by_role.values("user_id"))
        | Q(user__in=own.values("user_id"))
    )


def announce_sign_out(request: Any = None, **_signal: object) -> None:
    """Close the desks of a login that is signing out, on every server."""
    key = getattr(getattr(request, "session", None), "session_key", None)
    if key:
        events.signed_out(login_name(key))


def tell_rights_changed(instance: Any = None, **signal: Any) -> None:
    """The desks of a person whose login, roles or team changed ask anew what they may show.

    Connected to a saved User or AgentProfile, and to a User's groups and permissions.
    """
    if signal.get("update_fields") == {"last_login"}:
        return
    if isinstance(instance, Group):  # told from the other side: members were added to a role
        for user_id in signal.get("pk_set") or ():
            events.rights_changed(user_id)
    elif isinstance(instance, User):
        events.rights_changed(instance.pk)
    else:
        events.rights_changed(instance.user_id)
