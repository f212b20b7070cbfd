#!/bin/sh
# daphne 4.2.3: a page's plain socket.close() reaches the application as code None, not 1005.
#
# A browser's close() without arguments sends no code. ASGI has the server say 1005 then, as the
# WebSocket standard does, and uvicorn 0.54.0 says so; daphne says None. Channels calls
# disconnect(None), and `code >= 4000` raises there, or a count by codes breaks, at the most
# ordinary end of a chat alone: a client in Python, as tests use, sends 1000 of itself. With a code
# of its own both servers agree. Read the code as `code or 1005`.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet daphne==4.2.3 uvicorn==0.54.0 websockets==17.4
cat >"$folder/leaving.py" <<'PYTHON'
from pathlib import Path


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise ValueError("WebSockets alone")
    await receive()
    await send({"type": "websocket.accept"})
    event = await receive()
    with (Path(__file__).parent / "codes").open("a") as codes:
        codes.write(f"{event['type']} {event['code']}\n")
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


async def leave(port, code=None):
    async with websockets.connect(f"ws://127.0.0.1:{port}/") as client:
        if code:
            await client.close(code)
        else:
            client.transport.write(PLAIN_CLOSE)
            await client.wait_closed()


def served_by(name, *options):
    port = free_port()
    CODES.write_text("")
    command = [sys.executable, "-m", name, *options, str(port), "leaving:app"]
    server = subprocess.Popen(command, cwd=sys.argv[1], stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: listens(port))
        asyncio.run(leave(port))
        wait_for(lambda: len(CODES.read_text().splitlines()) == 1)
        asyncio.run(leave(port, code=4000))
        wait_for(lambda: len(CODES.read_text().splitlines()) == 2)
    finally:
        server.terminate()
        server.wait()
    return CODES.read_text().splitlines()


by_daphne = served_by("daphne", "--access-log", "/dev/null", "-p")
by_uvicorn = served_by("uvicorn", "--log-level", "critical", "--port")
print("daphne", version("daphne"), by_daphne, "uvicorn", version("uvicorn"), by_uvicorn)
assert by_daphne == ["websocket.disconnect None", "websocket.disconnect 4000"]
assert by_uvicorn == ["websocket.disconnect 1005", "websocket.disconnect 4000"]
PYTHON
