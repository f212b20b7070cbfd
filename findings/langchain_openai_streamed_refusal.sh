#!/bin/sh
# langchain-openai 1.7.3: a refusal is kept when the answer comes whole, and gone when it is streamed.
#
# OpenAI's protocol puts a refusal into a field of its own, beside an empty content, and ends with
# "stop". invoke() hands it on in additional_kwargs["refusal"]; astream() gives empty pieces and a
# good end, so that a refusal looks like an answer that says nothing.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet langchain-openai==1.7.3 langchain-core==1.7.2 openai==3.54.0
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio
import json
from importlib.metadata import version

from langchain_openai import ChatOpenAI

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nConnection: close\r\n\r\n"
BASE = {"id": "c", "created": 1, "model": "m"}
REFUSAL = "I cannot help with that."


def piece(delta, finish=None):
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return BASE | {"object": "chat.completion.chunk", "choices": [choice]}


def whole():
    message = {"role": "assistant", "content": None, "refusal": REFUSAL}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return BASE | {"object": "chat.completion", "choices": [choice], "usage": usage}


async def serve(reader, writer):
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = int(head.split("content-length:")[1].split("\r\n")[0])
    if json.loads(await reader.readexactly(length)).get("stream"):
        writer.write(HEAD % b"text/event-stream")
        for each in (
            piece({"role": "assistant", "content": "", "refusal": None}),
            piece({"refusal": REFUSAL}),
            piece({}, "stop"),
        ):
            writer.write(b"data: " + json.dumps(each).encode() + b"\n\n")
        writer.write(b"data: [DONE]\n\n")
    else:
        writer.write(HEAD % b"application/json" + json.dumps(whole()).encode())
    await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    model = ChatOpenAI(model="m", api_key="none", base_url=f"http://127.0.0.1:{port}/v1")
    at_once = await model.ainvoke("hello")
    pieces = [each async for each in model.astream("hello")]
    kept = [each.additional_kwargs for each in pieces if each.additional_kwargs]
    ends = [each.response_metadata.get("finish_reason") for each in pieces]
    text = "".join(str(each.content) for each in pieces)
    print("langchain-openai", version("langchain-openai"))
    print("whole:", at_once.additional_kwargs)
    print("streamed:", repr(text), kept, [end for end in ends if end])
    assert at_once.additional_kwargs.get("refusal") == REFUSAL
    assert (text, kept) == ("", []) and "stop" in ends
    server.close()


asyncio.run(main())
PYTHON
