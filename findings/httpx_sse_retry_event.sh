#!/bin/sh
# httpx-sse 0.4.3: a block with "retry: 3000" alone, or with an id alone, comes as a message of "".
#
# The standard of server-sent events gives no event for a block without data: such blocks set how
# long to wait and from where to go on, and servers send them first or to keep a line open. A
# browser's EventSource is silent; this package hands on an event of the type "message" with empty
# data, so json.loads(event.data) raises at the first block of a stream that works in every page.
# Comments (": ping") are left out rightly, which is why most servers do not show it. Skip events
# whose data is empty.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet httpx-sse==0.4.3 httpx==0.28.1
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import httpx
from httpx_sse import EventSource

STREAM = 'retry: 3000\n\n: ping\n\nid: 7\n\ndata: {"text": "연 3.5%"}\n\n'


def answer(request):
    return httpx.Response(200, headers={"content-type": "text/event-stream"}, text=STREAM)


with httpx.Client(transport=httpx.MockTransport(answer)) as client:
    events = list(EventSource(client.get("http://bank.example/")).iter_sse())
got = [(event.event, event.data) for event in events]
print("httpx-sse", version("httpx-sse"), got)
assert got == [("message", ""), ("message", ""), ("message", '{"text": "연 3.5%"}')]
PYTHON
