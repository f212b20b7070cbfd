#!/bin/sh
# langchain-openai 1.7.3: ChatOpenAI(max_tokens=321) sends no `max_tokens`, whatever base_url is set.
#
# It sends `max_completion_tokens`, OpenAI's newer name, also to services that are merely compatible
# and may not know it: these write on without a limit, or refuse the request. What reaches them is
# extra_body={"max_tokens": 321}, which is sent as it is.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet langchain-openai==1.7.3 langchain-core==1.7.2 openai==3.54.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from langchain_openai import ChatOpenAI

asked = {"model": "any", "api_key": "none", "base_url": "http://127.0.0.1:9/v1"}


def sent(**fields):
    payload = ChatOpenAI(**asked, **fields)._get_request_payload("hello")
    return payload | payload.get("extra_body", {})


plain, extra = sent(max_tokens=321), sent(extra_body={"max_tokens": 321})
print("langchain-openai", version("langchain-openai"))
print("max_tokens=321 sends", {name: plain[name] for name in plain if "tokens" in name})
print("extra_body sends", {name: extra[name] for name in extra if "tokens" in name})
assert "max_tokens" not in plain and plain["max_completion_tokens"] == 321
assert extra["max_tokens"] == 321 and "max_completion_tokens" not in extra
PYTHON
