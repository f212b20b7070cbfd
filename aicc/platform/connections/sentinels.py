"""The address of a Redis whose master is named by its Sentinels.

    redis+sentinel://user:password@sentinel1:26379,sentinel2,sentinel3/mymaster/0?sentinel_password=…

User, password, database number and the options are Redis' own; `rediss+sentinel://` encrypts the
way to Redis and to the Sentinels alike.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

SCHEMES = {"redis+sentinel": "redis", "rediss+sentinel": "rediss"}
SENTINEL_PORT = 26379
# For each of a Sentinel's answers and connections: a dead one must not keep whoever sends.
SENTINEL_SECONDS = 0.5
OF_SENTINELS = {"sentinel_username": "username", "sentinel_password": "password"}
FORM = "redis+sentinel://host1:26379,host2,host3/mymaster/0"


@dataclass(frozen=True, slots=True)
class Sentinels:
    """places: host and port of each. name: of the master they watch. options: of a connection to
    one of them. redis_url: the rest, with a host that stands for whichever is the master.
    """

    places: tuple[tuple[str, int], ...]
    name: str
    options: dict[str, Any]
    redis_url: str


def are_named(url: str) -> bool:
    return urlsplit(url).scheme in SCHEMES


def read(url: str) -> Sentinels:
    """Raises ValueError where it names no Sentinel, a wrong port or no master."""
    parts = urlsplit(url)
    scheme = SCHEMES[parts.scheme]
    who, _at, hosts = parts.netloc.rpartition("@")
    places = tuple(place(each) for each in hosts.split(","))
    if len(set(places)) < len(places):
        raise ValueError("the same Sentinel twice")
    name, _slash, number = parts.path.strip("/").partition("/")
    if not name or (number and not number.isdigit()):
        raise ValueError("no name of a master")
    options: dict[str, Any] = {
        "socket_timeout": SENTINEL_SECONDS,
        "socket_connect_timeout": SENTINEL_SECONDS,
        "retry": Retry(NoBackoff(), 0),
    }
    rest = {}
    for option, value in parse_qsl(parts.query, keep_blank_values=True):
        if option in OF_SENTINELS:
            options[OF_SENTINELS[option]] = value
        else:
            rest[option] = value
            if scheme == "rediss" and option.startswith("ssl_"):
                options[option] = value
    if scheme == "rediss":
        options["ssl"] = True
    login = f"{who}@" if who else ""
    query = f"?{urlencode(rest, quote_via=quote)}" if rest else ""
    redis_url = f"{scheme}://{login}master/{number or 0}{query}"
    return Sentinels(places, unquote(name), options, redis_url)


def place(named: str) -> tuple[str, int]:
    parts = urlsplit(f"//{named}")
    if not parts.hostname:
        raise ValueError("a Sentinel without a host")
    return parts.hostname, parts.port or SENTINEL_PORT
