"""An installation as docker-compose.yml makes it, on this machine: two servers of ours behind
the nginx.conf that is shipped, MariaDB and Redis, all on the ports and names they have there.

It has a network of its own, so it meets no other program on port 80 and needs no port to be
free. That takes root on Linux. Imports neither Django nor pytest.
"""

import ctypes
import fcntl
import os
import shutil
import socket
import ssl
import struct
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from aicc.testing import migrated, servers
from deploy import self_signed

CLONE_NEWNET = 0x40000000
GET_FLAGS, SET_FLAGS, IS_UP = 0x8913, 0x8914, 0x1  # ioctl: SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP
BACKENDS = ("127.0.0.2", "127.0.0.3")  # what as-in-compose.sh calls backend and backend2
NGINX = "127.0.0.1"  # nginx calls the servers from here
IN_A_ROW = 10  # connections that show a certificate, half a second and more
SETTINGS = {
    # As in docker-compose.yml.
    "AICC_OPEN_SESSIONS": "on",
    "AICC_TRUSTED_PROXIES": NGINX,
    "AICC_REDIS_URL": "redis://127.0.0.1:6379/0",
    # Whatever the machine's environment says of models.
    "AICC_ENGINE": "offline",
}

libc = ctypes.CDLL(None, use_errno=True)


def enter(file: int) -> None:
    if libc.setns(file, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")


@contextmanager
def own_network() -> Iterator[None]:
    """The calling thread, and all that it starts, in an empty network that has only loopback.

    Raises PermissionError where this is not allowed.
    """
    outside = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        if libc.unshare(CLONE_NEWNET):
            raise PermissionError(ctypes.get_errno(), "no network of our own: not allowed here")
        bring_up_loopback()
        yield
    finally:
        enter(outside)
        os.close(outside)


def bring_up_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = fcntl.ioctl(control, GET_FLAGS, struct.pack("16sh14x", b"lo", 0))
        flags = struct.unpack("16sh14x", request)[1]
        fcntl.ioctl(control, SET_FLAGS, struct.pack("16sh14x", b"lo", flags | IS_UP))


class Nginx(servers.PrivateServer):
    """The shipped configuration, unmodified, started as its container starts it."""

    name = "nginx"

    def __init__(self, folder: Path, *, tls: str = "off", **settings: str) -> None:
        super().__init__(folder, port=443 if tls == "on" else 80)
        # Its watch ends with nginx at the next look: soon, so that nothing outlives a test.
        self.settings = {"AICC_TLS": tls, "AICC_CERTIFICATE_WATCH_SECONDS": "2", **settings}

    def environment(self) -> dict[str, str]:
        path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
        return {**os.environ, "PATH": path, **self.settings}

    def command(self) -> list[str]:
        start = "/etc/nginx/aicc/entrypoint.sh && exec nginx -g 'daemon off;'"
        place = str(servers.ROOT / "deploy" / "scripts" / "as-in-compose.sh")
        inside = ["sh", place, str(self.folder), "sh", "-c", start]
        return [servers.program("unshare"), "--mount", *inside]

    def kill(self) -> None:
        self.stop()  # its workers would outlive a SIGKILL


class Installation:
    """What compose calls backend, backend2, db, redis and nginx, in the current network."""

    def __init__(self, **settings: str) -> None:
        self.folder = servers.short_folder()
        self.folder.chmod(0o755)  # nginx's workers read the static files
        self.database = servers.MariaDb(self.folder, 3306)
        self.redis = servers.Redis(self.folder, 6379)
        self.settings = {
            **SETTINGS,
            "DATABASE_URL": self.database.url("aicc"),
            "AICC_STATIC_DIR": str(self.folder / "srv" / "aicc" / "static"),
            **settings,
        }
        self.backends = [self.backend(host) for host in BACKENDS]
        self.nginx = Nginx(self.folder)

    def backend(self, host: str) -> servers.AiccServer:
        return servers.AiccServer(self.folder, dict(self.settings), 8000, host)

    def start(self, *, knowledge: bool = False) -> "Installation":
        (self.folder / "srv" / "aicc" / "certificates").mkdir(parents=True)
        self.database.start()
        self.redis.start()
        first, second = self.backends
        at_once(
            lambda: first.manage("compile_translations"),
            lambda: migrated.database_in(self.database, "aicc"),
            lambda: second.manage("collectstatic", "--noinput", "--verbosity=0"),
        )
        if knowledge:
            first.manage("import_knowledge")
        at_once(first.start, second.start)
        self.nginx.start()
        return self

    def turn_on_tls(self, **settings: str) -> Path:
        """Give nginx a certificate for localhost and start it anew; the certificate's file."""
        certificate = self.lay_certificate()
        self.restart_nginx(tls="on", **settings)
        return certificate

    def lay_certificate(self) -> Path:
        """A new one for localhost, in the place of the last; its file."""
        return self_signed.write(self.folder / "srv" / "aicc" / "certificates", "localhost")

    def restart_nginx(self, *, tls: str, **settings: str) -> None:
        self.nginx.stop()
        self.nginx = Nginx(self.folder, tls=tls, **settings)
        self.nginx.start()

    def stop(self) -> None:
        for server in (self.nginx, *self.backends, self.redis, self.database):
            server.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def served_certificate() -> str:
    """The one that a browser is shown, in PEM."""
    return ssl.get_server_certificate(("127.0.0.1", 443))


def served_certificate_other_than(known: str) -> str:
    """The one that nginx shows once it has taken up another, by every worker: one of before may
    take a connection more while it is told to end. Raises TimeoutError.
    """
    deadline = time.monotonic() + servers.START_SECONDS
    others: list[str] = []
    while len(others) < IN_A_ROW:
        if time.monotonic() > deadline:
            raise TimeoutError("nginx took no new certificate up")
        shown = served_certificate()
        others = [] if shown == known else [*others, shown]
        time.sleep(0.05)
    return others[-1]


def at_once(*deeds: Callable[[], object]) -> None:
    with ThreadPoolExecutor(len(deeds)) as hands:
        for done in [hands.submit(deed) for deed in deeds]:
            done.result()
