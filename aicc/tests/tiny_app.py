"""A few lines of ASGI behind the real server: `python -m aicc.tests.tiny_app PORT [PROXY…]`.

Sockets: "echo …" is echoed, "flood N" sends N frames of 64 KiB, "sleep N" takes the next
frame after N seconds, "whoami" tells client and scheme. HTTP: `/slow` answers after a
second, `/whoami` as the socket does, anything else at once.
"""

import asyncio
import ipaddress
import json
import logging
import resource
import sys
from typing import Any

from aicc import serve

DRAIN_SECONDS = 5


def whoami(scope: dict[str, Any]) -> str:
    seen = [name.decode() for name, _ in scope["headers"] if name.startswith(b"x-forwarded")]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024  # MiB
    who = {"client": scope["client"], "scheme": scope["scheme"], "headers": seen, "peak": peak}
    return json.dumps(who)


async def on_socket(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    while (event := await receive())["type"] == "websocket.receive":
        word, _, rest = (event.get("text") or "").partition(" ")
        if word == "flood":
            for _ in range(int(rest)):
                await send({"type": "websocket.send", "text": "가" * 21_845})
                await asyncio.sleep(0)
        elif word == "sleep":
            await asyncio.sleep(float(rest))
        elif word == "whoami":
            await send({"type": "websocket.send", "text": whoami(scope)})
        else:
            await send({"type": "websocket.send", "text": rest})


async def on_request(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["path"] == "/slow":
        await asyncio.sleep(1)
    body = whoami(scope).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await (on_socket if scope["type"] == "websocket" else on_request)(scope, receive, send)


async def drain(seconds: float) -> None:
    """No turns here."""


if __name__ == "__main__":
    logging.basicConfig(level="INFO", format="%(name)s %(message)s")
    sys.exit(
        serve.serve(
            application,
            host="127.0.0.1",
            port=int(sys.argv[1]),
            drain=drain,
            drain_seconds=DRAIN_SECONDS,
            trusted=[ipaddress.ip_network(word) for word in sys.argv[2:]],
        )
    )
