"""deploy/ha/haproxy.cfg as it stands, on loopback: who is led where, and what is believed."""

import base64
import hashlib
import http.client
import re
import shutil
import socket
import subprocess
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import redis

from aicc.testing import servers, waits
from conftest import require

CONFIGURATION = Path(__file__).resolve().parent.parent / "ha" / "haproxy.cfg"

pytestmark = [pytest.mark.servers, pytest.mark.once]


class HaProxy(servers.PrivateServer):
    name = "haproxy"

    def __init__(self, folder, places, redis_places):
        """places, redis_places: ports that stand for the servers' and for Redis'."""
        super().__init__(folder)
        self.redis_port = servers.free_port()
        text = CONFIGURATION.read_text()
        text = text.replace("maxconn 20000", "maxconn 200")  # more than this machine may open
        text = text.replace("bind :80\n", f"bind 127.0.0.1:{self.port}\n")
        text = re.sub(r"  bind :443 .*\n", "", text)
        text = text.replace("unless { ssl_fc }", "if { path /as-without-tls }")
        text = text.replace("127.0.0.1:6379\n", f"127.0.0.1:{self.redis_port}\n")
        for number, port in enumerate(places, start=1):
            text = text.replace(f"10.20.0.1{number}:8000", f"127.0.0.1:{port}")
        for number, port in enumerate(redis_places, start=1):
            text = text.replace(f"10.20.0.2{number}:6379", f"127.0.0.1:{port}")
        self.file = folder / "haproxy.cfg"
        self.file.write_text(text)

    def command(self):
        return [servers.program("haproxy"), "-W", "-f", str(self.file)]


def accepted(headers):
    """By which the proxy, too, knows that a socket was meant (RFC 6455, 4.2.2)."""
    key = headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    return base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()


class Server:
    """Answers with its name and the headers that it was told; ready, or not."""

    def __init__(self, name):
        self.name, self.ready = name, True
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                well = outer.ready or self.path != "/health/ready"
                said = f"{outer.name} {self.headers['X-Forwarded-For']}".encode()
                self.send_response(101 if self.headers["Upgrade"] else (200 if well else 503))
                if self.headers["Upgrade"]:
                    self.send_header("Upgrade", "websocket")
                    self.send_header("Connection", "Upgrade")
                    self.send_header("Sec-WebSocket-Accept", accepted(self.headers))
                    self.end_headers()
                    self.wfile.write(self.rfile.read(4))
                    return
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def handle(self):
                with suppress(ConnectionError):  # a check that has heard enough
                    super().handle()

            def log_message(self, *arguments):
                pass

        self.door = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.door.server_port
        threading.Thread(target=self.door.serve_forever, daemon=True).start()


@pytest.fixture(scope="module")
def scene():
    require("haproxy", "redis-server")
    folder = servers.short_folder()
    ours = [Server(name) for name in ("one", "two", "three")]
    master = servers.Redis(folder).start()
    replica = servers.Redis(folder, master=master.port).start()
    stores = [replica.port, master.port, servers.free_port()]
    proxy = HaProxy(folder, [server.port for server in ours], stores)
    proxy.start()
    yield ours, master, proxy
    for server in (proxy, replica, master):
        server.stop()
    for server in ours:
        server.door.shutdown()
    shutil.rmtree(folder, ignore_errors=True)


def asked(proxy, path="/", **headers):
    line = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=waits.SECONDS)
    line.request("GET", path, headers={"Host": "chat.bank.example", **headers})
    answer = line.getresponse()
    found = answer.status, answer.read().decode()
    line.close()
    return found


def test_it_is_taken_as_it_stands():
    require("haproxy")
    without_tls = re.sub(r"  bind :443 .*\n", "", CONFIGURATION.read_text())

    done = subprocess.run(
        [servers.program("haproxy"), "-c", "-f", "/dev/stdin"],
        input=without_tls,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr


def test_every_server_is_asked_and_one_that_drains_no_more(scene):
    ours, _, proxy = scene
    waits.wait_until("all three", lambda: {told(proxy) for _ in range(6)} == names(ours))

    ours[0].ready = False
    try:
        waits.wait_until("two of them", lambda: {told(proxy) for _ in range(6)} == names(ours[1:]))
    finally:
        ours[0].ready = True


def told(proxy):
    return asked(proxy)[1].split()[0]


def names(ours):
    return {server.name for server in ours}


def test_what_a_client_claims_is_written_anew_and_our_figures_stay_inside(scene):
    _, _, proxy = scene

    _, said = asked(proxy, **{"X-Forwarded-For": "203.0.113.9"})
    refused, _ = asked(proxy, "/metrics")

    assert said.split()[1] == "127.0.0.1"
    assert refused == 404


def test_a_socket_goes_through(scene):
    _, _, proxy = scene
    with socket.create_connection(("127.0.0.1", proxy.port), waits.SECONDS) as door:
        head = "GET /api/v1/chat/ws/lin HTTP/1.1\r\nHost: chat.bank.example\r\n"
        head += f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {'A' * 22}==\r\n"
        door.sendall(f"{head}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n".encode())
        door.sendall(b"ping")
        heard = b""
        while not heard.endswith(b"ping") and (part := door.recv(4096)):
            heard += part

    assert heard.split(b" ")[1:2] == [b"101"], heard
    assert heard.endswith(b"ping"), heard


def test_redis_is_the_master_and_never_a_replica(scene):
    _, master, proxy = scene

    def role():
        try:
            with redis.Redis(port=proxy.redis_port, socket_timeout=5) as client:
                return client.info("replication")["role"]
        except redis.RedisError:
            return ""

    waits.wait_until("the master", lambda: role() == "master")
    assert {role() for _ in range(5)} == {"master"}
    assert master.process.poll() is None
