"""Django's middlewares do what they did, without a thread for what only computes."""

import hashlib
import inspect
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from adrf.views import APIView
from asgiref.sync import ThreadSensitiveContext, sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers import asgi
from django.http import HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.test import AsyncClient, RequestFactory
from django.utils.deprecation import MiddlewareMixin
from django.views.decorators.csrf import csrf_exempt

from aicc.server import inline_middleware
from chat.models import Conversation

DJANGOS = """
response = None
if hasattr(self, "process_request"):
    response = await sync_to_async(self.process_request, thread_sensitive=True)(request)
response = response or await self.get_response(request)
if hasattr(self, "process_response"):
    response = await sync_to_async(self.process_response, thread_sensitive=True)(request, response)
return response
"""


def bare(text):
    return "".join(text.split()).replace(",)", ")")


def test_what_is_replaced_is_what_django_does():
    """When this fails, read Django's method anew, and ours beside it."""
    source = inspect.getsource(inspect.getmodule(MiddlewareMixin))

    assert bare(DJANGOS) in bare(source)
    assert MiddlewareMixin.__acall__ is inline_middleware.inline_or_in_a_thread


def test_the_end_of_a_request_is_what_django_makes_of_it():
    """When this fails, read Django's handler anew, and `in_its_thread` beside it."""
    source = inspect.getsource(asgi.ASGIHandler)

    assert source.count("sync_to_async(") == source.count("response.close)()") == 2
    assert asgi.sync_to_async is inline_middleware.in_its_thread


@pytest.mark.django_db(transaction=True)
async def test_a_call_of_the_api_starts_no_thread(settings, monkeypatch):
    settings.AICC_OPEN_SESSIONS = True
    await Conversation.objects.acreate(session_id="lin")
    inline_middleware.install()  # anew: a test's client brings Django's own receivers back
    started = []

    class Noted(ThreadPoolExecutor):
        def __init__(self, *given, **named):
            started.append(self)
            super().__init__(*given, **named)

    monkeypatch.setattr("asgiref.sync.ThreadPoolExecutor", Noted)
    answered = await called("/api/v1/chat/sessions/lin/messages")

    assert answered == 200
    assert started == []


async def test_a_form_is_checked_in_a_thread_and_what_is_exempt_here():
    threads = []

    def check(request, view, given, named):
        threads.append(threading.current_thread())

    run = inline_middleware.check_inline(check)
    exempt = csrf_exempt(lambda request: None)
    for method, view in (("GET", answer), ("POST", exempt), ("POST", answer)):
        await run(RequestFactory().generic(method, "/"), view, (), {})

    here = threading.current_thread()
    assert [each is here for each in threads] == [True, True, False]


def test_a_call_is_dispatched_as_adrf_does_it_but_for_its_thread():
    """When this fails, read adrf's method anew, and ChatView's beside it."""
    source = inspect.getsource(APIView.async_dispatch).encode()

    assert hashlib.sha256(source).hexdigest()[:12] == "5926f734eb68"


def test_of_the_steps_before_a_view_csrfs_is_the_one_that_we_know():
    handler = asgi.ASGIHandler()

    assert [inline_middleware.is_csrf(each) for each in handler._view_middleware] == [True]


async def test_who_has_a_thread_ends_in_it():
    ended = []

    async with ThreadSensitiveContext():
        its_own = await sync_to_async(threading.current_thread)()
        await inline_middleware.in_its_thread(lambda: ended.append(threading.current_thread()))()

    assert ended == [its_own]
    assert its_own is not threading.current_thread()


async def called(path):
    """The status of a call through the handler itself: a test's client has its own signals."""
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "client": ["127.0.0.1", 1],
    }
    handler = asgi.ASGIHandler()
    inline_middleware.quicken(handler)
    call = ApplicationCommunicator(handler, scope)
    await call.send_input({"type": "http.request", "body": b""})
    return (await call.receive_output(timeout=30))["status"]


class Threads:
    """A middleware's steps, and the threads that they ran in."""

    def note(self):
        self.ran_in = [*getattr(self, "ran_in", []), threading.current_thread()]

    def process_request(self, request):
        self.note()
        return super().process_request(request)

    def process_response(self, request, response):
        self.note()
        return super().process_response(request, response)


async def answer(request):
    return HttpResponse("answered")


async def passes(kind, prepare=lambda request: None):
    """How many steps of the middleware ran in a thread of their own."""
    middleware = type("Noted", (Threads, kind), {})(answer)
    request = RequestFactory().get("/")
    if kind is MessageMiddleware:
        request.session = {}

    async def prepared(request):
        prepare(request)
        return await answer(request)

    middleware.get_response = prepared
    await middleware(request)
    here = threading.current_thread()
    return sum(thread is not here for thread in middleware.ran_in)


@pytest.mark.parametrize("kind", [LocaleMiddleware, SessionMiddleware, MessageMiddleware])
async def test_what_only_computes_has_no_thread(kind):
    assert await passes(kind) == 0


@pytest.mark.django_db(transaction=True)
async def test_a_session_that_was_changed_is_stored_in_a_thread():
    assert await passes(SessionMiddleware, lambda it: it.session.update({"seen": "yes"})) == 1


async def test_messages_that_were_read_are_stored_in_a_thread():
    assert await passes(MessageMiddleware, lambda request: list(request._messages)) == 1


async def test_a_middleware_that_nobody_knows_keeps_its_thread():
    class Unknown(MiddlewareMixin):
        def process_request(self, request):
            return None

        def process_response(self, request, response):
            return response

    assert await passes(Unknown) == 2


@pytest.mark.django_db(transaction=True)
async def test_a_call_of_the_api_carries_the_headers_of_all_of_them(settings):
    settings.AICC_OPEN_SESSIONS = True
    await Conversation.objects.acreate(session_id="lin")

    answered = await AsyncClient().get("/api/v1/chat/sessions/lin/messages")

    assert answered.status_code == 200
    for name in (
        *("X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy"),
        *("X-Frame-Options", "Content-Security-Policy", "Content-Language", "Vary"),
    ):
        assert answered.headers[name], name
