"""Reading settings from the environment, each refused with one sentence when it is wrong.

Where a value comes from: the process's environment, then `.env` beside manage.py (or the
file that AICC_ENV_FILE names), then the default given in settings.py, the only caller.
"""

import ipaddress
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

ON, OFF = {"on", "true", "1", "yes"}, {"off", "false", "0", "no", ""}
MYSQL_PACKAGES = "gcc pkg-config libmariadb-dev python3-dev"


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
    path = env.str(f"{name}_FILE", "").strip()
    if not path:
        return env.str(name, "").strip()
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
    """Exact origins such as https://www.bank.example, without a path."""
    found = words(name)
    for origin in found:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path or parts.query:
            raise ImproperlyConfigured(
                f"{name} holds {origin!r}: write origins such as https://www.bank.example, "
                "with the scheme and without a path."
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


def database(folder: Path) -> dict[str, Any]:
    """DATABASE_URL as Django's settings; SQLite in the data folder without one.

    `mysql+pymysql://`, the first system's spelling, means `mysql://`. A MySQL address
    without a password takes MYSQL_PASSWORD, or MYSQL_ROOT_PASSWORD.
    """
    address = secret("DATABASE_URL") or f"sqlite:///{folder / 'aicc.sqlite3'}"
    scheme = urlsplit(address).scheme
    if scheme == "sqlite":
        return sqlite(environ.Env.db_url_config(address))
    if scheme not in ("mysql", "mysql+pymysql", "mariadb"):
        raise ImproperlyConfigured(
            f"DATABASE_URL begins with {scheme!r}: write mysql://user:password@host:3306/name "
            "or sqlite:///path."
        )
    parts = urlsplit(address)
    try:
        port = parts.port or 3306
    except ValueError:
        raise ImproperlyConfigured(
            "DATABASE_URL has a port that is no number from 1 to 65535."
        ) from None
    return mysql(
        name=parts.path.strip("/"),
        user=unquote(parts.username or "root"),
        password=unquote(parts.password or "")
        or secret("MYSQL_PASSWORD")
        or secret("MYSQL_ROOT_PASSWORD"),
        host=parts.hostname or "127.0.0.1",
        port=port,
    )


def sqlite(config: dict[str, Any]) -> dict[str, Any]:
    return config | {
        # IMMEDIATE takes the write lock at BEGIN: two transactions queue instead of failing.
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
        "TEST": {"NAME": str(config["NAME"]) + ".test"},
    }


def mysql(*, name: str, user: str, password: str, host: str, port: int) -> dict[str, Any]:
    try:
        import MySQLdb  # noqa: F401  (asked for here to say it in one sentence)
    except ImportError:
        raise ImproperlyConfigured(
            "DATABASE_URL names MySQL, and mysqlclient is not installed: apt-get install "
            f"{MYSQL_PACKAGES}, then pip install -r deploy/requirements/production.txt."
        ) from None
    if not name:
        raise ImproperlyConfigured(
            "DATABASE_URL names no database: write mysql://user:password@host:3306/name."
        )
    return {
        "ENGINE": "django.db.backends.mysql",
        "NAME": name,
        "USER": user,
        "PASSWORD": password,
        "HOST": host,
        "PORT": port,
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "charset": "utf8mb4",
            "connect_timeout": 5,
            # UTC, so that the database's clock and ours mean the same by a time; strict,
            # so that nothing is cut silently.
            "init_command": "SET time_zone = '+00:00', sql_mode = 'STRICT_TRANS_TABLES', "
            "innodb_lock_wait_timeout = 10",
        },
        "TEST": {"CHARSET": "utf8mb4", "COLLATION": "utf8mb4_unicode_ci"},
    }
