"""What every call of the HTTP door passes: size, origin, kind of body, and the session's key."""

from typing import Any

from adrf.views import APIView
from django.utils import translation
from rest_framework.request import Request

from aicc.db import in_db
from aicc.errors import BadToken, Invalid, NotAllowed, TooLarge
from chat import credentials, origins, sessions
from chat.sessions import Session

BODY_BYTES = 64 * 1024
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class ChatView(APIView):
    """A call of the customer's door."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method in SAFE_METHODS:
            return
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > BODY_BYTES:
            raise TooLarge
        if not origins.allowed(request.headers.get("origin"), request.get_host()):
            raise NotAllowed

    def token_of(self, request: Request, session_id: Any) -> str | None:
        return credentials.from_authorization(
            request.headers.get("authorization")
        ) or request.COOKIES.get(credentials.cookie_name(str(session_id)))

    async def enter(self, request: Request, session_id: Any) -> Session:
        """The session this call is for; its language is the answer's. Raises as sessions.enter."""
        session = await in_db(sessions.enter)(session_id, self.token_of(request, session_id))
        translation.activate(session.language)
        return session

    async def enter_existing(self, request: Request, session_id: Any) -> Session:
        """As `enter`, but a session that nobody began is not begun by asking after it."""
        if isinstance(session_id, str) and await in_db(sessions.find)(session_id) is None:
            raise BadToken
        return await self.enter(request, session_id)


def fields_of(request: Request) -> dict[str, Any]:
    """The body, which is a JSON object or nothing."""
    data = request.data
    if data in (None, ""):
        return {}
    if not isinstance(data, dict):
        raise Invalid
    return dict(data)
