"""What the calls answer is what the OpenAPI document says: each field, each status, no other."""

import re

import pytest

from aicc.platform.errors import Unavailable
from aicc.server import database_state
from aicc.testing.cast import reply
from chat.assistant.types import Source
from chat.models import Message
from chat.sessions import sessions
from chat.tests.http import API, Http, bearer
from handover.callbacks import requests

pytestmark = pytest.mark.django_db(transaction=True)
SOURCE = Source("Fees", 1, 0.9, "fees", 1, "No fees.", "/articles/fees/en/1#p1")
SESSION = r"/sessions/[^/]+"


def closed(schema):
    """A schema of the document as JSON Schema has it, in which no other field is allowed."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: closed(each) for name, each in schema.items() if name != "nullable"}
    if isinstance(made.get("properties"), dict):
        made["additionalProperties"] = False
    return {"anyOf": [made, {"type": "null"}]} if schema.get("nullable") is True else made


class Document:
    """The contract, and which of its calls were held to it: {(operation, status)}."""

    def __init__(self, whole):
        # Not with the others: its formats are grammars, which take a second to be made.
        from jsonschema import Draft202012Validator, FormatChecker

        self.validator, self.formats = Draft202012Validator, FormatChecker()
        self.operations = {
            (method.upper(), path): operation
            for path, methods in whole["paths"].items()
            for method, operation in methods.items()
        }
        self.components = closed(whole["components"])
        self.held = set()

    def operation_of(self, method, path):
        path = path.partition("?")[0]
        named = re.sub(SESSION, "/sessions/{session_id}", path) if path.startswith(API) else path
        return self.operations[method, named]

    def holds(self, method, path, answer):
        operation = self.operation_of(method, path)
        name, status = operation["operationId"], str(answer.status_code)
        assert status in operation["responses"], f"{name} answers {status}: {answer.content}"
        said = operation["responses"][status]
        schema = said["content"]["application/json"]["schema"]
        whole = closed(schema) | {"components": self.components}
        validator = self.validator(whole, format_checker=self.formats)
        faults = [
            f"{each.json_path}: {each.message}" for each in validator.iter_errors(answer.json())
        ]
        assert faults == [], f"{name} {status}"
        for header, about in said.get("headers", {}).items():
            assert int(answer[header]) >= about["schema"]["minimum"]
        self.held.add((name, answer.status_code))
        return answer


class Held(Http):
    """A client whose every answer is held to the document."""

    def __init__(self, document, **options):
        super().__init__(**options)
        self.document = document

    async def post(self, path, body=None, **options):
        root = "/api/v1" if path.startswith("handover/") else API
        answer = await super().post(path, body, **options)
        return self.document.holds("POST", f"{root}/{path}", answer)

    async def get(self, path, **headers):
        return self.document.holds("GET", f"{API}/{path}", await super().get(path, **headers))

    async def probes(self, path):
        return self.document.holds("GET", path, await self.client.get(path))


@pytest.fixture
async def document(async_client):
    return Document((await async_client.get("/openapi.json")).json())


@pytest.fixture
async def held(document):
    return Held(document)


async def tries_everything(http, session, key):
    """A customer's walk through every call."""
    own = f"sessions/{session}"
    await http.asks(session_id=session, client_message_id="m1", **key)
    answer = await Message.objects.aget(sender="assistant")
    for body in ({"seq": answer.seq, "rating": "up"}, {"seq": answer.seq, "rating": "none"}) * 2:
        await http.post(f"{own}/feedback", body, **key)
    await http.post(f"{own}/feedback", {"seq": answer.seq, "rating": "up"}, **key)
    await http.post(f"{own}/handover", {"reason": "card"}, **key)
    await http.asks(session_id=session, **key)
    await http.post(f"{own}/handover/cancel", {}, **key)
    await http.post("handover/analyze", {"session_id": session, "trigger_reason": None}, **key)
    window = (await http.get(f"{own}/call-back", **key)).json()["windows"][-1]
    wanted = window | {"phone": "010-1234-5678", "consent": requests.CONSENT_VERSION}
    await http.post(f"{own}/call-back", wanted, **key)
    await http.get(f"{own}/call-back?language=", **key)
    await http.post(f"{own}/call-back/withdraw", {}, **key)
    await http.get(f"{own}/transcript", **key)
    await http.post(f"{own}/end", {}, **key)
    await http.post(f"{own}/rating", {"score": 5}, **key)
    await http.get(f"{own}/messages?after_seq=&limit=", **key)
    await http.post(f"{own}/token", {}, **key)
    await http.post(f"{own}/revoke", {}, **key)
    await http.get(f"{own}/messages", **key)


async def test_every_call_answers_what_the_document_says_and_nothing_else(
    lin,
    engine,
    held,
    document,
):
    engine.replies["Fees abroad?"] = reply("No fees.", sources=(SOURCE,))
    for path in ("/health", "/health/live", "/health/ready"):
        await held.probes(path)
    began = await held.begins({"language": None, "customer": None})

    await tries_everything(held, began["session_id"], bearer(began["token"]))

    called = {name for name, _ in document.held}
    assert called == {each["operationId"] for each in document.operations.values()}


async def test_every_refusal_is_in_the_document_with_its_time_to_come_again(
    lin,
    held,
    document,
    settings,
):
    foreign = {"Origin": "https://evil.example"}
    await held.asks(client_message_id="m1")
    await held.asks("Something else", client_message_id="m1")
    for path in ("sessions", "message", "sessions/lin/handover", "handover/analyze"):
        await held.post(path, b"{")
        await held.post(path, b"a=1", kind="text/plain")
        await held.post(path, {"x": "x" * 70_000})
        await held.post(path, {}, **foreign)
    settings.AICC_ADDRESS_SESSIONS_PER_MINUTE = 1
    settings.AICC_ADDRESS_ANALYSES_PER_MINUTE = 1
    for _ in range(2):
        await held.post("sessions", {})

    refused = {status for _, status in document.held if status >= 400}
    assert refused == {400, 403, 409, 413, 415, 429}


async def test_a_bank_without_its_database_says_when_to_come_again(
    lin,
    held,
    document,
    monkeypatch,
):
    def fail(*_given):
        raise Unavailable

    monkeypatch.setattr(sessions, "find_all", fail)
    await held.asks()
    await held.get("sessions/lin/messages")

    assert {status for _, status in document.held} == {503}


@pytest.mark.parametrize("wanted", ["text/plain", "text/html", "application/xml;q=0.1", "x"])
async def test_a_probe_learns_how_we_are_whatever_kind_of_text_it_asks_for(async_client, wanted):
    answer = await async_client.get("/health", headers={"accept": wanted})

    assert (answer.status_code, answer.json()["status"]) == (200, "healthy")


async def test_what_a_database_says_of_itself_is_in_the_document(document):
    states = database_state
    told = [states.CONNECTED, states.DISCONNECTED, states.UNMIGRATED, states.WITHOUT_QUORUM]

    # One that reads only is told of as its storage's state.
    assert document.components["schemas"]["ReadyDatabaseEnum"]["enum"] == told
