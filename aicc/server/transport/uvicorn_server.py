"""uvicorn with bounded connections, trusted proxies and a way down.

Of uvicorn we take the connections. Its server wakes ten times a second, knows only its own
signals and ends sockets without waiting for their answer; ours is a loop and a listening socket.
"""

import asyncio
import sys
from collections.abc import Iterable
from typing import Any

from uvicorn.config import Config
from uvicorn.server import ServerState

from aicc.server import listen_address
from aicc.server.transport import limits
from aicc.server.transport.going_down import GoingDown, Service
from aicc.server.transport.uvicorn_http import Http
from aicc.server.transport.uvicorn_socket import Socket

END_SECONDS = 1.0  # for what was cancelled


def config_of(service: Service) -> Config:
    """What uvicorn's connections ask theirs; what they do not ask is not said."""
    config = Config(
        service.application,
        interface="asgi3",
        lifespan="off",
        http=Http,
        ws=Socket,
        ws_max_size=limits.FRAME_BYTES,
        ws_ping_interval=None,  # silence.Silence pings
        ws_per_message_deflate=False,
        timeout_keep_alive=int(limits.IDLE_SECONDS),
        proxy_headers=False,  # forwarded_headers believes AICC_TRUSTED_PROXIES
        server_header=False,
        date_header=False,
        log_config=None,
        log_level="error",  # what a stranger sends is no warning of ours
        access_log=False,
    )
    config.load()
    return config


class UvicornServer(GoingDown):
    def __init__(self, service: Service, loop: asyncio.AbstractEventLoop) -> None:
        self.service, self.loop = service, loop
        self.config, self.state = config_of(service), ServerState()

    async def listen(self) -> None:
        """Raises OSError where nothing can listen there."""
        door = listen_address.bound(self.service.host, self.service.port)
        self.door = await self.loop.create_server(
            lambda: Http(self, self.config, self.state), sock=door, backlog=limits.BACKLOG
        )
        self.look()

    def look(self) -> None:
        for connection in list(self.state.connections):
            connection.look()  # type: ignore[union-attr]
        self.loop.call_later(limits.LOOK_SECONDS, self.look)

    def stop_listening(self) -> None:
        self.door.close()

    def send_away(self) -> None:
        for connection in list(self.state.connections):
            connection.shutdown()

    def under_way(self) -> Iterable[asyncio.Future[Any]]:
        return self.state.tasks

    def end(self) -> None:
        self.loop.stop()

    def cancel_all(self) -> None:
        """What the drain was too short for."""
        left = [task for task in asyncio.all_tasks(self.loop) if not task.done()]
        for task in left:
            task.cancel()
        if left:
            self.loop.run_until_complete(asyncio.wait(left, timeout=END_SECONDS))


def serve(service: Service) -> int:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(service.load())
        server = UvicornServer(service, loop)
        loop.run_until_complete(server.listen())
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        print(service.refusal(error), file=sys.stderr)
        return 1
    server.listening()
    loop.run_forever()
    server.cancel_all()
    return 0
