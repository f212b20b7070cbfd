"""DATABASE_URL as Django's settings, each part refused with one sentence when it is wrong."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from aicc.environment import secret

MYSQL_PACKAGES = "gcc pkg-config libmariadb-dev python3-dev"
SSL_MODES = ("DISABLED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY")
VERIFYING = ("VERIFY_CA", "VERIFY_IDENTITY")
SSL_FILES = {"ssl_ca": "ca", "ssl_cert": "cert", "ssl_key": "key"}
MYSQL_PARAMETERS = ("ssl_mode", *SSL_FILES, "charset")
MYSQL_SCHEMES = ("mysql", "mysql+pymysql", "mariadb")
SQLITE = "aicc.platform.connections.sqlite_in_turn"
REPLICA = "aicc.platform.connections.mysql_replica"
REPLICA_SECONDS = 2  # for a connection: without it the primary answers
SEVERAL_HOSTS = "aicc.platform.connections.mysql_members"
NO_HOST = "a host that is none: write mysql://user:password@host:3306/name, an IPv6 one in [ ]."


def read(folder: Path, connect_seconds: int = 5) -> dict[str, Any]:
    """The database of DATABASE_URL; SQLite in the data folder without one.

    Of several hosts (`mysql://user:password@db1,db2:3307,db3/name`) the first one that may write
    is written to. `mysql+pymysql://`, the first system's spelling, means `mysql://`. A MySQL
    address without a password takes MYSQL_PASSWORD, or MYSQL_ROOT_PASSWORD.
    """
    password = secret("MYSQL_PASSWORD"), secret("MYSQL_ROOT_PASSWORD")
    address = secret("DATABASE_URL") or f"sqlite:///{folder / 'aicc.sqlite3'}"
    try:
        parts = urlsplit(address)
    except ValueError:  # brackets that are no IPv6 address
        raise ImproperlyConfigured(f"DATABASE_URL names {NO_HOST}") from None
    if parts.scheme == "sqlite":
        parameters(parts, ())
        return sqlite(environ.Env.db_url_config(address))
    if parts.scheme not in MYSQL_SCHEMES:
        raise ImproperlyConfigured(
            f"DATABASE_URL begins with {parts.scheme!r}: write "
            "mysql://user:password@host:3306/name or sqlite:///path."
        )
    return mysql(parts, next(filter(None, password), ""), connect_seconds)


def databases(folder: Path, connect_seconds: int) -> dict[str, Any]:
    """DATABASES: of DATABASE_URL and, where it is given, of AICC_DATABASE_REPLICA_URL."""
    found = {"default": read(folder, connect_seconds)}
    address = secret("AICC_DATABASE_REPLICA_URL")
    if not address:
        return found
    if found["default"]["ENGINE"] == SQLITE:
        raise ImproperlyConfigured(
            "AICC_DATABASE_REPLICA_URL is given and DATABASE_URL names no MySQL or MariaDB: leave "
            "it out, or name the primary in DATABASE_URL."
        )
    try:
        given = replica(address, found["default"]["PASSWORD"], connect_seconds)
    except ValueError:
        raise ImproperlyConfigured(f"AICC_DATABASE_REPLICA_URL names {NO_HOST}") from None
    except ImproperlyConfigured as refusal:
        raise ImproperlyConfigured(f"AICC_DATABASE_REPLICA_URL: {refusal}") from None
    return found | {"replica": given}


def replica(address: str, password: str, connect_seconds: int) -> dict[str, Any]:
    parts = urlsplit(address)
    if parts.scheme not in MYSQL_SCHEMES or len(hosts(parts)) > 1:
        raise ImproperlyConfigured(
            "DATABASE_URL names no single replica: write mysql://user:password@host:3306/name."
        )
    given = mysql(parts, password, min(connect_seconds, REPLICA_SECONDS))
    return given | {"ENGINE": REPLICA, "TEST": {"MIRROR": "default"}}


def sqlite(config: dict[str, Any]) -> dict[str, Any]:
    return config | {
        "ENGINE": SQLITE,
        # IMMEDIATE takes the write lock at BEGIN: two transactions queue instead of failing.
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
        "TEST": {"NAME": str(config["NAME"]) + ".test"},
    }


def mysql(parts: SplitResult, password: str, connect_seconds: int) -> dict[str, Any]:
    """password: where the address names none."""
    given = parameters(parts, MYSQL_PARAMETERS)
    if given.get("charset", "utf8mb4") != "utf8mb4":
        raise ImproperlyConfigured(
            "DATABASE_URL asks for another charset than utf8mb4: leave it out."
        )
    encryption = tls(given)
    places = hosts(parts)
    require_client()
    several = {"members": places} if len(places) > 1 else {}
    return {
        "ENGINE": SEVERAL_HOSTS if several else "django.db.backends.mysql",
        "NAME": database_name(parts),
        "USER": unquote(parts.username or "root"),
        "PASSWORD": unquote(parts.password or "") or password,
        "HOST": places[0][0],
        "PORT": places[0][1],
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "charset": "utf8mb4",
            "connect_timeout": connect_seconds,
            # UTC, so that the database's clock and ours mean the same by a time; strict,
            # so that nothing is cut silently.
            "init_command": "SET time_zone = '+00:00', sql_mode = 'STRICT_TRANS_TABLES', "
            "innodb_lock_wait_timeout = 10",
            **encryption,
            **several,
        },
        "TEST": {"CHARSET": "utf8mb4", "COLLATION": "utf8mb4_unicode_ci"},
    }


def parameters(parts: SplitResult, known: tuple[str, ...]) -> dict[str, str]:
    """What stands behind the address's `?`. Whatever is not known would be without effect."""
    found: dict[str, str] = {}
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name not in known:
            allowed = f"write none but {', '.join(known)}" if known else "write none"
            raise ImproperlyConfigured(f"DATABASE_URL has the parameter {name!r}: {allowed}.")
        if name in found:
            raise ImproperlyConfigured(f"DATABASE_URL has the parameter {name!r} twice.")
        found[name] = value
    return found


