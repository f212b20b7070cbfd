"""From where and how staff come in, and for how long.

A part of aicc.settings, which takes all of it over and has read `.env` before.
"""

import ipaddress
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from aicc import environment as read

LOOPBACK = ("localhost", "127.0.0.1", "::1")
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


def issuer(name: str) -> str:
    """As the provider's own configuration writes it, to the letter, or blank."""
    value = read.url(name, "https", "http")
    if value.startswith("http://") and urlsplit(value).hostname not in LOOPBACK:
        raise ImproperlyConfigured(f"{name} is {value!r}: beyond this machine only https counts.")
    return value


def roles_by_group(name: str) -> dict[str, str]:
    """Groups of the provider with the role that each means, such as `cc-agents=agent`."""
    found: dict[str, str] = {}
    for word in read.words(name):
        group, equals, role = word.rpartition("=")
        if not group or not equals or not role or group in found:
            raise ImproperlyConfigured(
                f"{name} holds {word!r}: write each group once with its role, such as "
                "cc-agents=agent cc-leads=supervisor."
            )
        found[group] = role
    return found


# Where staff open the pages; "" where any of the allowed hosts will do.
AICC_PUBLIC_URL = public_url("AICC_PUBLIC_URL")
# From where each role may work; none named: from anywhere.
AICC_STAFF_NETWORKS = networks_by_role("AICC_STAFF_NETWORKS")
AICC_STAFF_IDLE_MINUTES = read.number("AICC_STAFF_IDLE_MINUTES", 60, least=5, most=1440)
AICC_STAFF_SESSION_HOURS = read.number("AICC_STAFF_SESSION_HOURS", 12, least=1, most=24)
AICC_ACCESS_REQUEST_HOURS = read.number("AICC_ACCESS_REQUEST_HOURS", 72, least=1, most=720)
AICC_DATA_REQUEST_HOURS = read.number("AICC_DATA_REQUEST_HOURS", 72, least=1, most=720)
AICC_PASSWORD_LINK_HOURS = read.number("AICC_PASSWORD_LINK_HOURS", 24, least=1, most=168)
PASSWORD_RESET_TIMEOUT = AICC_PASSWORD_LINK_HOURS * 3600  # seconds

# The bank's identity provider (OpenID Connect); blank: none.
AICC_OIDC_ISSUER = issuer("AICC_OIDC_ISSUER")
AICC_OIDC_CLIENT_ID = read.env.str("AICC_OIDC_CLIENT_ID", "").strip()
AICC_OIDC_CLIENT_SECRET = read.secret("AICC_OIDC_CLIENT_SECRET")
AICC_OIDC_SCOPES = read.words("AICC_OIDC_SCOPES", "profile email")
AICC_OIDC_LOGIN_CLAIM = read.env.str("AICC_OIDC_LOGIN_CLAIM", "preferred_username")
AICC_OIDC_GROUPS_CLAIM = read.env.str("AICC_OIDC_GROUPS_CLAIM", "groups")
AICC_OIDC_ROLES = roles_by_group("AICC_OIDC_ROLES")
AICC_OIDC_CREATE_LOGINS = read.switch("AICC_OIDC_CREATE_LOGINS", False)
AICC_OIDC_SECOND_FACTOR = read.choice("AICC_OIDC_SECOND_FACTOR", "ours", ("ours", "provider"))
AICC_OIDC_ACR = read.words("AICC_OIDC_ACR")
AICC_OIDC_SIGN_OUT = read.choice("AICC_OIDC_SIGN_OUT", "ours", ("ours", "provider"))
# Whose password opens anything; `all`: everybody's.
AICC_PASSWORD_LOGINS = read.words("AICC_PASSWORD_LOGINS", "all")
