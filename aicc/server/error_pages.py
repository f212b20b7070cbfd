"""What a person, or a program under /api/, is told when there is no answer to give."""

import sys
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aicc.platform import db, errors, metrics
from chat.page_views import bank


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What a person reads where a program reads the error."""

    error: type[errors.AiccError]
    heading: Any
    words: Any


INVALID = ErrorPage(
    errors.AiccError,
    _("This request could not be read"),
    _("Please go back and try again, or open the page anew."),
)
NOT_ALLOWED = ErrorPage(
    errors.NotAllowed,
    _("This page is not yours to open"),
    _("Your login has no permission for it. Whoever manages the logins can change that."),
)
STALE_FORM = ErrorPage(
    errors.NotAllowed,
    _("This form has become too old"),
    _("Nothing was changed. Please go back, load the page again and send it once more."),
)
NOT_FOUND = ErrorPage(
    errors.NotFound,
    _("This page does not exist"),
    _("The address may have been mistyped, or the page has been taken down."),
)
WENT_WRONG = ErrorPage(
    errors.InternalError,
    _("Something went wrong on our side"),
    _("Please try again in a moment. If it goes on, please call us."),
)
AT_ONCE = ErrorPage(
    errors.Unavailable,
    _("Somebody changed the same at this very moment"),
    _("Please look at what is there now, and do it once more where it is missing."),
)
NO_RECORDS = ErrorPage(
    errors.Unavailable,
    _("Our records cannot be reached for a moment"),
    _("Please try again shortly. What was not confirmed was not saved."),
)
TOO_MANY = ErrorPage(
    errors.RateLimited,
    _("Too many requests"),
    _("Please wait a moment and try again."),
)
BUSY = ErrorPage(
    errors.Unavailable,
    _("The service is very busy"),
    _("Please wait a moment and try again."),
)


def tell(request: HttpRequest, page: ErrorPage) -> HttpResponse:
    """JSON under /api/, elsewhere a page. Neither asks the database for anything."""
    error = page.error
    metrics.ERRORS.labels(error.code).inc()
    if request.path_info.startswith("/api/"):
        body = errors.body(error.message, error.code, error.retryable)
        return JsonResponse(body, status=error.status)
    way = reverse("admin:index" if request.path_info.startswith("/admin/") else "chat-page")
    context = {**bank(), "heading": page.heading, "words": page.words, "way": way}
    return HttpResponse(render_to_string("chat/error.html", context), status=error.status)


def refused(request: HttpRequest, error: errors.AiccError) -> HttpResponse:
    """What a limit refused, with the seconds to wait in Retry-After."""
    errors.note_refusal(request, error)
    response = tell(request, TOO_MANY if error.status == TOO_MANY.error.status else BUSY)
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
    """Django calls it while it handles what went wrong."""
    return no_records(request, sys.exc_info()[1]) or tell(request, WENT_WRONG)


def no_records(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """The page where the database let us down for a moment; None where something else did."""
    if isinstance(error, errors.Unavailable):
        error = error.__cause__ or error
    if db.lost_the_race(error):
        page = AT_ONCE
    elif isinstance(error, errors.Unavailable) or db.is_away(error):
        page = NO_RECORDS
    else:
        return None
    response = tell(request, page)
    response["Retry-After"] = "5"
    return response
