"""An OpenAI-compatible server on loopback that answers, or fails, as the model's name says."""

import asyncio
import json

# Its first import takes a second or more, which is no fault of a model's.
import langchain_openai  # noqa: F401

A_QUESTION = {
    "triage": "AUTO_ANSWER",
    "intent": "INFO_REQ",
    "trouble": "none",
    "category": "other",
    "wants_person": False,
}
FAILURES = {"m401": 401, "m429": 429, "m500": 500}
NO_COMPLETIONS = {
    "garbage": (b'{"id": "x", "choi', "application/json"),
    "list": (b'["no", "completion"]', "application/json"),
    "html": (b"<html>gateway</html>", "text/html"),
}


class OpenAiServer:
    """`async with OpenAiServer() as server`: server.url is what OPENAI_BASE_URL wants.

    words: what the model `speaks` says. sorts: what it answers where JSON of a schema is wanted.
    mood: how it answers from now on, whatever the model's name. asked: the bodies it got.
    may_end: an asyncio.Event that its last words wait for; None where nothing holds them back.
    may_fail: one that the model `held` waits for before it cuts the line.
    """

    def __init__(self, port=0):
        self.words, self.sorts, self.mood, self.asked = "", A_QUESTION, None, []
        self.port, self.may_end, self.may_fail = port, None, asyncio.Event()

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", self.port)
        self.url = f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}/v1"
        return self

    async def __aexit__(self, *error):
        self.server.close()

    async def serve(self, reader, writer):
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            if not head.startswith("post "):  # the doctor asks whether anybody is here
                return whole(writer, 404, b"{}")
            length = int(head.split("content-length:")[1].split("\r\n")[0])
            body = json.loads(await reader.readexactly(length))
            self.asked.append(body)
            answer = self.answer if body.get("stream") else self.sort
            await answer(self.mood or body["model"], writer)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the client had enough, or the test is over
        finally:
            writer.close()

    async def sort(self, model, writer):
        if model in ("speaks", "half"):
            text = self.sorts if isinstance(self.sorts, str) else json.dumps(self.sorts)
            return whole(writer, 200, completion(text if model == "speaks" else text[:-9]))
        return await self.answer(model, writer)

    async def answer(self, model, writer):
        if model in FAILURES:
            return whole(writer, FAILURES[model], b'{"error": {"message": "no"}}')
        if model == "never":
            return await asyncio.sleep(30)
        if model == "held":
            await self.may_fail.wait()
            return writer.transport.abort()
        if model in NO_COMPLETIONS:
            return whole(writer, 200, *NO_COMPLETIONS[model])
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
        )
        if model == "odd":  # JSON that is no piece of an answer
            return writer.write(b'data: {"choices": [{"delta": 7}], "usage": "free"}\n\n')
        told = pieces(self.words)
        for number, piece in enumerate(told):
            if model == "half" and number == 3:
                return writer.transport.abort()
            if self.may_end and number == len(told) - 1:
                await self.may_end.wait()
            writer.write(event({"content": piece}))
            await writer.drain()
        writer.write(event({}, "stop") + event(None) + b"data: [DONE]\n\n")
        return None


def completion(text):
    said = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": said, "finish_reason": "stop"}
    whole = {"id": "c", "object": "chat.completion", "created": 1, "model": "m"}
    usage = {"prompt_tokens": 11, "completion_tokens": 3, "total_tokens": 14}
    return json.dumps(whole | {"choices": [choice], "usage": usage}).encode()


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
