"""The HTTP door of the chat's sessions: they are begun, and their keys renewed."""

from dataclasses import replace
from typing import Any

from django.utils import translation
from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from aicc.platform.db import GroupCommit
from aicc.platform.errors import Invalid
from chat.api import serializers as shapes
from chat.api.base_view import ChatView, address_of, fields_of
from chat.api.serializers import FAILURES
from chat.protocol import outgoing
from chat.sessions import credentials, customer_assertion, entering, rate_limits, sessions
from chat.sessions.rate_limits import Action

# A flood of new sessions takes one thread of the database and one commit for many; turns go on.
start_session = GroupCommit(sessions.start_all, most=16)


def began(session: sessions.Session, request: Request) -> Response:
    """201 with the session's key, in the body and as the page's cookie."""
    token, expires = sessions.make_token(session)
    response = Response(
        {
            "session_id": session.session_id,
            "token": token,
            "token_expires_at": outgoing.iso(expires),
            "owner": session.owner,
            "language": session.language,
            **sessions.greeting(session.language),
        },
        status=201,
        headers={"Cache-Control": "no-store"},
    )
    credentials.drop_old_cookies(response, request.COOKIES)
    credentials.set_cookie(
        response, session.session_id, token, expires, secure=request.is_secure()
    )
    return response


def spoken_language(wanted: Any) -> str:
    """`wanted`, where we speak it. Raises Invalid."""
    if wanted not in sessions.LANGUAGES:
        raise Invalid(gettext("language: ko or en."))
    return str(wanted)


class Sessions(ChatView):
    json_always = True

    @extend_schema(
        operation_id="start_session",
        request=shapes.StartSession,
        responses={201: shapes.Started, **FAILURES},
    )
    async def post(self, request: Request) -> Response:
        """Begin a conversation that only the holder of its key can open again."""
        browser = request.headers.get("user-agent", "")
        await rate_limits.new_session(address_of(request), browser)
        fields = fields_of(request)
        language = "ko"
        if fields.get("language") is not None:
            language = spoken_language(fields["language"])
            translation.activate(language)
        known = None
        if fields.get("customer") is not None:
            known = customer_assertion.read_assertion(fields["customer"])
        return began(await start_session((language, known)), request)


class Token(ChatView):
    costs = {"POST": Action.TOKEN}

    @extend_schema(
        operation_id="renew_token", request=None, responses={201: shapes.Started, **FAILURES}
    )
    async def post(self, request: Request, session_id: str) -> Response:
        """A new key for an old one, up to AICC_RESUME_DAYS after it expired."""
        session = await entering.renew(session_id, self.token_of(request, session_id))
        await self.charge(request, replace(session, address=address_of(request)))
        return began(session, request)
