"""The channel layer, by which servers hear of each other's messages at once."""

import asyncio
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from redis.asyncio import Redis
from redis.exceptions import RedisError

from aicc.doctor.finding import Finding, error, ok, warning
from aicc.platform import events
from aicc.platform.connections import sentinels
from aicc.platform.connections.sentinels import Sentinels

Said = dict[str, Any]  # of its master, by a Sentinel


def examine() -> Iterator[Finding]:
    if not settings.AICC_REDIS_URL:
        yield ok(_("In memory: one server only."))
        return
    seconds = asyncio.run(events.round_trip())
    if seconds is None:
        yield error(
            _("Redis does not bring back what we send: messages of other servers come late."),
            _("Start it, or correct AICC_REDIS_URL and its password."),
        )
    else:
        yield ok(_("Redis, there and back in %(ms).0f ms") % {"ms": seconds * 1000})
    if sentinels.are_named(settings.AICC_REDIS_URL):
        yield from watched(sentinels.read(settings.AICC_REDIS_URL))


def watched(named: Sentinels) -> Iterator[Finding]:
    """What the Sentinels say of the master, each by itself."""
    said = asyncio.run(ask_all(named))
    masters = set()
    for (host, port), state in zip(named.places, said, strict=True):
        names = {"place": f"{host}:{port}", "name": named.name}
        if state is None:
            yield warning(
                _("The Sentinel at %(place)s does not answer.") % names,
                _("Start it, or look at the way to it: most of them must agree on a new master."),
            )
        elif not state:
            yield error(
                _("The Sentinel at %(place)s knows no master %(name)s.") % names,
                _("Name the one in AICC_REDIS_URL that its configuration monitors."),
            )
        else:
            masters.add(f"{state['ip']}:{state['port']}")
            yield of(names, state)
    if len(masters) > 1:
        yield error(
            _("The Sentinels name different masters: %(masters)s.")
            % {"masters": ", ".join(sorted(masters))},
            _("Wait until a failover is over; else see that all of them watch the same one."),
        )


def of(names: dict[str, str], state: Said) -> Finding:
    names = names | {"master": f"{state['ip']}:{state['port']}"}
    if state["is_sdown"] or state["is_odown"]:
        return error(
            _("The Sentinel at %(place)s takes the master %(master)s for dead.") % names,
            _("Wait for the failover; where none comes, too few Sentinels agree."),
        )
    if not state["num-slaves"]:
        return warning(
            _("The master %(master)s has no replica, as %(place)s says.") % names,
            _("Give it one: without it nobody takes over."),
        )
    count = state["num-slaves"]
    return ok(
        ngettext(
            "The Sentinel at %(place)s names the master %(master)s, with %(count)d replica.",
            "The Sentinel at %(place)s names the master %(master)s, with %(count)d replicas.",
            count,
        )
        % (names | {"count": count})
    )


async def ask_all(named: Sentinels) -> list[Said | None]:
    return list(await asyncio.gather(*(ask(named, place) for place in named.places)))


async def ask(named: Sentinels, place: tuple[str, int]) -> Said | None:
    """None: no answer. Empty: it watches no such master."""
    try:
        async with Redis(host=place[0], port=place[1], **named.options) as sentinel:
            masters: Any = await sentinel.sentinel_masters()
            found: Said = masters.get(named.name, {})
            return found
    except (RedisError, OSError):
        return None
