"""Channels with all that was found to make it cheap, and no promise that it does not need.

One writer thread commits whatever waits, by one statement; the consumer takes events without a
task or a thread hop each, in orjson; a session's key is remembered; HTTP goes past Django.
"""

from bench.peers import channels_project, shared

channels_project.configure(__name__)

import asyncio  # noqa: E402
import datetime as dt  # noqa: E402
from concurrent.futures import ThreadPoolExecutor  # noqa: E402

import orjson  # noqa: E402
from channels.consumer import AsyncConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.urls import path  # noqa: E402

urlpatterns = []
MOST_AT_ONCE = 128
MOST_KEYS = 20_000
INSERT = (
    "INSERT INTO message (session_id, role, content, intent, created_at) "
    "VALUES (%s, %s, %s, %s, %s)"
)
BEGIN = "INSERT IGNORE INTO session (session_id, created_at) VALUES (%s, %s)"
Item = tuple[str, str, dict]  # session, question, answer
keys: dict[str, int] = {}


def learn_keys(sessions: set[str]) -> None:
    with connection.cursor() as cursor:
        now = dt.datetime.now()  # noqa: DTZ005  (as USE_TZ is off)
        cursor.executemany(BEGIN, [(each, now) for each in sorted(sessions)])
        marks = ", ".join(["%s"] * len(sessions))
        cursor.execute(
            f"SELECT session_id, id FROM session WHERE session_id IN ({marks})", sorted(sessions)
        )
        keys.update(cursor.fetchall())


def rows_of(item: Item, now: dt.datetime) -> list[tuple]:
    session_id, question, answer = item
    key = keys[session_id]
    return [
        (key, "customer", question, "", now),
        (key, "assistant", answer["ai_message"], answer["intent"], now),
    ]


def write(items: list[Item]) -> None:
    """One statement is atomic by itself; new sessions take a transaction."""
    new = {item[0] for item in items} - keys.keys()
    if new:
        with transaction.atomic():
            learn_keys(new)
    now = dt.datetime.now()  # noqa: DTZ005  (as USE_TZ is off)
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, [row for item in items for row in rows_of(item, now)])


class Writer:
    """Whatever waits when the thread is free is the next batch; its callers hear after it."""

    def __init__(self) -> None:
        self.thread = ThreadPoolExecutor(1)
        self.waiting: list[tuple[asyncio.Future, Item]] = []
        self.busy = False

    def keep(self, item: Item) -> asyncio.Future:
        self.loop = asyncio.get_running_loop()
        kept = self.loop.create_future()
        self.waiting.append((kept, item))
        if not self.busy:
            self.busy = True
            self.loop.call_soon(self.begin)
        return kept

    def begin(self) -> None:
        batch, self.waiting = self.waiting[:MOST_AT_ONCE], self.waiting[MOST_AT_ONCE:]
        self.busy = bool(batch)
        if batch:
            self.thread.submit(self.work, batch)

    def work(self, batch: list[tuple[asyncio.Future, Item]]) -> None:
        error = None
        try:
            write([item for _, item in batch])
        except Exception as failure:  # noqa: BLE001  (its callers raise it)
            error = failure
        self.loop.call_soon_threadsafe(self.end, batch, error)

    def end(self, batch: list[tuple[asyncio.Future, Item]], error: Exception | None) -> None:
        for kept, _ in batch:
            if kept.done():
                continue
            if error:
                kept.set_exception(error)
            else:
                kept.set_result(None)
        self.begin()


writer = Writer()


async def turn(session_id: str, question: str) -> dict:
    answer = shared.reply()
    await writer.keep((session_id, question, answer))
    if len(keys) > MOST_KEYS:
        keys.clear()
    return answer


def text_of(frame: dict) -> dict:
    return {"type": "websocket.send", "text": orjson.dumps(frame).decode()}


class Chat(AsyncConsumer):
    async def __call__(self, scope, receive, send):
        """As Channels' own, less the task and the thread hop of each event."""
        session_id = scope["url_route"]["kwargs"]["session_id"]
        while (event := await receive())["type"] != "websocket.disconnect":
            if event["type"] == "websocket.connect":
                await send({"type": "websocket.accept"})
                await send(text_of(shared.status(session_id)))
            else:
                await self.answer(session_id, orjson.loads(event["text"]), send)

    async def answer(self, session_id, frame, send):
        if frame["type"] != "message":
            await send(text_of(shared.PONG))
            return
        await send(text_of(shared.PROCESSING))
        await send(text_of(shared.response(await turn(session_id, frame["user_message"]))))


async def http(scope, receive, send):
    body = b""
    while True:
        event = await receive()
        body += event.get("body", b"")
        if not event.get("more_body"):
            break
    asked = orjson.loads(body)
    answer = orjson.dumps(await turn(asked["session_id"], asked["user_message"]))
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(answer))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


sockets = URLRouter([path("api/v1/chat/ws/<str:session_id>", Chat.as_asgi())])

if __name__ == "__main__":
    channels_project.serve(ProtocolTypeRouter({"http": http, "websocket": sockets}))
