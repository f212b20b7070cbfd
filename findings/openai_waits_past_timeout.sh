#!/bin/sh
# openai 3.57.0: a call with timeout=1 took 4 seconds, since the server had said "Retry-After: 2".
#
# One would guess that a call which may take a second is over after about that, or that a wait which
# is longer than the timeout ends it. The timeout holds for each request alone; between two of them
# the SDK sleeps as long as the header says, up to two minutes, and it tries again twice. A model
# server that answers 503 with Retry-After: 120 so holds a customer, and the worker that serves the
# turn, for four minutes without a word, while the settings say one second. Put asyncio.timeout()
# around the whole turn, or set max_retries=0 and wait where the customer can be told.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet openai==3.57.0
"$folder/venv/bin/python" - <<'PYTHON'
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version

from openai import InternalServerError, OpenAI


class Busy(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(503)
        self.send_header("retry-after", "2")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Busy)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = OpenAI(base_url=f"http://127.0.0.1:{server.server_port}/v1", api_key="none", timeout=1)


def took(asking):
    start = time.monotonic()
    try:
        asking.chat.completions.create(model="m", messages=[{"role": "user", "content": "금리는?"}])
    except InternalServerError:
        return round(time.monotonic() - start, 1)


waited, once = took(client), took(client.with_options(max_retries=0))
server.shutdown()
print("openai", version("openai"), f"timeout=1: {waited} s; max_retries=0: {once} s")
assert waited >= 4 and once < 1
PYTHON
