"""A canary: what a customer types of themselves is found nowhere behind the door."""

import asyncio
import contextlib
import json
import re

import httpx
import pytest
from websockets.asyncio.client import connect

from aicc.testing import waits
from chat.tests.openai_server import OpenAiServer

pytestmark = pytest.mark.servers

TOLD = (
    "대출 금리 문의예요. 주민번호 900101-1234567, 카드 4111 1111 1111 1111, "
    "전화 ０１０-9876-5432, 공일공 구팔칠육 오사삼이, 계좌 110-123-456789, "
    "메일 lin@mail.example, 비밀번호는 kanarie-77!, 회사 폰 010ㅡ5544ㅡ3322, "
    "보안카드 일련번호 830174652918, 앞 880102 뒤 2345678입니다."
)
CALL_ME = "+82 (0)10 9876-5432"  # the number of a call-back, which is to be called
STATED = "제 카드 번호는 4111 1111 1111 1111, 번호는 010-9876-5432."  # asks for nothing
# Their digits as they would lie about, whatever stands between them.
CANARIES = ["9001011234567", "4111111111111111", "01098765432", "110123456789"]
CANARIES += ["01055443322", "830174652918"]
WORDS = ["구팔칠육", "lin@mail", "９", "０１０", "kanarie", "뒤 2345678"]


def assert_silent(place, text):
    text = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)
    digits = re.sub(r"[\s\-.,_/ㅡ]", "", text)
    heard = [canary for canary in CANARIES if canary in digits]
    heard += [word for word in WORDS if word in text]
    assert not heard, f"{place} holds {heard}"


# Every row of every table, as the database holds it.
EVERY_ROW = """
from django.db import connection
with connection.cursor() as cursor:
    for table in connection.introspection.table_names(cursor):
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        for row in cursor.fetchall():
            print(table, *row, sep=" | ")
"""
SAM_COMES = """
from django.test import Client
from aicc.backoffice.roles import demo_user
sam = Client()
sam.force_login(demo_user("sam", "supervisor"))
print(sam.cookies["sessionid"].value)
"""


async def reads_every_page(server, session):
    """What Sam sees in the back office: each list, and each row that a list leads to."""
    pages = {}
    async with httpx.AsyncClient(
        base_url=server.url, cookies={"sessionid": session}, timeout=waits.SECONDS
    ) as sam:
        ahead = ["/admin/"]
        while ahead:
            page = await sam.get(address := ahead.pop())
            assert page.status_code == 200, address
            pages[address] = page.text
            for link in re.findall(r'href="(/admin/\w+/\w+/(?:\d+/change/)?)"', page.text):
                ahead += [link] if link not in pages and link not in ahead else []
    return pages


async def listen_to(redis, heard):
    """Everything that goes through this Redis, by its own MONITOR."""
    reader, writer = await asyncio.open_connection("127.0.0.1", redis.port)
    writer.write(b"MONITOR\r\n")
    with contextlib.suppress(asyncio.CancelledError):
        while line := await reader.readline():
            heard.append(line.decode(errors="replace"))
    writer.close()


