"""A client at the HTTP door, and the one shape in which the door refuses."""

import asyncio
import json

from django.http import HttpResponse
from django.test import AsyncClient
from django.test.client import AsyncClientHandler, FakePayload

from aicc.server import base_path
from chat.http import fast_path

API = "/api/v1/chat"
FEES = "Fees abroad?"
HTML = "<script>alert(1)</script>'; DROP TABLE chat_message; --"
KEY = "a shared secret of the bank, longer than 32 characters"


async def ask_by_asgi(application, scope, body=b""):
    """The status, headers and body that it answers with; None where nothing came of it."""
    events, sent = [{"type": "http.request", "body": body}], []

    async def receive():
        return events.pop() if events else await asyncio.Future()

    async def send(event):
        sent.append(event)

    await application(scope, receive, send)
    if not sent:
        return None
    content = b"".join(event.get("body", b"") for event in sent[1:])
    return sent[0]["status"], sent[0]["headers"], content


class Handler(AsyncClientHandler):
    """As Django's; the usual calls go the short way, as they do on a server."""

    async def __call__(self, scope):
        base_path.enter(scope)
        query = scope.get("query_string", b"")  # Django's client writes it as text
        scope["query_string"] = query.encode() if isinstance(query, str) else query
        if not any(name == b"host" for name, _ in scope["headers"]):
            scope["headers"].append((b"host", b"testserver"))
        body = scope.pop("_body_file").read() if "_body_file" in scope else b""
        answers = []

        async def django(scope, receive, send):
            answers.append(
                await AsyncClientHandler.__call__(self, scope | {"_body_file": FakePayload(body)})
            )

        found = await ask_by_asgi(fast_path.before(django), scope, body)
        return answers[0] if answers else as_django_has_it(*found)


def as_django_has_it(status, headers, content):
    response = HttpResponse(content, status=status)
    response.asgi_request = None
    for name, value in headers:
        if name == b"Set-Cookie":
            response.cookies.load(value.decode())
        else:
            response[name.decode()] = value.decode("latin1")
    return response


class Caller(AsyncClient):
    """Django's, from an address of its own."""

    address: str

    def __init__(self, enforce_csrf_checks=False, **options):
        super().__init__(enforce_csrf_checks, **options)
        self.handler = Handler(enforce_csrf_checks)

    def _base_scope(self, **request):
        return super()._base_scope(**request) | {"client": [self.address, 0]}


class Http:
    """Calls of one client without a browser; `cookies` stay as a browser keeps them."""

    def __init__(self, *, address="127.0.0.1", **options):
        self.client = Caller(**options)
        self.client.address = address

    async def post(self, path, body=None, *, kind="application/json", **headers):
        data = body if isinstance(body, str | bytes) else json.dumps({} if body is None else body)
        root = "/api/v1" if path.startswith("handover/") else API
        return await self.client.post(
            f"{root}/{path}", data, content_type=kind, headers=underscored(headers)
        )

    async def get(self, path, **headers):
        return await self.client.get(f"{API}/{path}", headers=underscored(headers))

    async def asks(self, text=FEES, session_id="lin", **fields):
        headers = {name: fields.pop(name) for name in list(fields) if name[0].isupper()}
        body = {"session_id": session_id, "user_message": text} | fields
        return await self.post("message", body, **headers)

    async def begins(self, body=None, **headers):
        started = await self.post("sessions", body, **headers)
        assert started.status_code == 201, started.content
        return started.json()


def underscored(headers):
    return {name.replace("_", "-"): value for name, value in headers.items()}


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def refused(answer, status, code, *, retryable=False):
    """The one shape of an error: for a person, for a program, and whether to try again."""
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), answer.content
    assert body == {"detail": body["detail"], "code": code, "retryable": retryable}
    assert isinstance(body["detail"], str)
    assert body["detail"]
    assert ("Retry-After" in answer.headers) == retryable
    return body["detail"]