def tls(given: Mapping[str, str]) -> dict[str, Any]:
    """The client's options for `ssl_mode`, `ssl_ca`, `ssl_cert` and `ssl_key`.

    MySQL's PREFERRED is refused: MariaDB's client library takes it for DISABLED, without a
    word. It also goes on in the clear with REQUIRED where the server has no TLS; aicc.platform.db
    refuses such a connection.
    """
    mode = given.get("ssl_mode", "").upper()
    files = {name: readable(name, given[name]) for name in SSL_FILES if name in given}
    if "ssl_mode" in given and mode not in SSL_MODES:
        known = ", ".join(SSL_MODES)
        raise ImproperlyConfigured(
            f"DATABASE_URL has ssl_mode={given['ssl_mode']!r}: write one of {known}."
        )
    if files and mode in ("", "DISABLED"):
        raise ImproperlyConfigured(
            f"DATABASE_URL has {', '.join(files)} and no ssl_mode that uses it: add "
            "ssl_mode=VERIFY_IDENTITY, VERIFY_CA or REQUIRED."
        )
    if mode in VERIFYING and "ssl_ca" not in files:
        raise ImproperlyConfigured(
            f"DATABASE_URL has ssl_mode={mode} and no ssl_ca: name the file of the authority "
            "that signed the database's certificate."
        )
    if ("ssl_cert" in files) != ("ssl_key" in files):
        raise ImproperlyConfigured("DATABASE_URL needs ssl_cert and ssl_key together.")
    if not mode:
        return {}
    return {"ssl_mode": mode, "ssl": {SSL_FILES[name]: path for name, path in files.items()}}


def readable(name: str, path: str) -> str:
    try:
        with open(path, "rb"):
            return path
    except (OSError, ValueError):
        raise ImproperlyConfigured(
            f"DATABASE_URL has {name}={path!r}, which cannot be read: name a file in PEM."
        ) from None


def require_client() -> None:
    try:
        import MySQLdb  # noqa: F401  (asked for here to say it in one sentence)
    except ImportError:
        raise ImproperlyConfigured(
            "DATABASE_URL names MySQL, and mysqlclient is not installed: apt-get install "
            f"{MYSQL_PACKAGES}, then pip install -r deploy/requirements/production.txt."
        ) from None


def database_name(parts: SplitResult) -> str:
    name = parts.path.strip("/")
    if not name:
        raise ImproperlyConfigured(
            "DATABASE_URL names no database: write mysql://user:password@host:3306/name."
        )
    return name


def hosts(parts: SplitResult) -> list[tuple[str, int]]:
    """Host and port of each, in the order given, which is that of preference."""
    named = parts.netloc.rpartition("@")[2].split(",")
    found = [host_and_port(each) for each in named]
    if len(found) > 1 and not all(named):
        raise ImproperlyConfigured("DATABASE_URL has a comma without a host beside it.")
    if len(set(found)) < len(found):
        raise ImproperlyConfigured("DATABASE_URL names the same host and port twice.")
    return found


def host_and_port(named: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{named}")
    except ValueError:
        raise ImproperlyConfigured(f"DATABASE_URL names {NO_HOST}") from None
    try:
        return parts.hostname or "127.0.0.1", parts.port or 3306
    except ValueError:
        raise ImproperlyConfigured(
            "DATABASE_URL has a port that is no number from 1 to 65535."
        ) from None
