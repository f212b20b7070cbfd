"""A page of the back office whose transaction lost against another one's is made once more.

Deadlocks, and in a cluster two members that changed the same, may come at any statement and at
COMMIT; both leave nothing behind.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse

from aicc.platform.db import with_retries
from aicc.platform.errors import Unavailable
from aicc.platform.passwords import PasswordsBusy
from aicc.server.error_pages import no_records
from chat.backoffice.sent_forms import KEEP_THEIR_WORDS, token_of


def steady(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, repeated as a whole where nothing of it can have been kept, or a clear page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        def whole() -> HttpResponse:
            rewind(request)
            response = view(request, *args, **kwargs)
            if isinstance(response, SimpleTemplateResponse):
                response.render()  # what the page asks the database is a part of it
            return response

        try:
            return with_retries(whole) if is_one_transaction(request) else whole()
        except PasswordsBusy:
            raise  # the records are well: aicc.server.entry.admission says when to come back
        except (Unavailable, OperationalError, InterfaceError) as error:
            if page := no_records(request, error):
                return page
            raise error.__cause__ or error from None

    return guarded


def is_one_transaction(request: HttpRequest) -> bool:
    """Whether it writes all or nothing, or knows what it wrote before: `sent_once`."""
    name = (request.resolver_match and request.resolver_match.url_name) or ""
    if request.method in ("GET", "HEAD"):
        return True
    return bool(token_of(request)) and name not in KEEP_THEIR_WORDS


def rewind(request: HttpRequest) -> None:
    """What the first time used up, or said of what did not come about."""
    if request.method == "POST":
        for _name, files in request.FILES.lists():
            for file in files:
                file.seek(0)
    said: Any = getattr(request, "_messages", None)
    if said is not None:
        said._queued_messages.clear()
