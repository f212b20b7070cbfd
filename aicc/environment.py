"""Reading settings from the environment, each refused with one sentence when it is wrong.

Where a value comes from: the process's environment, then `.env` beside manage.py (or the
file that AICC_ENV_FILE names), then the default given in settings.py, the only caller.
"""

import ipaddress
import os
import re
import secrets
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from redis.exceptions import RedisError

from aicc.platform.connections import redis_client, sentinels

ON, OFF = {"on", "true", "1", "yes"}, {"off", "false", "0", "no", ""}
# Names that others read and not this process: nginx, Compose, make and the tests. Like the
# settings they stand in docs/configuration.md; a test compares the two.
READ_BY_OTHERS = {
    "AICC_CERTIFICATE_WATCH_SECONDS", "AICC_NETWORK", "AICC_OUTER_PROXIES", "AICC_PYTHON312",
    "AICC_REQUIRE_SERVERS", "AICC_TEST_DATABASE", "AICC_TLS_EMAIL", "AICC_TLS_HOST",
    "GRAFANA_PASSWORD", "HOST", "PORT",
}  # fmt: skip
# Compose's own, and what Kubernetes gives each container for a service that is named aicc.
FOREIGN = re.compile(r"COMPOSE_\w+|\w+_SERVICE_(HOST|PORT\w*)|\w+_PORT(_\d+_(TCP|UDP)\w*)?")
# Of a path below which we are served: a letter or digit first, so that no part is "..".
PATH_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*")
MOST_PATH_CHARACTERS = 100
# What our own addresses begin with: below such a base nobody could tell it from them.
OUR_FIRST_PARTS = {
    "admin", "api", "articles", "desk", "docs", "health", "metrics", "openapi.json", "static",
}  # fmt: skip
SITE = re.compile(r"\.?(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+")
REDIS_FILES = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")


class Environment(environ.Env):
    """django-environ's, which also keeps every name that was asked for: what is no setting
    can then be told from what is."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()
        self.from_file: set[str] = set()

    def get_value(self, var: str, *arguments: Any, **options: Any) -> Any:
        self.asked.add(var)
        return super().get_value(var, *arguments, **options)

    def read_file(self, path: str | Path) -> None:
        """Take the lines of a file such as `.env` into the environment, which wins."""
        before = set(os.environ)
        self.read_env(path)
        self.from_file = set(os.environ) - before


env = Environment()


def unknown_names() -> list[tuple[str, str]]:
    """Names of the environment that begin as ours do and are no setting, and names in `.env`
    that nothing reads; beside each the setting that was meant, or a blank. Whoever misspelt
    one believes it is set."""
    known = known_names()
    ours = {name for name in os.environ if name.upper().startswith("AICC")}
    unread = sorted(name for name in (ours | env.from_file) - known if not FOREIGN.fullmatch(name))
    return [(name, nearest(name, known)) for name in unread]


def nearest(name: str, known: set[str]) -> str:
    """Compared without the AICC_ that most begin with and that would make all alike."""
    stems = {each.removeprefix("AICC_"): each for each in sorted(known)}
    stem = re.sub(r"^AICC[_-]*", "", name.upper()).replace("-", "_")
    near = get_close_matches(stem, stems, n=1, cutoff=0.7)
    return stems[near[0]] if near else ""


def known_names() -> set[str]:
    """Every setting, once settings.py has read them, and what others read."""
    return env.asked | READ_BY_OTHERS


def switch(name: str, default: bool) -> bool:
    """`on` or `off`."""
    value = env.str(name, "on" if default else "off").strip().lower()
    if value in ON or value in OFF:
        return value in ON
    raise ImproperlyConfigured(f"{name} is {value!r}: write on or off.")


def number(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number from `least` to `most`, in the unit that the name ends with."""
    value = env.str(name, "").strip() or str(default)
    if value.isascii() and value.isdigit() and least <= int(value) <= most:
        return int(value)
    raise ImproperlyConfigured(
        f"{name} is {value!r}: write a whole number from {least} to {most}."
    )


def choice(name: str, default: str, options: tuple[str, ...]) -> str:
    value = env.str(name, "").strip().lower() or default
    if value in options:
        return value
    raise ImproperlyConfigured(f"{name} is {value!r}: write one of {', '.join(options)}.")


def secret(name: str) -> str:
    """A value that nobody else should see, or blank.

    `NAME_FILE` names a file that holds it, as Docker's and Kubernetes' secrets do. It wins:
    docker-compose.yml gives some names a value where nobody chose one.
    """
    path, value = env.str(f"{name}_FILE", "").strip(), env.str(name, "").strip()
    if not path:
        return value
    try:
        return Path(path).read_text().strip()
    except (OSError, UnicodeDecodeError):
        raise ImproperlyConfigured(
            f"{name}_FILE is {path!r}, which cannot be read: name a file that holds {name}."
        ) from None


def secret_list(name: str) -> list[str]:
    """Secrets of at least 32 characters, separated by blanks; the first is the one in use."""
    found = secret(name).split()
    if any(len(phrase) < 32 for phrase in found):
        raise ImproperlyConfigured(
            f"{name} holds a phrase of fewer than 32 characters: write longer ones, separated "
            "by blanks, the newest first."
        )
    return found


def words(name: str, default: str = "") -> list[str]:
    """A list with commas or blanks between its items."""
    return (env.str(name, "").strip() or default).replace(",", " ").split()


