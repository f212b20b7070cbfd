#!/bin/sh
# channels 4.3.2: WebsocketCommunicator connects where no browser can, and hears what is not sent.
#
# One would guess that the test client says no where a client says no. A consumer that accepts with
# "chat.v2" while the page offered "chat.v1" is connected there, (True, "chat.v2"); daphne 4.2.3
# with the very same consumer cuts the connection off before it has shaken hands, and where a server
# lets it pass, the standard has the browser end it. And a message that is sent after close()
# arrives in a test, while over the wire the closing is the last that is heard. Suites stay green
# over a protocol that nobody can connect by, or over a last word ("your place is kept") that is
# never shown. Try such things through a real server.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet channels==4.3.2 daphne==4.2.3 Django==5.2.19 websockets==17.4
cat >"$folder/desk.py" <<'PYTHON'
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

settings.configure()


class Desk(AsyncWebsocketConsumer):
    async def connect(self):
        offered = self.scope["subprotocols"]
        await self.accept("chat.v2" if offered else None)

    async def receive(self, text_data=None, bytes_data=None):
        await self.close(4001)
        await self.send(text_data="your place is kept")


application = Desk.as_asgi()
PYTHON
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import asyncio
import socket
import subprocess
import sys
import time
from importlib.metadata import version

sys.path.insert(0, sys.argv[1])
import websockets
from channels.testing import WebsocketCommunicator
from desk import application

SAYS = {"type": "websocket.send", "text": "your place is kept"}


def free_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def wait_for_listener(port):
    for _ in range(600):
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
    raise SystemExit("waited in vain")


async def in_a_test():
    offering = WebsocketCommunicator(application, "/", subprotocols=["chat.v1"])
    connected = await offering.connect()
    plain = WebsocketCommunicator(application, "/")
    await plain.connect()
    await plain.send_to(text_data="bye")
    return connected, [await plain.receive_output() for _ in range(2)]


async def over_the_wire(port):
    address = f"ws://127.0.0.1:{port}/"
    try:
        async with websockets.connect(address, subprotocols=["chat.v1"]) as client:
            connected = client.subprotocol
    except websockets.exceptions.InvalidHandshake as error:
        connected = f"no: {type(error).__name__}"
    async with websockets.connect(address) as client:
        await client.send("bye")
        heard = await all_of(client)
        return connected, heard, client.close_code


async def all_of(client):
    heard = []
    try:
        while True:
            heard.append(await client.recv())
    except websockets.exceptions.ConnectionClosed:
        return heard


test = asyncio.run(in_a_test())
port = free_port()
command = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "desk:application"]
server = subprocess.Popen(
    command, cwd=sys.argv[1], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
)
try:
    wait_for_listener(port)
    wire = asyncio.run(over_the_wire(port))
finally:
    server.terminate()
    server.wait()
print("channels", version("channels"), "in a test:", test)
print("daphne", version("daphne"), "over the wire:", wire)
assert test == ((True, "chat.v2"), [{"type": "websocket.close", "code": 4001}, SAYS])
assert wire == ("no: InvalidMessage", [], 4001)
PYTHON
