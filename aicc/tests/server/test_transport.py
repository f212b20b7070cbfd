"""What serve's classes lean on inside daphne, autobahn and Twisted."""

import hashlib
import inspect
import textwrap

import daphne.server
import daphne.ws_protocol
import pytest
from autobahn.websocket.protocol import WebSocketProtocol
from twisted.internet.abstract import FileDescriptor
from twisted.internet.testing import StringTransport
from twisted.web.http import HTTPChannel, HTTPFactory

from aicc.server import transport


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
