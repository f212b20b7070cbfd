#!/bin/sh
# openai 3.54.0: a stream that breaks off in "연 3." ends like a whole one; no error is raised.
#
# A whole answer ends with a finish_reason and the line [DONE]. The SDK asks for neither: when the
# server's connection closes in between, even within a line, the loop is over, as after the last
# word. The customer reads a rate of 3 where 3.5 was coming, and the turn counts as answered. Only a
# connection with chunks that has no last chunk raises, which is httpx's doing and lost where a
# proxy or server speaks with "Connection: close". Whoever streams has to keep the finish_reason,
# and call an end without it broken off; litellm 1.110.2, over this SDK, does and raises.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet openai==3.54.0
"$folder/venv/bin/python" - <<'PYTHON'
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version

from openai import OpenAI


def event(text, finish=None):
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    head = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return f"data: {json.dumps({**head, 'choices': [choice]})}\n\n".encode()


STREAMS = {
    "whole": event("연 3.") + event("5%", "stop") + b"data: [DONE]\n\n",
    "between": event("연 3."),
    "within": event("연 3.") + event("5%", "stop")[:60],
}


class Server(BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        self.wfile.write(STREAMS[asked["model"]])

    def log_message(self, *arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = OpenAI(base_url=f"http://127.0.0.1:{server.server_port}/v1", api_key="none")


def read(model):
    question = [{"role": "user", "content": "금리는?"}]
    stream = client.chat.completions.create(model=model, messages=question, stream=True)
    choices = [chunk.choices[0] for chunk in stream]
    return "".join(choice.delta.content for choice in choices), choices[-1].finish_reason


got = {model: read(model) for model in STREAMS}
server.shutdown()
print("openai", version("openai"), got)
assert got == {"whole": ("연 3.5%", "stop"), "between": ("연 3.", None), "within": ("연 3.", None)}
PYTHON
