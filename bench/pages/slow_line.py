"""A line as a phone's in a train: every byte arrives later, and no more than so many a second.

Chromium's own emulation delays requests and knows nothing of the rounds that TCP and TLS take
before the first of them; the kernel's (netem) is not everywhere. This one carries bytes.
"""

import asyncio
import threading
from contextlib import suppress

# "Slow 4G" as Lighthouse names it (throttling constants `mobileSlow4G`).
ROUND_SECONDS = 0.150
DOWN_BYTES, UP_BYTES = 1_638_400 // 8, 675_000 // 8  # a second, shared by all connections
CHUNK = 1_460  # bytes: about what a packet holds, so that nobody waits for a long one of another


class Lane:
    """One direction of the line."""

    def __init__(self, rate: float, seconds: float) -> None:
        """rate: bytes a second. seconds: until a byte that was sent is there."""
        self.rate, self.seconds = rate, seconds
        self.is_free_at = 0.0

    def arrival(self, size: int) -> float:
        """When what is sent now arrives, by the loop's clock."""
        sent = max(self.is_free_at, asyncio.get_running_loop().time()) + size / self.rate
        self.is_free_at = sent
        return sent + self.seconds


class SlowLine:
    """Listens on `port` of `host` and carries to `target` on 127.0.0.1, in a thread of its own.

    with SlowLine("127.0.0.1", 8443, 443): …
    """

    def __init__(self, host: str, port: int, target: int) -> None:
        self.host, self.port, self.target = host, port, target
        self.up = Lane(UP_BYTES, ROUND_SECONDS / 2)
        self.down = Lane(DOWN_BYTES, ROUND_SECONDS / 2)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)

    def __enter__(self) -> "SlowLine":
        self.thread.start()
        listening = asyncio.start_server(self.carry, self.host, self.port)
        self.server = asyncio.run_coroutine_threadsafe(listening, self.loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self.close(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()

    async def close(self) -> None:
        self.server.close()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(ROUND_SECONDS)  # the handshake of TCP: a client speaks after it
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        with suppress(OSError):
            await asyncio.gather(
                self.pump(reader, far_writer, self.up), self.pump(far_reader, writer, self.down)
            )

    async def pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, lane: Lane
    ) -> None:
        """Read on while what was read is under way: a line holds more than one packet."""
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(1_000)
        arriving = asyncio.create_task(self.arrive(under_way, writer))
        try:
            while data := await reader.read(CHUNK):
                await under_way.put((lane.arrival(len(data)), data))
            await under_way.put((lane.arrival(0), b""))
            await arriving
        finally:
            arriving.cancel()

    async def arrive(
        self, under_way: "asyncio.Queue[tuple[float, bytes]]", writer: asyncio.StreamWriter
    ) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            at, data = await under_way.get()
            await asyncio.sleep(max(0.0, at - clock()))
            if not data:
                writer.close()
                return
            writer.write(data)
            await writer.drain()
