"""What can go wrong, each with a public code: the doors turn these into frames and statuses."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions as drf
from rest_framework.response import Response

from aicc.platform import metrics


class AiccError(Exception):
    """What a caller must know: `message` is for a person, `code` for a program."""

    code: ClassVar[str] = "invalid"
    status: ClassVar[int] = 400  # HTTP status of the same failure
    retryable: ClassVar[bool] = False
    message: Any = _("The request could not be understood.")

    def __init__(self, message: Any = None, *, retry_after: int | None = None) -> None:
        super().__init__(self.code)
        if message is not None:
            self.message = message
        self.retry_after = retry_after  # seconds; None where waiting does not help


class Invalid(AiccError):
    """A field is missing, of the wrong kind or out of its limits."""


class BadJson(AiccError):
    """The frame is not a JSON object in UTF-8."""

    code = "bad_json"
    message = _("The message was not readable. Send one JSON object in UTF-8.")


class UnknownType(AiccError):
    """The frame's `type` is none of ours."""

    code = "unknown_type"
    message = _("This type of message is not known here.")


class IdReuse(AiccError):
    """The same client_message_id came with another text."""

    code = "id_reuse"
    status = 409
    message = _("This message id was used for another text. Send it with a new id.")


class Busy(AiccError):
    """Too many questions of this conversation wait for their answer, or too many of all."""

    code = "busy"
    status = 429
    retryable = True
    whom = "session"  # as of RateLimited: what is told to come again in some seconds
    message = _("Several questions are still being answered. Please wait a moment.")


class RateLimited(AiccError):
    """More than the limits allow."""

    code = "rate_limited"
    status = 429
    retryable = True
    whom = ""  # the limit counts, as in metrics.REFUSALS: session, address …; blank: not known
    message = _("Too many messages at once. Please wait a moment and try again.")


class BadToken(AiccError):
    """The session's token is missing, wrong, expired or revoked."""

    code = "token"
    status = 401
    message = _("This conversation cannot be opened without its key. Please start a new one.")


class NotAllowed(AiccError):
    """The caller may not do this."""

    code = "not_allowed"
    status = 403
    message = _("This is not allowed here.")


class NotFound(AiccError):
    """There is no such thing."""

    code = "not_found"
    status = 404
    message = _("There is nothing here.")


class Unavailable(AiccError):
    """A part we need does not answer for the moment; nothing was stored."""

    code = "unavailable"
    status = 503
    retryable = True
    message = _("We cannot answer for a moment. Nothing is lost; please try again shortly.")


class InternalError(AiccError):
    """A fault of ours that has no name yet."""

    code = "internal"
    status = 500
    retryable = True
    message = _("Something went wrong on our side. Please try again.")


class TooLarge(AiccError):
    """The body is over the limit."""

    code = "too_large"
    status = 413
    message = _("This is too large. Please send less at once.")


class TooLargeToSend(AiccError):
    """A frame of ours is over the limit."""

    code = "too_large_to_send"
    status = 500
    message = _("This is too long to be shown here.")


HTTP_CODES = {
    400: "invalid",
    401: "token",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    413: "too_large",
    415: "unsupported_media_type",
    429: "rate_limited",
}
# What the framework refuses, in our words: its own name a class or a method and no next step, and
# their Korean sets a particle behind a Latin word.
HTTP_MESSAGES = {
    401: BadToken.message,
    403: NotAllowed.message,
    404: NotFound.message,
    405: _("This address does not take %(method)s."),
    406: _("This address answers in JSON alone."),
    413: TooLarge.message,
    415: _("Send the body as JSON, with Content-Type: application/json."),
    429: RateLimited.message,
}


def body(message: Any, code: str, retryable: bool = False) -> dict[str, Any]:
    """The one shape of an error on HTTP."""
    return {"detail": str(message), "code": code, "retryable": retryable}


def retry_after(error: AiccError) -> dict[str, str]:
    """The header that says when, where trying again may help."""
    return {"Retry-After": str(error.retry_after or 5)} if error.retryable else {}


# Of an ASGI scope that a limit refused: for how many seconds, and whom that limit counts.
REFUSED_FOR, REFUSED_WHOM = "aicc.refused_for", "aicc.refused_whom"


def note_refusal(request: Any, error: Exception) -> None:
    """Where a limit refused this request, say so to the front door: it may repeat the answer
    until the limit's time.
    """
    scope = getattr(getattr(request, "_request", request), "scope", None)
    if scope is not None and isinstance(error, RateLimited | Busy) and error.retry_after:
        scope[REFUSED_FOR], scope[REFUSED_WHOM] = error.retry_after, error.whom


def answer_http(error: Exception, context: dict[str, Any]) -> Response | None:
    """An error of ours or of the framework as an HTTP answer; None lets it become a 500."""
    request = context.get("request")
    answer = as_response(error, getattr(request, "method", None) or "")
    note_refusal(request, error)
    if answer is not None:
        metrics.ERRORS.labels(answer.data["code"]).inc()
    return answer


def as_response(error: Exception, method: str) -> Response | None:
    if isinstance(error, AiccError):
        return Response(
            body(error.message, error.code, error.retryable),
            error.status,
            headers=retry_after(error),
        )
    if isinstance(error, drf.ParseError):  # its own words are the JSON library's
        return Response(body(BadJson.message, "invalid"), 400)
    if isinstance(error, drf.ValidationError):
        return Response(body(first_complaint(error.detail), "invalid"), 400)
    if isinstance(error, drf.APIException):
        code = HTTP_CODES.get(error.status_code, error.default_code)
        words = HTTP_MESSAGES.get(error.status_code, Invalid.message)
        return Response(body(words % {"method": method}, code), error.status_code)
    return None


def first_complaint(detail: Any, field: str = "") -> str:
    """The first of a serializer's complaints, with the name of its field."""
    if isinstance(detail, dict):
        name, inner = next(iter(detail.items()))
        return first_complaint(inner, "" if name == "non_field_errors" else str(name))
    if isinstance(detail, list):
        return first_complaint(detail[0], field)
    return f"{field}: {detail}" if field else str(detail)
