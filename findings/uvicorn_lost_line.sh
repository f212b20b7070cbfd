#!/bin/sh
# uvicorn 0.54.0: a line that breaks is told as code 1005, as if the page had closed without a code.
#
# The WebSocket standard has 1006 for a connection that went without goodbye, and uvicorn's older
# implementation (--ws websockets), daphne 4.2.3 and hypercorn 0.18.0 tell it. The one that "auto"
# takes now tells 1005, which is what a page's plain close() gives: a phone that lost its network
# looks like a customer who left, the place in the queue is freed, and no alarm counts lost lines.
# Say goodbye in a message, and take any end without it for lost.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet uvicorn==0.54.0 websockets==17.4
cat >"$folder/leaving.py" <<'PYTHON'
from pathlib import Path


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise ValueError("WebSockets alone")
    await receive()
    await send({"type": "websocket.accept"})
    event = await receive()
    with (Path(__file__).parent / "codes").open("a") as codes:
        codes.write(f"{event['code']}\n")
PYTHON
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import asyncio
import socket
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import websockets

CODES = Path(sys.argv[1]) / "codes"
PLAIN_CLOSE = bytes([0x88, 0x80, 0, 0, 0, 0])  # masked, as a browser's, and without a code


def free_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def wait_for(ready):
    for _ in range(300):
        if ready():
            return
        time.sleep(0.1)
    raise SystemExit("waited in vain")


def listens(port):
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


async def leave(port, how):
    async with websockets.connect(f"ws://127.0.0.1:{port}/") as client:
        if how == "lost":
            client.transport.abort()
        else:
            client.transport.write(PLAIN_CLOSE)
            await client.wait_closed()


def served_by(implementation):
    port = free_port()
    CODES.write_text("")
    command = [sys.executable, "-m", "uvicorn", "--ws", implementation, "--log-level", "critical"]
    command += ["--port", str(port), "leaving:app"]
    server = subprocess.Popen(command, cwd=sys.argv[1], stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: listens(port))
        for told, how in enumerate(("lost", "closed"), start=1):
            asyncio.run(leave(port, how))
            wait_for(lambda told=told: len(CODES.read_text().splitlines()) == told)
    finally:
        server.terminate()
        server.wait()
    return CODES.read_text().split()


seen = {implementation: served_by(implementation) for implementation in ("auto", "websockets")}
print("uvicorn", version("uvicorn"), "lost and closed:", seen)
assert seen == {"auto": ["1005", "1005"], "websockets": ["1006", "1005"]}
PYTHON
