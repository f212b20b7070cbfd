"""The floor: a bare `websockets` server that answers from memory and keeps nothing."""

import asyncio
import json

from websockets.asyncio.server import serve

from bench.peers import shared


async def answer_each(socket) -> None:
    session_id = socket.request.path.rpartition("/")[2]
    await socket.send(json.dumps(shared.status(session_id)))
    async for text in socket:
        if json.loads(text)["type"] == "message":
            await socket.send(json.dumps(shared.PROCESSING))
            await socket.send(json.dumps(shared.response(shared.reply())))
        else:
            await socket.send(json.dumps(shared.PONG))


async def main() -> None:
    port, _, _ = shared.place()
    async with serve(
        answer_each, "127.0.0.1", port, compression=None, max_queue=16, backlog=shared.BACKLOG
    ):
        await asyncio.Future()


if __name__ == "__main__":
    asyncio.run(main())
