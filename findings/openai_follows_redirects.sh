#!/bin/sh
# openai 3.54.0: a 307 from the address that is set sends the whole prompt to another one.
#
# httpx follows no redirect unless it is told to; the SDK's own client is told to. A service that
# moved, or a proxy in front of it, so decides where the customers' words go, with a POST and its
# body. http_client=DefaultAsyncHttpxClient(follow_redirects=False) keeps them: the answer is an
# error of the class APIStatusError with status 307.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet openai==3.54.0
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio
import json

import openai

got = []


async def body_of(reader):
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = int(head.lower().split("content-length:")[1].split("\r\n")[0])
    return json.loads(await reader.readexactly(length))


async def moved(reader, writer):
    await body_of(reader)
    writer.write(
        f"HTTP/1.1 307 X\r\nLocation: {other}/v1/chat/completions\r\n"
        "Content-Length: 0\r\nConnection: close\r\n\r\n".encode()
    )
    await writer.drain()
    writer.close()


async def elsewhere(reader, writer):
    got.append(await body_of(reader))
    message = {"role": "assistant", "content": "hello"}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    answer = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    text = json.dumps(answer).encode()
    writer.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
        + f"Content-Length: {len(text)}\r\n\r\n".encode()
        + text
    )
    await writer.drain()
    writer.close()


async def address(handler):
    server = await asyncio.start_server(handler, "127.0.0.1", 0)
    return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def main():
    global other
    other = await address(elsewhere)
    first = await address(moved)
    asked = {"model": "m", "messages": [{"role": "user", "content": "a customer's words"}]}
    client = openai.AsyncOpenAI(api_key="none", base_url=f"{first}/v1")
    await client.chat.completions.create(**asked)
    print("openai", openai.__version__, "took elsewhere:", got[0]["messages"])
    assert got[0]["messages"] == asked["messages"]
    kept = openai.AsyncOpenAI(
        api_key="none",
        base_url=f"{first}/v1",
        http_client=openai.DefaultAsyncHttpxClient(follow_redirects=False),
    )
    try:
        await kept.chat.completions.create(**asked)
    except openai.APIStatusError as error:
        print("told not to:", type(error).__name__, error.status_code)
    assert len(got) == 1


asyncio.run(main())
PYTHON
