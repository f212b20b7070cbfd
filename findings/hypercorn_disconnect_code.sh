#!/bin/sh
# hypercorn 0.18.0: whatever code a client closes with, the application is told 1006, a lost line.
#
# A page that says goodbye with 1000, or with 4000 for "the customer pressed end", and one whose
# network broke are the same to a consumer: only its own close comes back as 1000. uvicorn 0.54.0
# and daphne 4.2.3 hand the client's code on. Where a lost line holds the place in the queue and a
# goodbye frees it, every customer who left keeps a place. Say goodbye in a message before the
# close.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet \
    hypercorn==0.18.0 uvicorn==0.54.0 websockets==17.4
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


async def leave(port, code):
    async with websockets.connect(f"ws://127.0.0.1:{port}/") as client:
        if code is None:
            client.transport.abort()
        else:
            await client.close(code)


def served_by(name, *options):
    port = free_port()
    CODES.write_text("")
    arguments = [option.format(port=port) for option in options]
    command = [sys.executable, "-m", name, *arguments, "leaving:app"]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, cwd=sys.argv[1], stdout=quiet, stderr=quiet)
    try:
        wait_for(lambda: listens(port))
        for told, code in enumerate((1000, 4000, None), start=1):
            asyncio.run(leave(port, code))
            wait_for(lambda told=told: len(CODES.read_text().splitlines()) == told)
    finally:
        server.terminate()
        server.wait()
    return CODES.read_text().split()


by_hypercorn = served_by("hypercorn", "--bind", "127.0.0.1:{port}")
older = ("--ws", "websockets", "--log-level", "critical", "--port", "{port}")
by_uvicorn = served_by("uvicorn", *older)
print("hypercorn", version("hypercorn"), by_hypercorn, "uvicorn", version("uvicorn"), by_uvicorn)
assert by_hypercorn == ["1006", "1006", "1006"]
assert by_uvicorn == ["1000", "4000", "1006"]
PYTHON
