"""What is decided on one server holds on another within seconds, without a word between them."""

import asyncio
import json
import threading

import httpx
import pytest

from aicc.server.background import schedule
from aicc.testing import servers, waits
from aicc.testing.cast import until
from chat.assistant import kill_switch
from chat.assistant.retrieval import knowledge
from chat.models import GenerationSwitch
from chat.tests.openai_server import OpenAiServer

pytestmark = pytest.mark.mariadb

SECONDS = waits.SECONDS  # the longest that a test waits for the other server
LOANS = str(servers.ROOT / "deploy" / "knowledge" / "loans")
SAM_COMES = """
from django.test import Client
from aicc.backoffice.roles import demo_user
sam = Client()
sam.force_login(demo_user("sam", "supervisor"))
print(sam.cookies["sessionid"].value)
"""
A_VERSION_WAITS = """
from datetime import date
from aicc.backoffice.roles import demo_user
from chat import articles
from chat.articles.article_files import ArticleText
mei = demo_user("mei", "editor")
body = "## 대여금고 사용료\\n대여금고 사용료는 한 해에 {fee}입니다.\\n"
text = ArticleText("safe-box", "ko", "service", "대여금고 이용", body, date(2026, 1, 1), None)
version = articles.draft(text, mei)
articles.submit(version.pk, mei)
print(version.pk)
"""
RATES, FEE = "대출 금리가 얼마인가요?", "대여금고 사용료가 얼마인가요?"


async def manage(server, code):
    """The lines that `code` prints."""
    said = await asyncio.to_thread(server.manage, "shell", "--verbosity=0", "-c", code)
    return said.split("\n")[:-1]


async def asks(server, session, question):
    async with httpx.AsyncClient(timeout=SECONDS) as http:
        said = {"session_id": session, "user_message": question}
        answer = await http.post(f"{server.url}/api/v1/chat/message", json=said)
        return answer.raise_for_status().json()


async def asks_until(server, session, question, true):
    """The first answer of which this is so; every time a conversation of its own."""
    async with asyncio.timeout(SECONDS):
        for number in range(10_000):
            answer = await asks(server, f"{session}-{number}", question)
            if true(answer):
                return answer
    raise AssertionError


class Sam:
    """A supervisor in the back office of one server."""

    def __init__(self, server, session):
        self.http = httpx.AsyncClient(
            base_url=server.url, cookies={"sessionid": session}, timeout=SECONDS
        )

    async def does(self, path, form):
        token = (await self.http.get("/admin/")).cookies.get("csrftoken")
        token = token or self.http.cookies["csrftoken"]
        done = await self.http.post(path, data=form | {"csrfmiddlewaretoken": token})
        assert done.status_code == 302, done.text[-2000:]


@pytest.mark.servers
async def test_the_switch_thrown_on_one_server_stops_the_model_on_another_and_back(
    aicc_server, private_redis
):
    async with OpenAiServer() as model:
        model.words = "가온 신용대출 금리는 연 4.5%–8.9%입니다. [1]"
        one = aicc_server(
            start=False,
            AICC_OPEN_SESSIONS="on",
            AICC_RATE_LIMITS="off",
            AICC_MODEL="speaks",
            OPENAI_BASE_URL=model.url,
            AICC_REDIS_URL=private_redis.url,  # without one, a SQLite database takes one server
        )
        await asyncio.to_thread(one.manage, "import_knowledge", LOANS)
        await asyncio.to_thread(one.start)
        other = await asyncio.to_thread(lambda: aicc_server(beside=one))
        [session] = await manage(one, SAM_COMES)
        sam = Sam(one, session)
        before = await asks(other, "before", RATES)

        await sam.does("/admin/chat/generationswitch/add/", {"reason": "wrong rates"})
        stopped = await asks_until(other, "off", RATES, lambda it: it["engine"] == "offline")
        said = len(model.asked)
        still = [await asks(server, "still", RATES) for server in (one, other)]
        unheard = len(model.asked) - said
        await sam.does("/admin/chat/generationswitch/add/", {"on": "on", "reason": "mended"})
        after = await asks_until(other, "on", RATES, lambda it: it["engine"] == "model")

    assert (before["engine"], after["engine"]) == ("model", "model")
    assert [answer["engine"] for answer in still] == ["offline", "offline"]
    assert unheard == 0
    for answer in (stopped, *still):  # the articles go on answering, with their sources
        assert answer["source_documents"][0]["article_id"] == "loan-rates"
    traces = await asyncio.to_thread(
        other.ask, "SELECT trace FROM chat_turn WHERE engine = 'offline'"
    )
    assert {json.loads(trace)["model"] for trace in traces} == {"switched off"}


@pytest.mark.servers
async def test_a_version_approved_on_one_server_changes_the_answers_of_another(
    aicc_server, private_redis
):
    given = {"AICC_OPEN_SESSIONS": "on", "AICC_RATE_LIMITS": "off"}
    given["AICC_REDIS_URL"] = private_redis.url
    one = await asyncio.to_thread(lambda: aicc_server(**given))
    other = await asyncio.to_thread(lambda: aicc_server(beside=one))
    [session] = await manage(one, SAM_COMES)
    sam = Sam(one, session)
    for fee in ("20,000원", "35,000원"):
        [version] = await manage(one, A_VERSION_WAITS.format(fee=fee))
        unapproved = await asks(other, f"unapproved-{version}", FEE)
        assert fee not in unapproved["ai_message"]

        approval = {"action": "approve", "revision": 1}
        await sam.does(f"/admin/chat/article/versions/{version}/", approval)
        answer = await asks_until(other, fee[:2], FEE, lambda it: fee in it["ai_message"])  # noqa: B023
        [source] = answer["source_documents"]
        if fee == "20,000원":
            first = source

    assert (first["version"], source["version"]) == (1, 2)
    async with httpx.AsyncClient(base_url=other.url) as http:
        old = await http.get(first["url"].partition("#")[0])
        new = await http.get(source["url"].partition("#")[0])
    assert ("20,000원" in old.text, "35,000원" in old.text) == (True, False)
    assert ("20,000원" in new.text, "35,000원" in new.text) == (False, True)


def test_each_server_looks_for_both_often_enough():
    assert max(schedule.KNOWLEDGE_SECONDS, schedule.SWITCH_SECONDS) < 5


async def test_the_switch_is_read_while_a_long_reading_of_articles_lasts(
    transactional_db, monkeypatch
):
    read = threading.Event()
    monkeypatch.setattr(knowledge, "refresh", lambda: read.wait(SECONDS))
    monkeypatch.setattr(kill_switch, "_is_on", True)
    await GenerationSwitch.objects.acreate(on=False, reason="wrong rates")
    under_way = [
        asyncio.create_task(each.repeat())
        for each in (schedule.renew_knowledge(), schedule.watch_switch())
    ]

    await until(lambda: not kill_switch.is_on())

    read.set()
    for task in under_way:
        task.cancel()
