"""A server told to stop in the middle of its work, twenty times.

    python -m bench.drain               20 times
    python -m bench.drain --times 3

Each time customers wait for answers, on sockets and in HTTP requests, of a model that says
nothing and fails when the server is on its way down. The server must end by itself within its
limit, close each socket with 1012, answer each request, and store one answer to each question.
Exit code 1 when it does not.
"""

import argparse
import asyncio
import json
import os
import sys
import time

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from aicc.server import transport
from aicc.server.transport.going_down import GRACE_SECONDS
from aicc.testing import servers, waits
from bench.customer import SETTINGS, stored
from bench.stage import stage
from chat.tests.openai_server import OpenAiServer

DRAIN_SECONDS = 60
QUESTION = "신용카드 발급 절차를 알려주세요"
RESTART = 1012


async def wait_on_socket(server: servers.AiccServer, session_id: str) -> int:
    """Ask, and stay until the server closes; the close code, 1006 where the line was cut."""
    address = f"{server.ws_url}/api/v1/chat/ws/{session_id}"
    async with connect(address, subprotocols=["aicc.v1"]) as socket:
        question = {"type": "message", "user_message": QUESTION, "client_message_id": "m1"}
        await socket.send(json.dumps(question))
        try:
            while True:
                await socket.recv()
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006


async def wait_for_response(server: servers.AiccServer, session_id: str) -> int:
    """The same over HTTP; the status, 0 where the line was cut."""
    body = {"session_id": session_id, "user_message": QUESTION}
    async with httpx.AsyncClient(timeout=60) as http:
        try:
            answer = await http.post(f"{server.url}/api/v1/chat/message", json=body)
        except httpx.HTTPError:
            return 0
        return answer.status_code if answer.json().get("ai_message") else 0


async def stop_at_work(
    server: servers.AiccServer, model: OpenAiServer, name: str, *, sockets: int, requests: int
) -> dict:
    """One time; what was seen from outside and what the database holds. Starts it again."""
    model.asked.clear()
    model.may_fail.clear()
    there = [f"{name}-{number}" for number in range(sockets + requests)]
    asking = [asyncio.create_task(wait_on_socket(server, who)) for who in there[:sockets]]
    asking += [asyncio.create_task(wait_for_response(server, who)) for who in there[sockets:]]
    await waits.until(
        f"{len(there)} questions to the model", lambda: len(model.asked) >= len(there)
    )
    began = time.monotonic()
    stopping = asyncio.create_task(
        asyncio.to_thread(server.stop, DRAIN_SECONDS + GRACE_SECONDS + 1)
    )
    await waits.until("the first socket's end", lambda: any(one.done() for one in asking))
    model.may_fail.set()  # the turns end while the server drains
    code = await stopping
    seconds = time.monotonic() - began
    seen = await asyncio.gather(*asking)
    held = (await asyncio.to_thread(stored, server))["rows"]
    answers = [[row[2] for row in held if row[0] == who] for who in there]
    await asyncio.to_thread(server.start)
    return {
        "exit code": code,
        "seconds": seconds,
        "closed with 1012": seen[:sockets].count(RESTART),
        "answered 200": seen[sockets:].count(200),
        "answered once": answers.count(["customer", "assistant"]),
    }


def good(row: dict, *, sockets: int, requests: int) -> bool:
    wanted = {
        "exit code": 0,
        "closed with 1012": sockets,
        "answered 200": requests,
        "answered once": sockets + requests,
    }
    in_time = row["seconds"] <= DRAIN_SECONDS + GRACE_SECONDS
    return in_time and all(row[what] == value for what, value in wanted.items())


async def stop_often(
    times: int, *, sockets: int, requests: int, database: str, by: str = "daphne"
) -> list[dict]:
    rows = []
    async with OpenAiServer() as model:
        settings = SETTINGS | {
            "AICC_SERVER": by,
            "AICC_ENGINE": "model",
            "AICC_MODEL": "held",
            "AICC_MODEL_SECONDS": str(DRAIN_SECONDS - 10),
            "AICC_MODEL_FIRST_TOKEN_SECONDS": str(DRAIN_SECONDS - 10),
            "AICC_TURN_SECONDS": str(DRAIN_SECONDS),
            "AICC_DRAIN_SECONDS": str(DRAIN_SECONDS),
            "OPENAI_BASE_URL": model.url,
            "OPENAI_API_KEY": "none",
        }
        with stage(settings, database=database) as here:
            (server,) = here.servers
            await asyncio.to_thread(server.manage, "import_knowledge")
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)
            for number in range(times):
                row = await stop_at_work(
                    server, model, f"drain-{number}", sockets=sockets, requests=requests
                )
                rows.append(row)
                verdict = "good" if good(row, sockets=sockets, requests=requests) else "BAD"
                print(f"{number + 1:>4}  {row}  {verdict}", flush=True)
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--sockets", type=int, default=8)
    parser.add_argument("--requests", type=int, default=3)
    parser.add_argument("--database", choices=["sqlite", "mariadb"], default="mariadb")
    parser.add_argument("--server", choices=transport.SERVERS, default=transport.SERVERS[0])
    options = parser.parse_args()
    os.environ["AICC_ENV_FILE"] = os.devnull
    work = {"sockets": options.sockets, "requests": options.requests}
    there = {"database": options.database, "by": options.server}
    rows = asyncio.run(stop_often(options.times, **there, **work))
    bad = sum(not good(row, **work) for row in rows)
    print(f"{len(rows) - bad} of {len(rows)} were good.")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
