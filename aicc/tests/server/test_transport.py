"""What our connections lean on inside daphne, autobahn, Twisted and uvicorn."""

import asyncio
import hashlib
import inspect
import textwrap

import daphne.server
import daphne.ws_protocol
import pytest
from autobahn.twisted.websocket import WebSocketServerFactory
from autobahn.websocket.protocol import WebSocketProtocol
from twisted.internet.abstract import FileDescriptor
from twisted.internet.testing import StringTransport
from twisted.web.http import HTTPChannel, HTTPFactory
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from aicc.server.transport import daphne_connections


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
    assert daphne_connections.Socket.processData is not WebSocketProtocol.processData


def test_twisted_still_has_the_switches_of_a_channel():
    assert HTTPChannel.persistent == 1
    assert callable(HTTPChannel.loseConnection)
    assert callable(HTTPFactory.buildProtocol)


OF_UVICORN = (
    HttpToolsProtocol.data_received,
    HttpToolsProtocol.handle_websocket_upgrade,
    HttpToolsProtocol.on_headers_complete,
    HttpToolsProtocol._start_asgi_task,
    RequestResponseCycle.send,
    WebSocketsSansIOProtocol.__init__,
    WebSocketsSansIOProtocol.handle_events,
    WebSocketsSansIOProtocol.handle_connect,
    WebSocketsSansIOProtocol.connection_lost,
    WebSocketsSansIOProtocol.send,
)


@pytest.mark.parametrize(
    ("replaced", "digest"),
    [
        ([daphne.server.Server.create_application], "f1e300b4ecf6"),
        ([daphne.server.Server.kill_all_applications], "4e1618c6f787"),
        ([daphne.ws_protocol.WebSocketProtocol.check_timeouts], "0e2ee6816a93"),
        ([daphne.ws_protocol.WebSocketProtocol.onMessage], "826cc86d0e2a"),
        ([daphne.server.Server.handle_reply], "9d9dbaea6de0"),
        ([daphne.ws_protocol.WebSocketProtocol.serverSend], "345f21330d2a"),
        ([WebSocketProtocol.sendMessage], "048d6bcf0d71"),
        ([WebSocketProtocol.sendData], "5dcca425b048"),
        (OF_UVICORN, "22996873d91a"),
    ],
)
def test_the_servers_are_those_that_our_subclasses_were_written_for(replaced, digest):
    """When this fails: read the change, adapt aicc/server/transport, then the digest."""
    source = "".join(inspect.getsource(each) for each in replaced).encode()

    assert hashlib.sha256(source).hexdigest()[:12] == digest


class Out(StringTransport):
    """A connection's end as Twisted's: what the kernel takes at once, and what waits."""

    TLS, offset = False, 0
    dataBuffer, _tempDataLen = b"", 0  # noqa: N815

    def __init__(self, takes=10**9):
        super().__init__()
        self.takes, self.sent = takes, []

    def writeSomeData(self, data):  # noqa: N802
        taken, self.takes = data[: self.takes], max(0, self.takes - len(data))
        self.sent.append(bytes(taken))
        return len(taken)

    def write(self, data):
        self._tempDataLen += len(data)
        super().write(data)


def socket_on(out):
    factory = WebSocketServerFactory()
    factory.protocol = daphne_connections.Socket
    socket = factory.buildProtocol(None)
    socket.makeConnection(out)
    socket.state = socket.STATE_OPEN
    return socket


async def test_the_frames_of_one_moment_leave_in_one_piece():
    socket = socket_on(Out())

    socket.serverSend("가")
    socket.serverSend(b"\0" * 200, binary=True)
    assert socket.unsent == 5 + 204
    assert socket.transport.sent == []
    await asyncio.sleep(0)

    assert socket.transport.sent == [b"\x81\x03\xea\xb0\x80\x82\x7e\x00\xc8" + b"\0" * 200]
    assert socket.unsent == 0
    assert socket.transport.value() == b""


async def test_what_the_kernel_does_not_take_waits_and_keeps_its_order():
    socket = socket_on(Out(takes=4))

    socket.serverSend("one")
    await asyncio.sleep(0)
    socket.serverSend("two")
    await asyncio.sleep(0)

    assert socket.transport.sent == [b"\x81\x03on"]
    assert socket.transport.value() == b"e\x81\x03two"


async def test_a_close_follows_the_frames_that_were_sent_before_it():
    socket = socket_on(Out())

    socket.serverSend("one")
    socket.sendData(b"close")
    await asyncio.sleep(0)

    assert b"".join(socket.transport.sent) + socket.transport.value() == b"\x81\x03oneclose"


async def test_whoever_has_left_is_sent_nothing():
    socket = socket_on(Out())
    socket.serverSend("one")
    socket.transport.connected = False
    socket.state = socket.STATE_CLOSED
    socket.serverSend("two")

    await asyncio.sleep(0)

    assert socket.transport.sent == []


@pytest.mark.parametrize("size", [0, 125, 126, 0xFFFF, 0x10000])
def test_a_frame_of_any_size_is_what_autobahn_would_have_made(size):
    socket = socket_on(Out())
    WebSocketProtocol.sendMessage(socket, b"x" * size)

    sent = b"".join(socket.transport.sent) + socket.transport.value()
    assert daphne_connections.frame_of(b"x" * size, binary=False) == sent
