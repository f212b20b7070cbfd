"""A client at the HTTP door, and the one shape in which the door refuses."""

import json

from django.test import AsyncClient

API = "/api/v1/chat"
FEES = "Fees abroad?"
HTML = "<script>alert(1)</script>'; DROP TABLE chat_message; --"
KEY = "a shared secret of the bank, longer than 32 characters"


class Caller(AsyncClient):
    """Django's, from an address of its own."""

    address: str

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
