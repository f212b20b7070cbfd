#!/bin/sh
# litellm 1.110.2: completion(user="desk-7") sends no user to a compatible service; nothing is said.
#
# A parameter that a service does not know is an error here (UnsupportedParamsError), unless
# drop_params is set, so what passes is thought to be sent. `user`, by which a gateway counts and
# stops one customer's requests, goes out for names in the package's list of OpenAI's own models
# alone; "openai/" with any other name and an api_base, as for a model server of one's own, leaves
# it out, while seed or top_k are sent. Limits by customer then see one caller. extra_body={"user":
# ...} is sent as it is.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet litellm==1.110.2
LITELLM_LOCAL_MODEL_COST_MAP=True "$folder/venv/bin/python" -W ignore - <<'PYTHON'
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version

import litellm

CHOICE = {
    "index": 0,
    "message": {"role": "assistant", "content": "네"},
    "finish_reason": "stop",
}
ANSWER = {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [CHOICE]}
asked = []


class Server(BaseHTTPRequestHandler):
    def do_POST(self):
        asked.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        body = json.dumps(ANSWER).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()


def sent(model, **options):
    litellm.completion(
        model=model,
        messages=[{"role": "user", "content": "금리는?"}],
        api_base=f"http://127.0.0.1:{server.server_port}/v1",
        api_key="none",
        **options,
    )
    return {key: value for key, value in asked[-1].items() if key not in ("model", "messages")}


own = sent("openai/bank-model", user="desk-7", seed=1)
listed = sent("openai/gpt-4o", user="desk-7", seed=1)
extra = sent("openai/bank-model", extra_body={"user": "desk-7"})
server.shutdown()
print("litellm", version("litellm"), own, listed, extra)
assert own == {"seed": 1}
assert listed == {"user": "desk-7", "seed": 1}
assert extra == {"user": "desk-7"}
PYTHON