async def tells_everything(server, session_id):
    """Through both doors and in every field that a person types into."""
    api = f"{server.url}/api/v1/chat"
    async with httpx.AsyncClient(timeout=waits.SECONDS) as http:
        frames = []
        async with connect(f"{server.ws_url}/api/v1/chat/ws/{session_id}") as socket:
            await socket.send(json.dumps({"type": "message", "user_message": TOLD}))
            while not frames or json.loads(frames[-1])["type"] != "response":
                frames.append(await asyncio.wait_for(socket.recv(), waits.SECONDS))
            await socket.send(json.dumps({"type": "message", "user_message": STATED}))
            frames.append(await asyncio.wait_for(socket.recv(), waits.SECONDS))
            while json.loads(frames[-1])["type"] != "response":
                frames.append(await asyncio.wait_for(socket.recv(), waits.SECONDS))
            await socket.send(json.dumps({"type": "request_handover", "reason": TOLD}))
            await socket.send(json.dumps({"type": TOLD}))
            await socket.send(TOLD)
            await socket.send(json.dumps({"type": "ping"}))
            while json.loads(frames[-1])["type"] != "pong":
                frames.append(await asyncio.wait_for(socket.recv(), waits.SECONDS))
        said = {"session_id": session_id, "user_message": TOLD}
        frames.append((await http.post(f"{api}/message", json=said)).text)
        seq = json.loads(frames[-1])["seq"]
        here = f"{api}/sessions/{session_id}"
        thumb = {"seq": seq, "rating": "down", "comment": TOLD}
        for call, body in (
            ("feedback", thumb),
            ("rating", {"score": 1, "comment": TOLD}),
            ("handover", {"reason": TOLD}),
        ):
            frames.append((await http.post(f"{here}/{call}", json=body)).text)
        offer = (await http.get(f"{here}/call-back")).json()
        wish = {**offer["windows"][0], "consent": offer["consent"]["version"], "phone": CALL_ME}
        asked = await http.post(f"{here}/call-back", json=wish)
        assert asked.status_code == 200
        refused = await http.post(f"{here}/call-back", json=wish | {"consent": CALL_ME[:20]})
        frames += [asked.text, refused.text, (await http.get(f"{here}/call-back")).text]
        bad = await http.post(f"{api}/message", json={"session_id": TOLD, "user_message": TOLD})
        frames += [bad.text, (await http.get(f"{here}/messages")).text]
        analysis = {"session_id": session_id, "trigger_reason": TOLD}
        briefing = await http.post(f"{server.url}/api/v1/handover/analyze", json=analysis)
        frames += [briefing.text, (await http.get(f"{server.url}/metrics")).text]
    return frames


async def test_personal_data_is_found_behind_no_door(aicc_server, private_redis):
    hints = []
    ear = asyncio.create_task(listen_to(private_redis, hints))
    async with OpenAiServer() as model:
        model.words = "가온 신용대출 금리는 연 4.5%–8.9%입니다. [1]"
        server = aicc_server(
            start=False,
            AICC_OPEN_SESSIONS="on",
            AICC_LOG_LEVEL="debug",
            AICC_REDIS_URL=private_redis.url,
            OPENAI_BASE_URL=model.url,
            AICC_SEMANTIC="auto",
            AICC_EMBEDDINGS_URL=model.url,
            AICC_MODEL="speaks",
        )
        server.manage("import_knowledge")
        await asyncio.to_thread(server.start)

        frames = await tells_everything(server, "lin")
        session = (await asyncio.to_thread(server.manage, "shell", "-c", SAM_COMES)).split()[-1]
        pages = await reads_every_page(server, session)

    await asyncio.to_thread(server.stop)
    ear.cancel()
    records = await asyncio.to_thread(server.manage, "shell", "-c", EVERY_ROW)
    export = await asyncio.to_thread(server.manage, "dumpdata")
    assert "chat_message | " in records
    assert "handover_callback | " in records
    assert {"/admin/handover/callback/", "/admin/handover/intakequestion/"} <= set(pages)
    assert "[주민등록번호]" in records
    assert "[주민등록번호]" in export
    assert {"an answer", "a sorting"} <= {kind_of(body) for body in model.asked}
    assert hints
    assert "[주민등록번호]" in "".join(pages.values())
    assert_silent("a table", records)
    assert_silent("an export", export)
    for address, page in pages.items():
        assert_silent(address, page)
    assert_silent("a log line", server.log_path.read_text())
    assert_silent("a message of the layer", "".join(hints))
    assert_silent("a prompt", json.dumps(model.asked, ensure_ascii=False))
    for frame in frames:
        assert_silent("a frame, a page or a metric", spelt_out(frame))


def kind_of(body):
    if "input" in body:
        return "an embedding"
    return "a sorting" if "response_format" in body else "an answer"


def spelt_out(text):
    """JSON without its escapes, so that full-width digits show; anything else as it is."""
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return text
