"""Letting the holders of sessions in: all that come at one moment in one statement."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from aicc.platform import bulk_sql
from aicc.platform.db import GroupCommit, in_db
from aicc.platform.errors import AiccError, BadToken, Invalid, NotFound
from aicc.platform.rate_limits import Limit, hit_here, network_of
from chat.models import Conversation
from chat.pii.identifiers import looks_personal
from chat.sessions import sessions
from chat.sessions.sessions import NotVisibleYet, Session

# Seconds between two looks for a session that another server began: five in all.
VISIBLE_PAUSES = (0.1, 0.2, 0.4, 0.8, 1.5, 2.0)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who wants into a session. may_begin: an open one begins with its first use."""

    session_id: str
    token: str | None = field(repr=False)
    address: str
    may_begin: bool


async def enter(session_id: Any, token: str | None, address: str = "") -> Session:
    """Let the holder of a session in; an open session begins with its first use.

    Raises Invalid for a bad name and BadToken for a sealed session without its token, or any
    that would be open where AICC_OPEN_SESSIONS is off; RateLimited when too many begin from
    one address.
    """
    name = sessions.checked_name(session_id)
    visitor = Visitor(name, token, address, may_begin=True)
    return await when_visible(partial(let_all_in, visitor))


async def enter_existing(session_id: Any, token: str | None, address: str = "") -> Session:
    """As `enter`, but a session that nobody began is not begun by asking after it: BadToken."""
    name = sessions.checked_name(session_id)
    visitor = Visitor(name, token, address, may_begin=False)
    return await when_visible(partial(let_all_in, visitor))


async def renew(session_id: str, token: str | None) -> Session:
    """The session whose token is made anew; see sessions.renew. Raises BadToken."""
    return await when_visible(partial(in_db(sessions.renew), session_id, token))


async def when_visible(look: Callable[[], Awaitable[Session]]) -> Session:
    """What `look` finds, waited for a few seconds where a token of ours proves that it exists.

    Raises BadToken when it has not come by then: it was erased.
    """
    for pause in VISIBLE_PAUSES:
        with suppress(NotVisibleYet):
            return await look()
        await asyncio.sleep(pause)
    try:
        return await look()
    except NotVisibleYet:
        raise BadToken from None


def enter_all(visitors: list[Visitor]) -> list[Session | AiccError]:
    """For each the session, or why not. One query where all of them were begun before."""
    known = sessions.find_all({visitor.session_id for visitor in visitors})
    refused: dict[Visitor, AiccError] = {}
    new: set[str] = set()
    for visitor in visitors:
        name = visitor.session_id
        if name not in known and sessions.is_genuine(visitor.token, name):
            refused[visitor] = NotVisibleYet()  # and nobody begins it a second time
        elif visitor.may_begin and name not in known and name not in new:
            try:
                check_beginning(visitor)
                new.add(name)
            except AiccError as error:
                refused[visitor] = error
    if new:
        begin_open(new)
        known |= sessions.find_all(new)
    return [refused.get(visitor) or answer(visitor, known) for visitor in visitors]


let_all_in = GroupCommit(enter_all, most=64)


def answer(visitor: Visitor, known: dict[str, Session]) -> Session | AiccError:
    session = known.get(visitor.session_id)
    if session is None:
        return NotFound() if visitor.may_begin else BadToken()
    try:
        return replace(sessions.let_in(session, visitor.token), address=visitor.address)
    except AiccError as error:
        return error


def check_beginning(visitor: Visitor) -> None:
    """Raises BadToken where sessions need a token, Invalid for a name that is somebody's number,
    RateLimited where too many begin.
    """
    if not settings.AICC_OPEN_SESSIONS:
        raise BadToken
    if looks_personal(visitor.session_id):  # it would stand in every row, page and export
        raise Invalid(_("session_id: use a random one; this holds a personal number."))
    most = settings.AICC_ADDRESS_SESSIONS_PER_MINUTE
    hit_here(Limit("session", "address", most), network_of(visitor.address))


def begin_open(names: Iterable[str]) -> None:
    """Begin these; another server may begin some of them in this very moment."""
    rows = [bulk_sql.new(Conversation, session_id=name) for name in sorted(names)]
    try:
        bulk_sql.insert(rows)
    except IntegrityError:
        for row in rows:
            with suppress(IntegrityError):
                bulk_sql.insert([row])
