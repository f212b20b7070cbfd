"""What every call of the HTTP door passes: size, origin, kind of body, and the session's key."""

from inspect import isawaitable
from typing import Any, ClassVar

from adrf.views import APIView
from django.http import HttpResponse
from django.utils import translation
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from structlog.contextvars import bind_contextvars

from aicc.platform.errors import Invalid, NotAllowed, TooLarge
from chat import pseudonyms
from chat.sessions import credentials, entering, origins, rate_limits
from chat.sessions.sessions import Session

BODY_BYTES = 64 * 1024
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class ChatView(APIView):
    """A call of the customer's door."""

    json_always = False  # whether it must be called with application/json by everybody
    # What a call costs its session, by method. A method that is not named here costs a frame.
    costs: ClassVar[dict[str, rate_limits.Action]] = {}

    async def async_dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """As adrf's, which starts a thread for `initial`, and Django one more to write JSON:
        neither asks the database for anything.
        """
        self.args, self.kwargs = args, kwargs
        self.request = asked = self.initialize_request(request, *args, **kwargs)
        self.headers = self.default_response_headers
        try:
            self.initial(asked, *args, **kwargs)
            known = asked.method.lower() in self.http_method_names
            name = asked.method.lower() if known else ""
            handler: Any = getattr(self, name, self.http_method_not_allowed)
            response = handler(asked, *args, **kwargs)
            if isawaitable(response):
                response = await response
        except Exception as error:  # noqa: BLE001  (as adrf: it becomes an answer, or is raised)
            response = self.handle_exception(error)
        self.response = self.finalize_response(asked, response, *args, **kwargs)
        return rendered(self.response)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.check_call(request)

    def check_call(self, request: Request) -> None:
        """What a call must be like before it is done. Raises TooLarge, NotAllowed and
        UnsupportedMediaType.
        """
        if request.method in SAFE_METHODS:
            return
        if size_of(request) > BODY_BYTES:
            raise TooLarge
        if not origins.allowed(request.headers.get("origin"), request.get_host()):
            raise NotAllowed
        # A form of another site can send a cookie, but no JSON.
        if (self.json_always or leans_on_cookie(request)) and not is_json(request):
            raise UnsupportedMediaType(request.content_type or "")

    def token_of(self, request: Request, session_id: Any) -> str | None:
        return bearer_of(request) or credentials.from_cookies(request.COOKIES, str(session_id))

    async def enter(self, request: Request, session_id: Any) -> Session:
        """The session this call is for; its language is the answer's. Raises as entering.enter,
        and RateLimited.
        """
        token = self.token_of(request, session_id)
        session = await entering.enter(session_id, token, address_of(request))
        translation.activate(session.language)
        bind_contextvars(session=pseudonyms.Session(session.session_id))
        await self.charge(request, session)
        return session

    async def enter_existing(self, request: Request, session_id: Any) -> Session:
        """As `enter`, but a session that nobody began is not begun by asking after it."""
        token = self.token_of(request, session_id)
        session = await entering.enter_existing(session_id, token, address_of(request))
        translation.activate(session.language)
        await self.charge(request, session)
        return session

    async def charge(self, request: Request, session: Session) -> None:
        """Count the call as the frame that it is the twin of. Raises RateLimited."""
        rate_limits.frame(session.session_id)
        await rate_limits.spend(
            self.costs.get(request.method or "", rate_limits.Action.READ), session
        )


def rendered(response: Any) -> HttpResponse:
    """The answer as Django sends it: nothing is left for a thread to do."""
    whole = response.render()
    plain = HttpResponse(whole.content, status=whole.status_code, headers=dict(whole.headers))
    plain.cookies = whole.cookies
    return plain


def address_of(request: Request) -> str:
    """The client's, as the server found it behind the proxies that it trusts."""
    return str(request.META.get("REMOTE_ADDR", ""))


def bearer_of(request: Request) -> str | None:
    return credentials.from_authorization(request.headers.get("authorization"))


def leans_on_cookie(request: Request) -> bool:
    return bearer_of(request) is None and any(
        credentials.is_ours(name) for name in request.COOKIES
    )


def is_json(request: Request) -> bool:
    kind: str = request.content_type or ""
    return kind.partition(";")[0].strip().lower() == "application/json"


def size_of(request: Request) -> int:
    """Of the body, in bytes: as announced, or as it came where nothing was announced."""
    length = request.META.get("CONTENT_LENGTH")
    return int(length) if length and length.isdigit() else len(request._request.body)


def fields_of(request: Request) -> dict[str, Any]:
    """The body, which is a JSON object or nothing."""
    try:
        data = request.data
    except RecursionError:  # thousands of brackets, one in the other
        raise Invalid from None
    if data in (None, "") and request.META.get("CONTENT_LENGTH") in (None, "", "0"):
        return {}
    if not isinstance(data, dict):
        raise Invalid
    return dict(data)
