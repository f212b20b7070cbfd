"""A form that writes is sent once: a second click, or Save after Back, finds what it wrote.

Each form bears a token of its own. The token is stored in the transaction that writes, so that
what failed can be sent again and two at once are told apart by the database.
"""

import json
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aicc.platform.errors import AiccError
from chat.backoffice.masked_forms import masked_query
from chat.models import SentForm

KEPT = timedelta(days=7)  # nobody goes back to a page that is older
TOKEN_LENGTH = 32  # hexadecimal digits
LONGEST_LOCATION = 500
# What says how it was sent, and not what was written.
AROUND = {
    *("csrfmiddlewaretoken", "form_token", "save", "submit", "to_knowledge"),
    *("_save", "_continue", "_addanother"),
}
# Forms that show the words again themselves, where they were changed after they were saved:
# their views call `once`.
KEEP_THEIR_WORDS = {"chat_review_write", "chat_article_add", "chat_article_new_version"}


class SentBefore(AiccError):
    """The form was sent already, and its words have been changed since.

    location: of what it wrote then.
    """

    code = "sent_before"
    status = 409
    message = gettext_lazy(
        "This form was saved already, without what you changed since."
        " Saving it again adds another."
    )

    def __init__(self, location: str) -> None:
        super().__init__()
        self.location = location


def new_token() -> str:
    """Of one form. Pages have it as `form_token`: each time it is written it is another."""
    return secrets.token_hex(TOKEN_LENGTH // 2)


def sent_once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of the back office whose forms write once, whatever their view knows of it.

    The same form sent again leads where it led the first time. With other words a form that
    adds something asks whether it shall add another; one that changes something changes it.
    What is answered with a page, as a form with its mistakes, may be sent again.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = (request.resolver_match and request.resolver_match.url_name) or ""
        if request.method != "POST" or not token_of(request) or name in KEEP_THEIR_WORDS:
            return view(request, *args, **kwargs)
        forget_old()
        with transaction.atomic():
            row, is_new = claimed(request)
            if is_new:
                return kept(row, view(request, *args, **kwargs))
        if row.by_id != request.user.pk:
            return view(request, *args, **kwargs)
        if row.content == digest(request):
            messages.info(request, _("This was saved already: here it is."))
            return HttpResponseRedirect(row.location)
        if name.endswith("_add"):
            return ask_for_another(request, name, row)
        return view(request, *args, **kwargs)

    return guarded


def kept(row: SentForm, answer: HttpResponse) -> HttpResponse:
    """Remember where a form that was taken led to, and forget one that was not."""
    location = answer.get("Location", "")
    if not location:
        row.delete()
        return answer
    path, _mark, query = location.partition("?")
    is_kept = len(location) <= LONGEST_LOCATION and masked_query(query) == query
    row.location = location if is_kept else path
    row.save(update_fields=["location"])
    return answer


def ask_for_another(request: HttpRequest, name: str, row: SentForm) -> HttpResponse:
    """The words of a form that was sent before with others, to add them or to leave it.

    name: of the address that adds a row, `app_model_add`.
    """
    fields = [
        (field, value)
        for field, values in request.POST.lists()
        if field not in AROUND
        for value in values
    ]
    app, model_name = name.removesuffix("_add").split("_", 1)
    model = apps.get_model(app, model_name)
    labels = {each.name: getattr(each, "verbose_name", "") for each in model._meta.get_fields()}
    context = admin.site.each_context(request) | {
        "title": model._meta.verbose_name,
        "fields": fields,
        "shown": [(labels[field], value) for field, value in fields if labels.get(field)],
        "location": row.location,
    }
    return render(request, "admin/sent_before.html", context, status=SentBefore.status)


def once(request: HttpRequest, by: User, write: Callable[[], str]) -> tuple[str, bool]:
    """Call `write`, which returns the address of what it made, unless this form made it already.

    Returns that address, and whether it was made now. A form without a token is a client's own:
    it writes each time. Raises SentBefore, and what `write` raises.
    """
    if not token_of(request):
        return write(), True
    forget_old()
    with transaction.atomic():
        row, is_new = claimed(request)
        if is_new:
            row.location = write()
            row.save(update_fields=["location"])
            return row.location, True
    if row.by_id != by.pk:  # a token is nobody else's: what it wrote may not be theirs to see
        return write(), True
    if row.content != digest(request):
        raise SentBefore(row.location)
    return row.location, False


def token_of(request: HttpRequest) -> str:
    """Blank where the form has none, or none of ours."""
    token = request.POST.get("form_token", "")
    is_ours = len(token) == TOKEN_LENGTH and token.isascii() and token.isalnum()
    return token if is_ours else ""


def claimed(request: HttpRequest) -> tuple[SentForm, bool]:
    """The row of this form, and whether it is sent for the first time. Two at once wait for
    each other here: call it in the transaction that writes.
    """
    by: Any = request.user  # signed in: no other comes to a form
    return SentForm.objects.get_or_create(
        token=token_of(request), defaults={"by": by, "content": digest(request)}
    )


def forget_old() -> None:
    SentForm.objects.filter(at__lt=timezone.now() - KEPT).delete()


def digest(request: HttpRequest) -> str:
    """Of what was written, files and all; keyed, or a customer's number could be tried out against
    the row, which outlives the erasure of that customer.
    """
    said = sorted((name, values) for name, values in request.POST.lists() if name not in AROUND)
    found = salted_hmac("chat.backoffice.sent_forms", json.dumps(said), algorithm="sha256")
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            found.update(name.encode())
            for chunk in file.chunks():
                found.update(chunk)
            file.seek(0)
    return found.hexdigest()
