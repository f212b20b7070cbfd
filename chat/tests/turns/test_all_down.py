"""With model, Redis and search by meaning down, whoever is in trouble hears whom to call."""

import asyncio
import json

import pytest
from websockets.asyncio.client import connect

from aicc.testing import servers, waits
from chat.tests.openai_server import OpenAiServer

pytestmark = pytest.mark.servers

LOANS = str(servers.ROOT / "deploy" / "knowledge" / "loans")


async def says(socket, text):
    await socket.send(json.dumps({"type": "message", "user_message": text}))
    async with asyncio.timeout(waits.SECONDS):
        while (frame := json.loads(await socket.recv()))["type"] != "response":
            pass
    return frame["data"]


async def test_a_lost_card_is_answered_as_an_emergency_with_everything_else_down(
    aicc_server, private_redis
):
    async with OpenAiServer() as model:
        model.words = "가온 신용대출 금리는 연 4.5%–8.9%입니다. [1]"
        server = aicc_server(
            start=False,
            AICC_OPEN_SESSIONS="on",
            AICC_MODEL="speaks",
            OPENAI_BASE_URL=model.url,
            AICC_SEMANTIC="auto",
            AICC_EMBEDDINGS_URL=model.url,  # which knows no embeddings, and soon nothing at all
            AICC_REDIS_URL=private_redis.url,
        )
        await asyncio.to_thread(server.manage, "import_knowledge", LOANS)
        await asyncio.to_thread(server.start)
        async with connect(f"{server.ws_url}/api/v1/chat/ws/lin") as lin:
            before = await says(lin, "대출 금리가 얼마인가요?")
            await asyncio.to_thread(private_redis.kill)
            model.server.close()

            lost = await says(lin, "카드를 잃어버렸어요")
            ordinary = await says(lin, "대출 금리가 얼마인가요?")

    assert before["engine"] == "model"
    assert "1500-0001" in lost["ai_message"]
    assert (lost["suggested_action"], lost["triage"]) == ("HANDOVER", "HUMAN_REQUIRED")
    assert lost["handover_status"] == "offered"
    assert (ordinary["engine"], ordinary["source_documents"][0]["article_id"]) == (
        "offline",
        "loan-rates",
    )
    traces = await asyncio.to_thread(server.ask, "SELECT trace FROM chat_turn ORDER BY id")
    assert json.loads(traces[1])["emergency"] == "card"
    assert json.loads(traces[2])["model_failure_code"] == "unreachable"
    assert "a question goes without its vector" in server.log()
