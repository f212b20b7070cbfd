#!/bin/sh
# daphne 4.2.3: the reason of a WebSocket's close, and a text of no characters, are never sent.
#
# Channels' close(code, reason) and ASGI have the reason; daphne sends the code alone and says
# nothing, where uvicorn 0.54.0 sends both. Likewise "" as a text: a client that waits for an answer to
# each message waits for ever. A page that tells from the reason when to come back, or whose session
# ended, works under one server and not under the other. Give each case a code of its own, or say
# the rest in a message before the close.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet daphne==4.2.3 uvicorn==0.54.0 websockets==17.4
cat >"$folder/closing.py" <<'PYTHON'
async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise ValueError("WebSockets alone")
    await receive()
    await send({"type": "websocket.accept"})
    await receive()
    await send({"type": "websocket.send", "text": ""})
    await send({"type": "websocket.send", "text": "bye"})
    await send({"type": "websocket.close", "code": 4001, "reason": "상담이 끝났습니다"})
PYTHON
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import asyncio
import socket
import subprocess
import sys
import time
from importlib.metadata import version

import websockets


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


async def seen(port):
    async with websockets.connect(f"ws://127.0.0.1:{port}/") as client:
        await client.send("hello")
        texts = []
        try:
            while True:
                texts.append(await client.recv())
        except websockets.ConnectionClosed:
            return texts, client.close_code, client.close_reason


def served_by(name, *options):
    port = free_port()
    command = [sys.executable, "-m", name, *options, str(port), "closing:app"]
    server = subprocess.Popen(command, cwd=sys.argv[1], stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        return asyncio.run(seen(port))
    finally:
        server.terminate()
        server.wait()


by_daphne = served_by("daphne", "--access-log", "/dev/null", "-p")
by_uvicorn = served_by("uvicorn", "--log-level", "critical", "--port")
print("daphne", version("daphne"), by_daphne, "uvicorn", version("uvicorn"), by_uvicorn)
assert by_daphne == (["bye"], 4001, "")
assert by_uvicorn == (["", "bye"], 4001, "상담이 끝났습니다")
PYTHON
