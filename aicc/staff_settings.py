"""From where and how staff come in, and for how long.

A part of aicc.settings, which takes all of it over and has read `.env` before.
"""

import ipaddress
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from aicc import environment as read

Networks = list[ipaddress.IPv4Network | ipaddress.IPv6Network]


def public_url(name: str) -> str:
    """Our own origin as browsers write it, such as https://aicc.bank.example, or blank."""
    value = read.env.str(name, "").strip().lower().removesuffix("/")
    is_local = read.is_origin(value) and urlsplit(value).hostname == "localhost"
    if value and not (read.is_origin(value) and (value.startswith("https://") or is_local)):
        raise ImproperlyConfigured(
            f"{name} is {value!r}: write https:// and our host, such as "
            "https://aicc.bank.example, without a path."
        )
    return value.removesuffix(":443") if value.startswith("https://") else value


def networks_by_role(name: str) -> dict[str, Networks]:
    """Roles with their networks, such as `agent=10.1.0.0/16,10.2.0.0/16 all=10.0.0.0/8`."""
    found: dict[str, Networks] = {}
    for word in read.env.str(name, "").split():
        role, equals, places = word.partition("=")
        try:
            named = [ipaddress.ip_network(place) for place in places.split(",") if place]
        except ValueError:
            named = []
        if not role or not equals or not named or role in found:
            raise ImproperlyConfigured(
                f"{name} holds {word!r}: write each role once with its networks, such as "
                "agent=10.1.0.0/16,10.2.0.0/16 all=10.0.0.0/8."
            )
        found[role] = named
    return found


# Where staff open the pages; "" where any of the allowed hosts will do.
AICC_PUBLIC_URL = public_url("AICC_PUBLIC_URL")
# From where each role may work; none named: from anywhere.
AICC_STAFF_NETWORKS = networks_by_role("AICC_STAFF_NETWORKS")
AICC_STAFF_IDLE_MINUTES = read.number("AICC_STAFF_IDLE_MINUTES", 60, least=5, most=1440)
AICC_STAFF_SESSION_HOURS = read.number("AICC_STAFF_SESSION_HOURS", 12, least=1, most=24)
AICC_ACCESS_REQUEST_HOURS = read.number("AICC_ACCESS_REQUEST_HOURS", 72, least=1, most=720)
AICC_PASSWORD_LINK_HOURS = read.number("AICC_PASSWORD_LINK_HOURS", 24, least=1, most=168)
PASSWORD_RESET_TIMEOUT = AICC_PASSWORD_LINK_HOURS * 3600  # seconds
