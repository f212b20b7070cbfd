"""From where staff may sign in and work: the networks of each of their roles.

AICC_STAFF_NETWORKS names them; a role that it leaves out is kept to none. Whoever has several
roles has to be in a network of each of these, and of `all`. A superuser counts as an
administrator too. The address is the one that proxies named in AICC_TRUSTED_PROXIES tell.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import alogout
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import async_only_middleware

from aicc.audit.recording import Action, record
from aicc.platform import request_ids
from aicc.platform.rate_limits import within
from handover.staff_sessions.staff_sessions import AccessRevoked

EVERYBODY = "all"
ADMINISTRATOR = "administrator"


def shut_out(user: User, address: str) -> list[str]:
    """The roles of this person, or `all`, whose networks the address is in none of.

    One query; none where no networks are named. What is no address is in none of them.
    """
    networks = settings.AICC_STAFF_NETWORKS
    if not networks:
        return []
    held = {EVERYBODY, *user.groups.values_list("name", flat=True)}
    if user.is_superuser:
        held.add(ADMINISTRATOR)
    return sorted(role for role in held & networks.keys() if not within(address, networks[role]))


def is_refused(user: User) -> bool:
    """Whether they may not work from where they ask now; a refusal is put on record."""
    roles = shut_out(user, request_ids.origin_now.get().address)
    if roles:
        told = {"why": "network", "roles": roles}
        record(
            Action.REFUSED,
            "auth.user",
            user.pk,
            name=user.get_username(),
            user=user,
            details=told,
        )
    return bool(roles)


def check(user: User) -> None:
    """Raises AccessRevoked for a desk at which this person may not work."""
    if is_refused(user):
        raise AccessRevoked


async def nobody() -> AnonymousUser:
    return AnonymousUser()


@async_only_middleware
def keep_to_networks(
    get_response: Callable[[HttpRequest], Awaitable[HttpResponseBase]],
) -> Callable[[HttpRequest], Awaitable[HttpResponseBase]]:
    """Middleware: a login that is used from elsewhere ends, with its desks, and is nobody's."""

    async def middleware(request: HttpRequest) -> HttpResponseBase:
        if settings.AICC_STAFF_NETWORKS and request.path_info.startswith(request_ids.STAFF):
            user: Any = await request.auser()
            if user.is_authenticated and await sync_to_async(is_refused)(user):
                await alogout(request)
                request.auser = nobody  # alogout leaves it who it was
        return await get_response(request)

    return middleware
