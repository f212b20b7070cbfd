#!/bin/sh
# websocket-client 1.9.2: when the server closes, recv() returns "", as if it had said nothing.
#
# One would guess an exception, which the package has for it (WebSocketConnectionClosedException)
# and which websockets 17.4 raises, with the code. The closing is returned as an empty text, and so
# is an empty message: a loop that skips empty messages goes on, and one that shows them shows one.
# Only the call after that raises, without the code: 1012, "come back in a moment", and 4401, "sign
# in again", are told to nobody. Call recv_data_frame(), which gives the kind and the code.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet websocket-client==1.9.2 websockets==17.4
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import threading
from importlib.metadata import version

import websocket
from websockets.sync.client import connect
from websockets.sync.server import serve


def desk(connection):
    connection.send("")
    connection.close(1012, "restart")


def heard(receive):
    told = []
    for _ in range(3):
        try:
            told.append(receive())
        except Exception as error:
            told.append(type(error).__name__)
    return told


server = serve(desk, "127.0.0.1", 0)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}/"
older = websocket.create_connection(url, timeout=10)
got = heard(older.recv)
framed = websocket.create_connection(url, timeout=10)
frames = [framed.recv_data_frame()[0] for _ in range(2)]
with connect(url) as newer:
    other = heard(newer.recv)
server.shutdown()
print("websocket-client", version("websocket-client"), "seen", got, frames, "websockets", other)
assert got == ["", "", "WebSocketConnectionClosedException"]
assert frames == [websocket.ABNF.OPCODE_TEXT, websocket.ABNF.OPCODE_CLOSE]
assert other == ["", "ConnectionClosedError", "ConnectionClosedError"]
PYTHON
