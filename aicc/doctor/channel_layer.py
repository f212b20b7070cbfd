"""The channel layer, by which servers hear of each other's messages at once."""

import asyncio
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from aicc.doctor.finding import Finding, error, ok
from aicc.platform import events


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
