"""Who floods is refused from memory or waits; whoever came in is not held up by it."""

import asyncio
import json

import pytest

from aicc.platform import errors
from aicc.platform.errors import RateLimited
from aicc.platform.rate_limits import Limit
from aicc.server.entry import front_door
from aicc.server.entry.front_door import FrontDoor
from chat.assistant import thinking_line
from chat.assistant.types import Question

FLOOD, NEIGHBOUR = "203.0.113.7", "198.51.100.2"
REFUSED = [
    {
        "type": "http.response.start",
        "status": 429,
        "headers": [(b"Retry-After", b"30"), (b"content-type", b"application/json")],
    },
    {"type": "http.response.body", "body": b'{"code": "rate_limited"}'},
]
DONE = [
    {"type": "http.response.start", "status": 200, "headers": []},
    {"type": "http.response.body", "body": b"done"},
]


class Request:
    def __init__(self, scope):
        self.scope = scope


class Bank:
    """An application that answers as it is told, and notes whom it was asked by."""

    def __init__(self):
        self.door = FrontDoor()
        self.asked, self.waits = [], {}
        self.refuses = set()

    async def answer(self, scope, receive, send):
        who = scope["client"][0]
        self.asked.append(who)
        if who in self.waits:
            await self.waits[who].wait()
        if who in self.refuses:
            errors.note_refusal(Request(scope), RateLimited(retry_after=30))
        for event in REFUSED if who in self.refuses else DONE:
            await send(dict(event))

    async def hears(self, who, path="/api/v1/chat/message", *, line="http", cost=1.0, **headers):
        scope = {
            "type": "http",
            "method": "POST",
            "path": path,
            "client": [who, 1],
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
        sent = []

        async def send(event):
            sent.append(event)

        await self.door.admit(self.answer, scope, None, send, line=line, cost=cost)
        return sent

    def begins(self, who, **options):
        return asyncio.create_task(self.hears(who, **options))

    async def settles(self):
        for _ in range(5):
            await asyncio.sleep(0)


@pytest.fixture
async def bank(monkeypatch):
    monkeypatch.setattr(front_door, "DELAY_SECONDS", 0)
    return Bank()


def header(sent, name):
    return {key.lower(): value for key, value in sent[0]["headers"]}.get(name)


async def test_who_was_refused_and_asks_again_is_refused_from_memory(bank):
    bank.refuses.add(FLOOD)
    await bank.hears(FLOOD)

    again = [await bank.hears(FLOOD) for _ in range(3)]

    assert bank.asked == [FLOOD]
    for sent in again:
        assert sent[0]["status"] == 429
        assert 0 < int(header(sent, b"retry-after")) <= 30
        assert json.loads(sent[1]["body"]) == {"code": "rate_limited"}


async def test_the_limit_is_asked_again_when_its_time_has_come(bank):
    bank.refuses.add(FLOOD)
    await bank.hears(FLOOD)
    [refusal] = bank.door.refusals.values()
    refusal.until -= 31
    bank.refuses.clear()

    assert (await bank.hears(FLOOD))[0]["status"] == 200


@pytest.mark.parametrize(
    "other",
    [
        {"authorization": "Bearer of somebody else"},
        {"cookie": "aicc_session=somebody-else"},
        {"path": "/api/v1/chat/sessions"},
    ],
)
async def test_of_the_people_behind_one_address_one_is_refused_alone(bank, other):
    bank.refuses.add(FLOOD)
    await bank.hears(FLOOD, authorization="Bearer one")
    bank.refuses.clear()

    assert (await bank.hears(FLOOD, **other))[0]["status"] == 200


async def test_what_was_refused_for_another_reason_is_asked_anew(bank):
    bank.answer = refusing(bank, errors.Unavailable(retry_after=5))
    await bank.hears(FLOOD)
    await bank.hears(FLOOD)

    assert bank.asked == ["refused", "refused"]


@pytest.mark.parametrize(
    ("error", "times"),
    [
        (errors.Busy(retry_after=5), 1),  # too many long questions wait for now
        (errors.Busy(), 2),  # its own wait, and the next answer makes room
    ],
)
async def test_a_session_that_is_told_to_come_again_later_is_told_so_from_memory(
    bank, error, times
):
    bank.answer = refusing(bank, error)
    await bank.hears(FLOOD, authorization="Bearer one")
    await bank.hears(FLOOD, authorization="Bearer one")
    assert len(bank.asked) == times

    await bank.hears(FLOOD, authorization="Bearer of a colleague")
    assert len(bank.asked) == times + 1


def refusing(bank, error):
    async def answer(scope, receive, send):
        bank.asked.append("refused")
        errors.note_refusal(Request(scope), error)
        for event in REFUSED:
            await send(dict(event))

    return answer


async def test_few_come_in_at_once_and_a_neighbour_is_the_next(bank):
    bank.waits[FLOOD] = asyncio.Event()
    flood = [bank.begins(FLOOD) for _ in range(20)]
    await bank.settles()
    neighbour = bank.begins(NEIGHBOUR)
    await bank.settles()
    assert bank.asked == [FLOOD] * front_door.PLACES["http"]

    bank.waits[FLOOD].set()
    assert (await neighbour)[0]["status"] == 200
    await asyncio.gather(*flood)

    assert bank.asked.index(NEIGHBOUR) <= 2 * front_door.PLACES["http"]


async def test_a_flood_of_other_calls_keeps_no_question_out(bank):
    bank.waits[FLOOD] = asyncio.Event()
    flood = [bank.begins(FLOOD) for _ in range(20)]
    await bank.settles()

    assert (await bank.hears(NEIGHBOUR, line="message"))[0]["status"] == 200
    bank.waits[FLOOD].set()
    await asyncio.gather(*flood)


async def test_a_flood_of_strangers_leaves_the_staff_their_places(bank):
    bank.waits[FLOOD] = asyncio.Event()
    flood = [bank.begins(FLOOD) for _ in range(20)]
    await bank.settles()

    sent = await bank.hears(NEIGHBOUR, path="/admin/", line="staff")

    assert sent[0]["status"] == 200
    bank.waits[FLOOD].set()
    await asyncio.gather(*flood)


async def test_a_flood_of_cookies_made_up_leaves_the_staff_their_places(bank):
    made_up = {"path": "/admin/", "line": "staff", "cost": front_door.UNSEEN}
    strangers = [f"203.0.113.{number}" for number in range(20)]
    for stranger in strangers:
        bank.waits[stranger] = asyncio.Event()
    flood = [bank.begins(stranger, **made_up) for stranger in strangers]
    await bank.settles()
    assert len(bank.asked) == front_door.UNSEEN_PLACES

    sent = await bank.hears(NEIGHBOUR, path="/admin/", line="staff")

    assert sent[0]["status"] == 200
    for waits in bank.waits.values():
        waits.set()
    await asyncio.gather(*flood)


async def test_who_waits_for_something_else_keeps_nobody_out(bank, monkeypatch):
    monkeypatch.setattr(front_door, "HELD_SECONDS", 0)
    bank.waits[FLOOD] = asyncio.Event()
    flood = [bank.begins(FLOOD) for _ in range(front_door.PLACES["http"])]
    await bank.settles()

    assert (await bank.hears(NEIGHBOUR))[0]["status"] == 200
    bank.waits[FLOOD].set()
    await asyncio.gather(*flood)


async def test_who_does_not_wait_as_told_waits_for_the_refusal(bank, monkeypatch):
    bank.refuses.add(FLOOD)
    await bank.hears(FLOOD)
    monkeypatch.setattr(front_door, "DELAY_SECONDS", 3600)
    again = [bank.begins(FLOOD) for _ in range(3)]
    await bank.settles()
    assert not any(each.done() for each in again)

    monkeypatch.setattr(front_door, "MOST_DELAYED", 3)
    sent = await bank.hears(FLOOD)  # as many wait as may

    assert sent[0]["status"] == 429
    for each in again:
        each.cancel()
    await asyncio.gather(*again, return_exceptions=True)
    assert bank.door.delayed == 0


async def test_who_waits_too_long_at_the_door_is_told_to_come_again(bank, monkeypatch):
    bank.waits[FLOOD] = asyncio.Event()
    flood = [bank.begins(FLOOD) for _ in range(front_door.PLACES["http"])]
    await bank.settles()
    monkeypatch.setitem(front_door.WAIT_SECONDS, "http", 0)

    sent = await bank.hears(NEIGHBOUR)

    assert sent[0]["status"] == 503
    bank.waits[FLOOD].set()
    assert {each[0]["status"] for each in await asyncio.gather(*flood)} == {200}


async def test_while_questions_are_thought_the_next_comes_in_after_a_pause(bank, monkeypatch):
    pauses = []

    async def sleep(seconds):
        pauses.append((seconds, bank.door.lines["http"].inside[False]))

    monkeypatch.setattr(front_door.asyncio, "sleep", sleep)
    await bank.hears(FLOOD)
    assert pauses == []

    async with thinking_line.place(Question("연회비가 얼마인가요?")):
        await bank.hears(FLOOD)

    [(seconds, inside)] = pauses
    assert 0 < seconds <= front_door.PAUSE_SECONDS
    assert inside == 1  # the place is kept meanwhile


async def test_who_finds_the_line_full_is_told_when_to_come_again(bank):
    bank.door.lines["http"].most_each = 1
    bank.waits[FLOOD] = asyncio.Event()
    flood = [bank.begins(FLOOD) for _ in range(front_door.PLACES["http"] + 1)]
    await bank.settles()

    sent = await bank.hears(FLOOD)

    assert sent[0]["status"] == 503
    assert header(sent, b"retry-after") == b"5"
    assert json.loads(sent[1]["body"])["code"] == "unavailable"
    assert header(sent, b"x-content-type-options") == b"nosniff"
    bank.waits[FLOOD].set()
    await asyncio.gather(*flood)


async def test_a_page_of_the_banks_own_site_reads_that_the_line_is_full(bank, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://www.bank.example"]
    bank.door.lines["http"].most_each = 0

    ours = await bank.hears(FLOOD, origin="https://www.bank.example")
    strangers = await bank.hears(FLOOD, origin="https://www.example.net")

    assert ours[0]["status"] == strangers[0]["status"] == 503
    assert header(ours, b"access-control-allow-origin") == b"https://www.bank.example"
    assert header(strangers, b"access-control-allow-origin") is None


async def test_a_socket_that_finds_the_line_full_hears_a_close_code(bank):
    bank.door.lines["websocket"].most_each = 0
    scope = {"type": "websocket", "path": "/api/v1/chat/ws/lin", "client": [FLOOD, 1]}
    scope |= {"headers": [], "subprotocols": ["aicc.v1", "aicc.token.x"]}
    sent = []

    async def send(event):
        sent.append(event)

    async def receive():
        return {"type": "websocket.connect"}

    await bank.door.admit(bank.answer, scope, receive, send, line="websocket")

    assert sent == [
        {"type": "websocket.accept", "subprotocol": "aicc.v1"},
        {"type": "websocket.close", "code": 4429, "reason": '{"retry_after": 5}'},
    ]
    assert bank.asked == []


async def test_a_handshake_does_not_wait_behind_calls(bank):
    bank.waits[FLOOD] = asyncio.Event()
    flood = [bank.begins(FLOOD) for _ in range(20)]
    await bank.settles()
    let_in = []

    async def socket(scope, receive, send):
        let_in.append(scope["client"][0])

    scope = {"type": "websocket", "path": "/", "client": [FLOOD, 1], "headers": []}
    await bank.door.admit(socket, scope, None, None, line="websocket")

    assert let_in == [FLOOD]
    bank.waits[FLOOD].set()
    await asyncio.gather(*flood)


async def test_a_socket_that_is_in_keeps_nobody_out(bank):
    scope = {"type": "websocket", "path": "/", "client": [FLOOD, 1], "headers": []}
    stays = asyncio.Event()

    async def socket(scope, receive, send):
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": "connected"})
        await stays.wait()

    async def send(event):
        pass

    sockets = [
        asyncio.create_task(bank.door.admit(socket, dict(scope), None, send, line="websocket"))
        for _ in range(3 * front_door.PLACES["websocket"])
    ]
    await bank.settles()

    assert (await bank.hears(NEIGHBOUR))[0]["status"] == 200
    stays.set()
    await asyncio.gather(*sockets)


async def test_refusals_are_remembered_of_a_bounded_number(bank, monkeypatch):
    monkeypatch.setattr(front_door, "MOST_REFUSALS", 3)
    bank.refuses.add(FLOOD)
    for number in range(5):
        await bank.hears(FLOOD, authorization=f"Bearer {number}")

    assert len(bank.door.refusals) == 3


async def test_a_fault_of_what_was_let_in_is_no_full_line(bank):
    async def gives_up(scope, receive, send):
        await send(dict(DONE[0]))
        raise TimeoutError

    bank.answer = gives_up
    with pytest.raises(TimeoutError):
        await bank.hears(NEIGHBOUR)

    assert not bank.door.lines["http"].is_busy


async def test_a_session_that_a_body_names_is_refused_without_its_neighbours(bank):
    async def refuses(scope, receive, send):
        bank.asked.append(FLOOD)
        limit = Limit("message", "session", 1)
        errors.note_refusal(Request(scope), limit.refusal(30))
        for event in REFUSED:
            await send(dict(event))

    bank.answer = refuses
    await bank.hears(FLOOD)
    await bank.hears(FLOOD)
    assert len(bank.asked) == 2  # of another session, perhaps

    await bank.hears(FLOOD, authorization="Bearer one")
    await bank.hears(FLOOD, authorization="Bearer one")
    assert len(bank.asked) == 3
