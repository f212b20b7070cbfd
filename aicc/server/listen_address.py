"""Where the server listens, and by which addresses people reach it there."""

import errno
import socket
import sys
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

from aicc.environment import env

HOST, PORT = "127.0.0.1", 8000
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  (compared with, not listened on)
# Addresses that are kept for documentation: nothing is sent there, the kernel only says which of
# our own addresses it would send from.
FAR_AWAY = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}


def configured(host: str | None, port: str | None) -> tuple[str, int]:
    """What was given on the command line, else HOST and PORT, else 127.0.0.1 and 8000.

    Raises ImproperlyConfigured where the port is none.
    """
    wanted = port if port is not None else env.str("PORT", "").strip() or str(PORT)
    if not (wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= 65_535):
        raise ImproperlyConfigured(f"PORT is {wanted!r}: write a number from 1 to 65535.")
    return host or env.str("HOST", "").strip() or HOST, int(wanted)


def refuse_taken(host: str, port: int) -> None:
    """Raises ImproperlyConfigured where nothing can listen on that address."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):  # the second: a part of it is blank or too long for a name
        raise ImproperlyConfigured(
            f"HOST is {host!r}, which is no address and no name of one: write 127.0.0.1 for this "
            "machine alone, or 0.0.0.0 for all who reach it."
        ) from None
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            if sys.platform != "win32":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise ImproperlyConfigured(refusal(host, port, error)) from None


def bound(host: str, port: int) -> socket.socket:
    """A socket that is about to listen there; `::` takes IPv4 as well. Raises OSError."""
    family, kind, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    door = socket.socket(family, kind)
    try:
        if sys.platform != "win32":
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        door.bind(address)
    except OSError:
        door.close()
        raise
    return door


def refusal(host: str, port: int, error: OSError) -> str:
    if isinstance(error, PermissionError):
        remedy = "ports below 1024 are for root: choose another by PORT, as in PORT=8001 make run."
    elif error.errno == errno.EADDRNOTAVAIL:
        remedy = "HOST names no address of this machine; 0.0.0.0 means all it has."
    else:
        remedy = (
            "stop the program that does, or choose another port by PORT, as in PORT=8001 make run."
        )
    return f"Cannot listen on {host} port {port} ({error.strerror}): {remedy}"


def names(host: str) -> list[str]:
    """What a browser may write before the port to reach a server that listens on `host`."""
    if host not in EVERYWHERE:
        return [host]
    families = FAR_AWAY if host == "::" else [socket.AF_INET]
    return ["localhost", *(own for family in families if (own := own_address(family)))]


def own_address(family: socket.AddressFamily) -> str:
    """This machine's address in its network, or blank."""
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.connect((FAR_AWAY[family], 9))
        return str(probe.getsockname()[0])
    return ""


def bracketed(name: str) -> str:
    return f"[{name}]" if ":" in name else name


def url(name: str, port: int) -> str:
    return f"http://{bracketed(name)}:{port}"


def allow(host: str) -> None:
    """In a trial that names no hosts, those by which this one is reached are allowed: an
    address that is shown has to answer. A bank names them itself."""
    if settings.AICC_PRODUCTION or env.str("AICC_ALLOWED_HOSTS", "").strip():
        return
    more = [bracketed(name) for name in names(host)]
    settings.ALLOWED_HOSTS = list(dict.fromkeys([*settings.ALLOWED_HOSTS, *more]))


def answered(host: str) -> tuple[list[str], list[str]]:
    """Of the names of `host` those that get an answer, and those that would get a 400."""
    good: list[str] = []
    bad: list[str] = []
    for name in names(host):
        known = validate_host(bracketed(name), settings.ALLOWED_HOSTS)
        (good if known else bad).append(name)
    return good, bad
