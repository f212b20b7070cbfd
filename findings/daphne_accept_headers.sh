#!/bin/sh
# daphne 4.2.3: the headers of "websocket.accept" are not sent, a Set-Cookie among them.
#
# ASGI has headers in this message since its version 2.1, and Channels hands on accept(headers=...).
# daphne leaves them out without a word, and granian 2.8.9 does too; uvicorn 0.54.0 and hypercorn
# 0.18.0 send them. A session that is renewed as the socket opens is renewed for nobody, and tests
# with Channels' communicator, which has no server, cannot show it. Set cookies in an HTTP response
# before the socket, and say the rest in the first message.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet \
    daphne==4.2.3 granian==2.8.9 hypercorn==0.18.0 uvicorn==0.54.0 websockets==17.4
cat >"$folder/accepting.py" <<'PYTHON'
HEADERS = [(b"set-cookie", b"session=renewed"), (b"x-desk", b"7")]


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise ValueError("WebSockets alone")
    await receive()
    await send({"type": "websocket.accept", "headers": HEADERS})
    await receive()
    await send({"type": "websocket.close", "code": 1000})
PYTHON
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import asyncio
import socket
import subprocess
import sys
import time
from importlib.metadata import version

import websockets

SERVERS = {
    "daphne": ("--access-log", "/dev/null", "-p", "{port}"),
    "granian": ("--interface", "asgi", "--no-log", "--port", "{port}"),
    "hypercorn": ("--bind", "127.0.0.1:{port}"),
    "uvicorn": ("--log-level", "critical", "--port", "{port}"),
}


def free_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def wait_for(port):
    for _ in range(300):
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not begin to listen")


async def headers_seen(port):
    async with websockets.connect(f"ws://127.0.0.1:{port}/") as client:
        headers = client.response.headers
        await client.send("go on")
        await client.wait_closed()
        return headers.get("set-cookie"), headers.get("x-desk")


def served_by(name, options):
    port = free_port()
    arguments = [option.format(port=port) for option in options]
    command = [sys.executable, "-m", name, *arguments, "accepting:app"]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, cwd=sys.argv[1], stdout=quiet, stderr=quiet)
    try:
        wait_for(port)
        return asyncio.run(headers_seen(port))
    finally:
        server.terminate()
        server.wait()


seen = {name: served_by(name, options) for name, options in SERVERS.items()}
print({name: (version(name), headers) for name, headers in seen.items()})
assert seen["daphne"] == seen["granian"] == (None, None)
assert seen["hypercorn"] == seen["uvicorn"] == ("session=renewed", "7")
PYTHON
