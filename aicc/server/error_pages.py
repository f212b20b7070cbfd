"""What a person, or a program under /api/, is told when there is no answer to give."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aicc.platform import errors, metrics
from chat.page_views import bank


@dataclass(frozen=True, slots=True)
class Failure:
    status: int
    code: str  # for programs
    heading: Any
    words: Any
    retryable: bool = False


INVALID = Failure(
    400,
    "invalid",
    _("This request could not be read"),
    _("Please go back and try again, or open the page anew."),
)
NOT_ALLOWED = Failure(
    403,
    "not_allowed",
    _("This page is not yours to open"),
    _("Your login has no permission for it. Whoever manages the logins can change that."),
)
STALE_FORM = Failure(
    403,
    "not_allowed",
    _("This form has become too old"),
    _("Nothing was changed. Please go back, load the page again and send it once more."),
)
NOT_FOUND = Failure(
    404,
    "not_found",
    _("This page does not exist"),
    _("The address may have been mistyped, or the page has been taken down."),
)
WENT_WRONG = Failure(
    500,
    "internal",
    _("Something went wrong on our side"),
    _("Please try again in a moment. If it goes on, please call us."),
    retryable=True,
)
TOO_MANY = Failure(
    429,
    "rate_limited",
    _("Too many requests"),
    _("Please wait a moment and try again."),
    retryable=True,
)
BUSY = Failure(
    503,
    "unavailable",
    _("The service is very busy"),
    _("Please wait a moment and try again."),
    retryable=True,
)
TO_PROGRAMS = {
    400: errors.AiccError.message,
    403: errors.NotAllowed.message,
    404: errors.NotFound.message,
    429: errors.RateLimited.message,
    500: errors.InternalError.message,
    503: errors.Unavailable.message,
}


def tell(request: HttpRequest, failure: Failure) -> HttpResponse:
    """JSON under /api/, elsewhere a page. Neither asks the database for anything."""
    metrics.ERRORS.labels(failure.code).inc()
    if request.path_info.startswith("/api/"):
        words = TO_PROGRAMS[failure.status]
        body = errors.body(words, failure.code, failure.retryable)
        return JsonResponse(body, status=failure.status)
    way = reverse("admin:index" if request.path_info.startswith("/admin/") else "chat-page")
    context = {**bank(), "heading": failure.heading, "words": failure.words, "way": way}
    return HttpResponse(render_to_string("chat/error.html", context), status=failure.status)


def refused(request: HttpRequest, error: errors.AiccError) -> HttpResponse:
    """What a limit refused, with the seconds to wait in Retry-After."""
    response = tell(request, TOO_MANY if error.status == TOO_MANY.status else BUSY)
    for name, value in errors.retry_after(error).items():
        response[name] = value
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return tell(request, INVALID)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return tell(request, NOT_ALLOWED)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    return tell(request, STALE_FORM)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return tell(request, NOT_FOUND)


def went_wrong(request: HttpRequest) -> HttpResponse:
    return tell(request, WENT_WRONG)