def origins(name: str) -> list[str]:
    """Exact origins such as https://www.bank.example, or an app's own such as
    capacitor://localhost, without a path."""
    found = words(name)
    for origin in found:
        if not is_origin(origin):
            raise ImproperlyConfigured(
                f"{name} holds {origin!r}: write origins such as https://www.bank.example, "
                "or an app's such as capacitor://localhost, with the scheme and without a path."
            )
    return found


def is_origin(text: str) -> bool:
    """Whether a browser may write this into an Origin header, and means one site by it."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    # A file's origin is every file's.
    if parts.scheme in ("", "file") or not parts.netloc or "@" in parts.netloc:
        return False
    return not (parts.path or parts.query or parts.fragment)


def sites(name: str) -> list[str]:
    """Hosts such as www.bank.example; with a dot before it, its subdomains too."""
    found = words(name)
    for site in found:
        if not SITE.fullmatch(site):
            raise ImproperlyConfigured(
                f"{name} holds {site!r}: write hosts such as www.bank.example, in small letters "
                "and without a scheme or a path; .bank.example for all below it too."
            )
    return found


def url(name: str, *schemes: str) -> str:
    """An address with one of these schemes, or blank. It may hold a password: see `secret`."""
    value = secret(name)
    if value and (urlsplit(value).scheme not in schemes or "://" not in value):
        raise ImproperlyConfigured(
            f"{name} is no address that begins with {' or '.join(f'{s}://' for s in schemes)}."
        )
    return value


def redis_url(name: str) -> str:
    """As `url`, with nothing behind its `?` that the client does not know or cannot use."""
    value = url(name, "redis", "rediss", "unix", *sentinels.SCHEMES)
    if not value:
        return value
    try:
        pool = redis_client.pool(value)
        pool.make_connection()  # connects only when it is used
    except (TypeError, ValueError, RedisError) as error:
        # Of its words only the option's name: the address may hold a password.
        option = re.search(r"'(\w+)'", str(error))
        what = f"the option {option[1]!r}" if option else "a part"
        raise ImproperlyConfigured(
            f"{name} has {what} that the Redis client does not take: write "
            "redis://host:6379/0, rediss://host:6379/0?ssl_ca_certs=/path, or "
            f"{sentinels.FORM}."
        ) from None
    for option_name in REDIS_FILES:
        path = pool.connection_kwargs.get(option_name)
        if path and not os.access(path, os.R_OK):
            raise ImproperlyConfigured(
                f"{name} has {option_name}={path!r}, which cannot be read: name a file in PEM."
            )
    return value


def base_path(name: str, default: str) -> str:
    """Where we begin on our host: "/", or a path such as /chat/ with a slash at both ends."""
    value = env.str(name, "").strip() or default
    if value == "/":
        return value
    parts = value[1:-1].split("/")
    is_path = value[0] == value[-1] == "/" and all(map(PATH_PART.fullmatch, parts))
    if not is_path or len(value) > MOST_PATH_CHARACTERS:
        raise ImproperlyConfigured(
            f"{name} is {value!r}: write a path such as /chat/, with a slash at both ends, of "
            f"at most {MOST_PATH_CHARACTERS} letters, digits and . _ ~ - (no address, no host)."
        )
    if parts[0] in OUR_FIRST_PARTS:
        raise ImproperlyConfigured(
            f"{name} is {value!r}: our own addresses begin with /{parts[0]}, so write another "
            "path, such as /chat/."
        )
    return value


def networks(name: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Addresses such as 10.0.0.5 and networks such as 172.16.0.0/12."""
    found = []
    for word in words(name):
        try:
            found.append(ipaddress.ip_network(word))
        except ValueError:
            raise ImproperlyConfigured(
                f"{name} holds {word!r}: write addresses such as 10.0.0.5 or networks such as "
                "172.16.0.0/12."
            ) from None
    return found


def data_dir(name: str, default: Path) -> Path:
    """A folder that this process may write to; made when it is not there."""
    folder = Path(env.str(name, "").strip() or default).expanduser().resolve()
    try:
        # Its owner's alone: customers' words lie in it.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name} is {str(folder)!r}, which cannot be made ({error.strerror}): "
            "name a folder that this user may write to."
        ) from None
    if not os.access(folder, os.W_OK):
        raise ImproperlyConfigured(
            f"{name} is {str(folder)!r}, which is read-only: name a folder that this user "
            "may write to."
        )
    return folder


def static_dir(name: str) -> Path | None:
    """The folder of collected static files, or None: they are served from where they lie."""
    given = env.str(name, "").strip()
    return Path(given).expanduser().resolve() if given else None


def secret_key(name: str, folder: Path) -> str:
    """The key from the environment, or one made once and kept in the data folder."""
    given = secret(name)
    if given:
        if len(given) < 50:
            raise ImproperlyConfigured(
                f"{name} is too short: write at least 50 random characters."
            )
        return given
    path = folder / "secret-key"
    if not path.exists():
        # Private from the first byte, and under its name only when whole: two servers
        # that start at once agree.
        half_done = folder / f"secret-key.{secrets.token_hex(8)}"
        with open(os.open(half_done, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
        with suppress(FileExistsError):
            os.link(half_done, path)
        half_done.unlink()
    return path.read_text().strip()
