"""What serve's classes lean on inside daphne, autobahn and Twisted, and whom they believe."""

import hashlib
import inspect
import ipaddress
import textwrap

import daphne.server
import daphne.ws_protocol
import pytest
from autobahn.websocket.protocol import WebSocketProtocol
from twisted.internet.abstract import FileDescriptor
from twisted.internet.testing import StringTransport
from twisted.web.http import HTTPChannel, HTTPFactory

from aicc.server import transport

PROXIES = [ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8")]


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "client"),
    [
        ("203.0.113.1", "198.51.100.7", "203.0.113.1"),  # a stranger's header
        ("10.0.0.2", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.2", "1.2.3.4, 198.51.100.7", "198.51.100.7"),  # the client forged the first
        ("10.0.0.2", "1.2.3.4, 198.51.100.7, 10.0.0.9", "198.51.100.7"),  # two proxies
        ("10.0.0.2", "10.0.0.8, 10.0.0.9", "10.0.0.8"),
        ("10.0.0.2", "nonsense", "10.0.0.2"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("::ffff:10.0.0.2", "198.51.100.7", "198.51.100.7"),
        ("fd00::1", "2001:db8::7", "2001:db8::7"),
    ],
)
def test_the_client_is_the_last_address_that_is_no_proxy_of_ours(peer, forwarded_for, client):
    scope = scope_of(peer, (b"x-forwarded-for", forwarded_for.encode()))

    transport.apply_forwarded_headers(scope, PROXIES)

    assert scope["client"][0] == client


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(("peer", "secure"), [("10.0.0.2", True), ("203.0.113.1", False)])
def test_only_a_proxy_of_ours_can_say_that_the_request_was_encrypted(kind, peer, secure):
    scope = scope_of(peer, (b"x-forwarded-proto", b"https"), kind=kind)

    transport.apply_forwarded_headers(scope, PROXIES)

    plain = {"http": "http", "websocket": "ws"}[kind]
    assert scope["scheme"] == (f"{plain}s" if secure else plain)


def test_no_forwarded_header_reaches_the_application():
    scope = scope_of(
        "10.0.0.2", (b"x-forwarded-host", b"evil.example"), (b"host", b"www.bank.example")
    )

    transport.apply_forwarded_headers(scope, PROXIES)

    assert scope["headers"] == [(b"host", b"www.bank.example")]


def test_a_client_without_an_address_is_nobodys_proxy():
    scope = scope_of("", (b"x-forwarded-for", b"198.51.100.7"))
    scope["client"] = None

    transport.apply_forwarded_headers(scope, PROXIES)

    assert scope["client"] is None


def scope_of(peer, *headers, kind="http"):
    return {"type": kind, "client": [peer, 50_000], "headers": list(headers)}


def test_twisted_keeps_what_is_not_sent_yet_where_we_look():
    out = FileDescriptor(reactor=StringTransport())
    out.connected = True
    out.startWriting = lambda: None

    out.write(b"x" * 1000)
    waiting = len(out.dataBuffer) - out.offset + out._tempDataLen
    out.writeSomeData = lambda data: 300
    out.doWrite()

    assert waiting == 1000
    assert len(out.dataBuffer) - out.offset + out._tempDataLen == 700


def test_autobahn_takes_frames_one_by_one_out_of_what_was_read():
    source = textwrap.dedent(inspect.getsource(WebSocketProtocol.consumeData))

    assert "while self.processData()" in source
    assert transport.Socket.processData is not WebSocketProtocol.processData


def test_twisted_still_has_the_switches_of_a_channel():
    assert HTTPChannel.persistent == 1
    assert callable(HTTPChannel.loseConnection)
    assert callable(HTTPFactory.buildProtocol)


@pytest.mark.parametrize(
    ("replaced", "digest"),
    [
        (daphne.server.Server.create_application, "f1e300b4ecf6"),
        (daphne.server.Server.kill_all_applications, "4e1618c6f787"),
        (daphne.ws_protocol.WebSocketProtocol.check_timeouts, "0e2ee6816a93"),
        (daphne.ws_protocol.WebSocketProtocol.onMessage, "826cc86d0e2a"),
    ],
)
def test_daphne_is_the_one_that_our_subclasses_were_written_for(replaced, digest):
    """When this fails: read daphne's change, adapt serve.py or wire.py, then the digest."""
    source = inspect.getsource(replaced).encode()

    assert hashlib.sha256(source).hexdigest()[:12] == digest
