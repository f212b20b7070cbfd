"""The chat's calls past Django's middlewares and DRF: the same views, the same answers.

A call costs Django seventeen middlewares and DRF a negotiation, a parser and a renderer, several
times what its turn costs. Here its view is asked at once. Whatever is not as nearly all calls are
(`Call.is_usual`; a body that is no JSON) goes on to Django, before anything was counted or done
for it. That both ways answer alike, to the byte, is held by chat/tests/api/test_fast_path.py.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import orjson
from django.conf import settings
from django.core.handlers.exception import response_for_exception
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.log import log_response
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.utils import json

from aicc.platform import errors
from aicc.server import base_path
from aicc.server.entry.admission import REFUSED
from chat import urls
from chat.api.base_view import ChatView, address_of
from chat.http import response_headers
from chat.http.call import Call
from chat.sessions import rate_limits

Application = Callable[[Any, Any, Any], Awaitable[None]]

SESSION = "<str:session_id>"
HANDLERS = {"GET": "get", "POST": "post"}
GONE_LOOK_SECONDS = 1.0  # an answer that takes longer is given up when its caller is gone
renderer = JSONRenderer()
AS_IT_STANDS = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
LINE_SEPARATORS = (("\u2028".encode(), b"\\u2028"), ("\u2029".encode(), b"\\u2029"))


def before(django: Application) -> Application:
    """`django`, with the usual calls of the chat answered before it."""

    async def application(scope: Any, receive: Any, send: Any) -> None:
        view, given = view_of(base_path.inside(scope))
        call = Call(scope)
        if view is None or not hasattr(view, handler_of(call)) or not call.is_usual():
            await django(scope, receive, send)
            return
        body = await read_body(receive)
        if body is None:
            return
        if not fill(call, body):
            await django(scope, again(body, receive), send)
            return
        try:
            rate_limits.request(address_of(call))
        except errors.AiccError as error:
            scope[REFUSED] = error
            await django(scope, again(body, receive), send)
            return
        await answer(view, call, given, send, receive)

    return application


# --- Which call ----------------------------------------------------------------------


@cache
def views() -> dict[str, ChatView]:
    """Those of chat.urls, by their routes. They keep nothing of a call, and one is enough."""
    found = {str(each.pattern): each.callback.cls() for each in urls.urlpatterns}
    for view in found.values():
        view.setup(HttpRequest())  # Django's: who answers GET answers HEAD
    return found


def view_of(path: str) -> tuple[ChatView | None, dict[str, str]]:
    """The view of a path, and what the path says to it."""
    if not path.startswith(response_headers.PATH):
        return None, {}
    first, *rest = path.removeprefix(response_headers.PATH).split("/")
    if not rest:
        return views().get(first), {}
    session_id, *last = rest
    view = views().get("/".join((first, SESSION, *last))) if session_id else None
    return view, {"session_id": session_id}


def handler_of(call: Call) -> str:
    """Of its view, by name; of other methods than these it has none here."""
    return HANDLERS.get(call.method, "")


# --- Its body ------------------------------------------------------------------------


async def read_body(receive: Any) -> bytes | None:
    """None: the caller left before it was whole."""
    body = b""
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            return None
        body += event.get("body", b"")
        if not event.get("more_body"):
            return body


def again(body: bytes, receive: Any) -> Any:
    """`receive` for whoever comes after us, beginning with the body once more."""
    events = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Any:
        return events.pop() if events else await receive()

    return receive_again


def fill(call: Call, body: bytes) -> bool:
    """Give the call what its body says; whether that could be read."""
    if call.headers.get("content-length", "0") == "0":
        return not body
    try:
        call.data = json.loads(body.decode())
    except (ValueError, RecursionError):
        return False
    return True


# --- Its answer ----------------------------------------------------------------------


async def answer(view: ChatView, call: Call, given: Any, send: Any, receive: Any) -> None:
    cookie = call.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) if "cookie" in call.headers else None
    language = response_headers.language_of(call.headers.get("accept-language", ""), cookie)
    with translation.override(language):
        try:
            async with asyncio.timeout(None) as patience:
                with given_up_when_gone(receive, patience):
                    response = await response_of(view, call, given)
        except TimeoutError:
            return
        if response.status_code >= 400:
            log_response("%s: %s", response.reason_phrase, call.scope["path"], response=response)
        event, body = events_of(response, view, call)
    await send(event)
    await send({"type": "http.response.body", "body": body})


async def response_of(view: ChatView, call: Any, given: Any) -> HttpResponse:
    """The view's, or what its error becomes: as DRF and Django make it."""
    try:
        view.check_call(call)
        response: Response = await getattr(view, handler_of(call))(call, **given)
        return response
    except Exception as error:  # noqa: BLE001  (each becomes an answer, and is logged as Django does)
        refusal = errors.answer_http(error, {"request": call})
        if refusal is not None:
            return refusal
        page: HttpResponse = response_for_exception(response_headers.request_of(call.scope), error)
        return page


def events_of(response: Any, view: ChatView, call: Call) -> tuple[dict[str, Any], bytes]:
    """The first event of a response, and its body."""
    if isinstance(response, Response):
        body = rendered(response.data)
        response["Content-Type"], response["Allow"] = renderer.media_type, allowed(view)
    else:
        body = response.content
    headers = response_headers.encoded(response)
    headers.append((b"Content-Length", b"%d" % len(body)))
    language = translation.get_language() or settings.LANGUAGE_CODE
    headers += response_headers.around(call.is_secure(), language, call.headers.get("origin"))
    if response.cookies:
        cookies = (cookie.output(header="").strip() for cookie in response.cookies.values())
        headers += [(b"Set-Cookie", cookie.encode("ascii")) for cookie in cookies]
    status = response.status_code
    return {"type": "http.response.start", "status": status, "headers": headers}, body


def rendered(data: Any) -> bytes:
    """As DRF renders it, by orjson where that writes the same (but for a number's exponent)."""
    try:
        body = orjson.dumps(data, option=AS_IT_STANDS)
    except TypeError:  # a value that DRF has a form for, or a half of a surrogate pair
        return bytes(renderer.render(data))
    for separator, escaped in LINE_SEPARATORS:
        body = body.replace(separator, escaped)
    return body


@cache
def allowed(view: ChatView) -> str:
    return ", ".join(view.allowed_methods)


@contextmanager
def given_up_when_gone(receive: Any, patience: asyncio.Timeout) -> Iterator[None]:
    """End `patience` when the caller leaves. Most answers are there before a task that listens
    for that is worth its making; it begins after a second.
    """
    loop = asyncio.get_running_loop()
    listening: list[asyncio.Task[None]] = []

    async def listen() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        patience.reschedule(loop.time())

    def begin() -> None:
        listening.append(loop.create_task(listen()))

    timer = loop.call_later(GONE_LOOK_SECONDS, begin)
    try:
        yield
    finally:
        timer.cancel()
        for task in listening:
            task.cancel()
