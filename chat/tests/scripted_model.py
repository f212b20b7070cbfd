"""An OpenAI-compatible server on loopback that sends, byte for byte, what a test composes."""

import asyncio
import json
from dataclasses import dataclass, field

# Its first import takes a second or more, which is no fault of a model's.
import langchain_openai  # noqa: F401

STREAM = "text/event-stream"
NOT_GIVEN = object()


@dataclass
class Answer:
    """What the server sends to one request.

    parts: bytes, one write each; `repeats`: the last part again and again until the client leaves.
    """

    parts: list[bytes]
    kind: str = STREAM
    status: int = 200
    headers: str = ""
    repeats: bool = False
    cuts: bool = False  # the connection is dropped without an end


@dataclass
class ScriptedModel:
    """`async with ScriptedModel() as model`: model.url is what OPENAI_BASE_URL wants.

    answer: an Answer, or a function of the request's body that makes one. asked: the bodies.
    """

    answer: object = None
    asked: list = field(default_factory=list)

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
            answer = self.answer(body) if callable(self.answer) else self.answer
            await self.send(answer, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client had enough
        finally:
            writer.close()

    async def send(self, answer, writer):
        writer.write(
            f"HTTP/1.1 {answer.status} X\r\nContent-Type: {answer.kind}\r\n{answer.headers}"
            "Connection: close\r\n\r\n".encode()
        )
        for part in answer.parts:
            writer.write(part)
            await writer.drain()
        while answer.repeats:
            writer.write(answer.parts[-1])
            await writer.drain()
            await asyncio.sleep(0)
        if answer.cuts:
            writer.transport.abort()


def event(value):
    """One event of a stream; text is sent as it is."""
    text = value if isinstance(value, str) else json.dumps(value)
    return b"data: " + text.encode("utf-8", "surrogatepass") + b"\n\n"


def chunk(delta, finish=None, **fields):
    """One piece of an answer as the protocol has it, with `fields` beside its choices."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    plain = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return plain | {"choices": [choice]} | fields


DONE = event("[DONE]")
USAGE = {"prompt_tokens": 900, "completion_tokens": 40, "total_tokens": 940}


def said(*texts, finish="stop", usage=NOT_GIVEN, **choice):
    """A whole streamed answer whose pieces are `texts`; `choice`: fields of each piece."""
    events = [event(chunk({"content": text} | choice)) for text in texts]
    events.append(event(chunk({}, finish)))
    counted = USAGE if usage is NOT_GIVEN else usage
    events.append(event(chunk({}) | {"choices": [], "usage": counted}))
    return Answer([*events, DONE])
