"""Django's middlewares do what they did, without a thread for what only computes."""

import inspect
import threading

import pytest
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.test import AsyncClient, RequestFactory
from django.utils.deprecation import MiddlewareMixin

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
