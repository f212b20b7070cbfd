"""A few lines of ASGI behind the real server: `python -m aicc.testing.tiny_app --port 18000`.

Sockets: "echo …" is echoed, "flood N" sends N frames of 64 KiB one by one, "burst N" the same
in one go, "say N" sends one frame of N bytes, "sleep N" takes the next frame after N seconds,
"close N" closes with that code and a long reason, "fail" raises, "whoami" tells what the
application knows of its caller. `/refuse` is refused. HTTP: `/slow` answers after a
second, all else tells whoami.
"""

import argparse
import asyncio
import ipaddress
import json
import logging
import sys
from pathlib import Path
from typing import Any

import aicc.serve  # noqa: F401  (its event loop)
from aicc.platform.logging import formatter
from aicc.server import transport
from aicc.server.transport import limits

DRAIN_SECONDS = 5
under_way: set[str] = set()  # paths of requests that are being answered


def whoami(scope: dict[str, Any]) -> str:
    """As JSON; `peak` is this program's largest memory so far in MiB.

    Not getrusage's: that one remembers the process which started us.
    """
    seen = [name.decode() for name, _ in scope["headers"] if name.startswith(b"x-forwarded")]
    status = Path("/proc/self/status").read_text()
    peak = int(status.partition("VmHWM:")[2].split()[0]) // 1024
    who = {"client": scope["client"], "scheme": scope["scheme"], "headers": seen}
    loop = type(asyncio.get_running_loop()).__base__.__module__
    return json.dumps({**who, "peak": peak, "under_way": sorted(under_way), "loop": loop})


async def say_often(send: Any, times: int, pause: float | None) -> None:
    for _ in range(times):
        await send({"type": "websocket.send", "text": "가" * 21_845})
        if pause is not None:
            await asyncio.sleep(pause)


async def on_socket(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await receive()
    if scope["path"] == "/refuse":
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept"})
    while (event := await receive())["type"] == "websocket.receive":
        word, _, rest = (event.get("text") or "").partition(" ")
        if word in ("flood", "burst"):
            await say_often(send, int(rest), 0 if word == "flood" else None)
        elif word == "sleep":
            await asyncio.sleep(float(rest))
        elif word == "whoami":
            await send({"type": "websocket.send", "text": whoami(scope)})
        elif word == "close":
            await send({"type": "websocket.close", "code": int(rest), "reason": "사유 " * 40})
        elif word == "fail":
            raise RuntimeError("as it was told to")
        elif word in ("echo", "say"):
            text = rest if word == "echo" else "x" * int(rest)
            await send({"type": "websocket.send", "text": text})


async def on_request(scope: dict[str, Any], receive: Any, send: Any) -> None:
    under_way.add(scope["path"])
    if scope["path"] == "/slow":
        await asyncio.sleep(1)
    under_way.discard(scope["path"])
    body = whoami(scope).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await (on_socket if scope["type"] == "websocket" else on_request)(scope, receive, send)


async def let_go() -> None:
    """No turns here."""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int)
    parser.add_argument("--server", choices=transport.SERVERS, default=transport.SERVERS[0])
    parser.add_argument("--trust", type=ipaddress.ip_network, nargs="*", default=[])
    parser.add_argument("--ping-seconds", type=float, default=limits.PING_SECONDS)
    parser.add_argument("--idle-seconds", type=float, default=limits.IDLE_SECONDS)
    parser.add_argument("--delay-seconds", type=float, default=0)
    given = parser.parse_args()
    handler = logging.StreamHandler()
    handler.setFormatter(formatter("json"))
    logging.basicConfig(level="INFO", handlers=[handler])
    limits.PING_SECONDS, limits.IDLE_SECONDS = given.ping_seconds, given.idle_seconds
    service = transport.Service(
        application,
        host="127.0.0.1",
        port=given.port,
        let_go=let_go,
        drain_seconds=DRAIN_SECONDS,
        announce=lambda: logging.getLogger("aicc.testing").warning("announced"),
        delay_seconds=given.delay_seconds,
        trusted=given.trust,
    )
    return transport.serve(given.server, service)


if __name__ == "__main__":
    sys.exit(main())
