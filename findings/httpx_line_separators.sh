#!/bin/sh
# httpx 0.28.1: iter_lines() cuts one JSON line in two at U+2028, which texts from Word have.
#
# Model servers and exports send one JSON object a line, and one would guess that a line ends at a
# line feed, as JSON Lines has it. The client ends it wherever str.splitlines() does, at U+2028,
# U+0085, form feeds and more. These may stand in a JSON text as they are, and come in articles that
# were pasted from word processors and PDF: the first half of a frame is no JSON, the second
# neither, and a client that skips what it cannot read has lost an answer. Texts without such a sign
# are right. Split iter_bytes() at b"\n" instead.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet httpx==0.28.1
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import json
from importlib.metadata import version

import httpx

answers = ["한도는\u20281,000,000원입니다", "연\u00853.5%", "문의 02-123-4567"]
body = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in answers).encode()


def is_json(line):
    try:
        json.loads(line)
    except json.JSONDecodeError:
        return False
    return True


transport = httpx.MockTransport(lambda request: httpx.Response(200, content=body))
with httpx.Client(transport=transport) as client:
    with client.stream("GET", "http://model.example/") as response:
        lines = list(response.iter_lines())
print("httpx", version("httpx"), "expected 3 lines, seen", len(lines), lines)
assert [is_json(line) for line in body.splitlines()] == [True, True, True]
assert [is_json(line) for line in lines] == [False, False, False, False, True]
PYTHON
