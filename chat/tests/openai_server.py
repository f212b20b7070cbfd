"""An OpenAI-compatible server on loopback that answers, or fails, as the model's name says."""

import asyncio
import json

FAILURES = {"m401": 401, "m429": 429, "m500": 500}


class OpenAiServer:
    """`async with OpenAiServer() as server`: server.url is what OPENAI_BASE_URL wants.

    words: what the model `speaks` says. asked: the bodies of the requests it got.
    """

    def __init__(self):
        self.words, self.asked = "", []

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}/v1"
        return self

    async def __aexit__(self, *error):
        self.server.close()

    async def serve(self, reader, writer):
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            length = int(head.split("content-length:")[1].split("\r\n")[0])
            body = json.loads(await reader.readexactly(length))
            self.asked.append(body)
            await self.answer(body["model"], writer)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client had enough
        finally:
            writer.close()

    async def answer(self, model, writer):
        if model in FAILURES:
            return whole(writer, FAILURES[model], b'{"error": {"message": "no"}}')
        if model == "never":
            return await asyncio.sleep(30)
        if model == "garbage":
            return whole(writer, 200, b'{"id": "x", "choi')
        if model == "html":
            return whole(writer, 200, b"<html>gateway</html>", "text/html")
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
        )
        for number, piece in enumerate(pieces(self.words)):
            if model == "half" and number == 3:
                return writer.transport.abort()
            writer.write(event({"content": piece}))
            await writer.drain()
        writer.write(event({}, "stop") + event(None) + b"data: [DONE]\n\n")
        return None


def pieces(text):
    return [text[at : at + 7] for at in range(0, len(text), 7)]


def event(delta, finish=None):
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    if delta is None:
        usage = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}
        chunk |= {"choices": [], "usage": usage}
    else:
        chunk["choices"] = [{"index": 0, "delta": delta, "finish_reason": finish}]
    return f"data: {json.dumps(chunk)}\n\n".encode()


def whole(writer, status, body, kind="application/json"):
    writer.write(
        f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nConnection: close\r\n"
        f"Content-Length: {len(body)}\r\n\r\n".encode()
        + body
    )
