"""A connection that was reset while something was unread is found out by its next use."""

import asyncio
import errno
import socket
import struct

import pytest

from aicc.server.event_loop import Loop

RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing throws away, and says so


@pytest.fixture
def loop():
    made = Loop()
    yield made
    made.close()


@pytest.fixture
def pair():
    with socket.create_server(("127.0.0.1", 0)) as door:
        client = socket.create_connection(door.getsockname())
        server, _ = door.accept()
    server.setblocking(False)
    yield server, client
    client.close()
    server.close()


async def reset_with_words_unread(loop, server, client):
    """The reader takes a byte of what came; then the poll is closed behind its back."""
    read = loop.create_future()
    client.sendall(b"words that nobody has read")
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    client.close()
    loop.add_reader(server, lambda: read.done() or read.set_result(server.recv(1)))
    await read
    await asyncio.sleep(0)


@pytest.mark.parametrize("direction", ["reader", "writer"])
def test_a_reset_connection_is_found_out_by_whoever_next_uses_it(loop, pair, direction):
    server, client = pair

    async def use() -> int | None:
        await reset_with_words_unread(loop, server, client)
        met = loop.create_future()

        def meet() -> None:
            if met.done():
                return
            try:
                if direction == "writer":
                    server.send(b"x")
                while direction == "reader":
                    server.recv(1000)
            except OSError as error:
                met.set_result(error.errno)

        getattr(loop, f"add_{direction}")(server, meet)
        return await asyncio.wait_for(met, 60)

    assert loop.run_until_complete(use()) in (errno.ECONNRESET, errno.EPIPE)
