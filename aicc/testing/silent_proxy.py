"""A TCP proxy that falls silent: whoever is connected hears nothing more, and no end either.

What a cable that was pulled, or a firewall that forgot, does to a connection. It runs on a loop
in a thread of its own. Imports neither Django nor the project.
"""

import asyncio
import socket
import threading
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

LEAST_BUFFER = 2048  # bytes: so little is taken from who talks to a silent peer


class SilentProxy:
    """Between its own `port` and `target`'s on loopback.

    with SilentProxy(redis.port) as proxy: …; proxy.silence(); …; proxy.speak()
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.loop = asyncio.new_event_loop()
        self.pairs: set[asyncio.Task[Any]] = set()
        self.gates: set[asyncio.Event] = set()
        self.is_silent = False  # to whoever comes new
        door = socket.socket()
        # What is sent and not read fills so little that the sender's kernel notices soon.
        door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, LEAST_BUFFER)
        door.bind(("127.0.0.1", 0))
        self.port = int(door.getsockname()[1])
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.server = self.on_loop(asyncio.start_server(self.carry, sock=door, limit=LEAST_BUFFER))

    def __enter__(self) -> "SilentProxy":
        return self

    def __exit__(self, *_: object) -> None:
        self.on_loop(self.close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()

    def on_loop(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    def silence(self, *, new: bool = True) -> None:
        """Carry nothing more. new: nor for connections that are made from now on."""
        self.on_loop(self.hush(new))

    def speak(self) -> None:
        """Carry on, with what was said meanwhile."""
        self.on_loop(self.unhush())

    async def hush(self, new: bool) -> None:
        self.is_silent = new
        for gate in self.gates:
            gate.clear()

    async def unhush(self) -> None:
        self.is_silent = False
        for gate in self.gates:
            gate.set()

    async def close(self) -> None:
        self.server.close()
        for pair in self.pairs:
            pair.cancel()
        await asyncio.gather(*self.pairs, return_exceptions=True)

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        gate = asyncio.Event()
        self.pairs.add(task)
        self.gates.add(gate)
        if not self.is_silent:
            gate.set()
        try:
            await gate.wait()
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
            await asyncio.gather(pump(reader, far_writer, gate), pump(far_reader, writer, gate))
        except (OSError, asyncio.CancelledError):
            pass  # one of both, or the test, has ended it
        finally:
            writer.transport.abort()
            self.gates.discard(gate)
            self.pairs.discard(task)


async def pump(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, gate: asyncio.Event
) -> None:
    with suppress(OSError):
        while data := await reader.read(65_536):
            await gate.wait()
            writer.write(data)
            await writer.drain()
    writer.close()
