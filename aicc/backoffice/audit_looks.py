"""What staff look at in the back office is recorded before it is answered, and so is a refusal.

Every page is: one that nobody thought of here as well. Only those that show nothing of customers
and nothing of what governs the work are left out, by name.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from aicc.audit.recording import Action, record
from chat.backoffice.masked_forms import masked_value

# Pages that show no customer's words, no colleague's doings and no record.
NOT_LOOKS = {
    *("index", "app_list", "language", "search", "jsi18n", "logout", "login"),
    *("account", "second_factor", "second_factor_set_up", "passkey_options"),
    *("password_change", "password_change_done", "autocomplete", "view_on_site"),
    *("chat_article_preview", "chat_article_trial"),
    *("figures_now", "handover_waiting"),  # asked for again and again by the pages themselves
}
# Whose words they are is public, or nobody's but the bank's own.
NOT_RECORDED = {
    *("chat_article", "chat_scorecardversion", "chat_reviewrule", "chat_generationswitch"),
    *("handover_businesshours", "handover_specialday", "handover_cannedreply", "handover_team"),
    *("handover_intakequestion", "auth_group"),
}
# These write an entry of their own where it is done, with its reason or what came of it.
OWN_ENTRY = {
    *("chat_conversation_export", "chat_conversation_print", "handover_entries"),
    *("audit_auditevent_export", "chat_datarequest_download"),
}
ENDS = {
    "_changelist": Action.LIST,
    "_change": Action.VIEW,
    "_history": Action.VIEW,
}
KEYS = ("object_id", "pk", "handover", "user")  # of a row, in addresses
MOST_ASKED = 20  # of the address's own words


def recorded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of the back office whose answer waits until the look is on record."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except PermissionDenied:
            note(request, Action.REFUSED, kwargs)
            raise
        if is_look(request, response):
            note(request, action_of(request, response), kwargs, shown(response))
        return response

    return answered


def page_name(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match.url_name or "") if match else ""


def is_look(request: HttpRequest, response: HttpResponseBase) -> bool:
    name = page_name(request)
    if name in NOT_LOOKS | OWN_ENTRY or response.status_code >= 300:
        return False
    if is_file(response):
        return True
    return request.method == "GET" and not name.startswith(tuple(NOT_RECORDED))


def is_file(response: HttpResponseBase) -> bool:
    return response.get("Content-Disposition", "").startswith("attachment")


def action_of(request: HttpRequest, response: HttpResponseBase) -> str:
    if is_file(response):
        return Action.EXPORT
    if request.GET.get("q"):
        return Action.SEARCH
    name = page_name(request)
    return next((action for end, action in ENDS.items() if name.endswith(end)), Action.VIEW)


def note(
    request: HttpRequest, action: str, kwargs: dict[str, Any], rows: list[Any] | None = None
) -> None:
    name = page_name(request)
    asked = {
        word: masked_value(word, request.GET.get(word, ""))[:200]
        for word in list(request.GET)[:MOST_ASKED]
    }
    details: dict[str, Any] = {"page": name}
    if asked:
        details["asked"] = asked
    if rows is not None:
        details["shown"] = rows
    key = next((kwargs[word] for word in KEYS if word in kwargs), "")
    record(action, object_type(name), key, details=details)


def object_type(name: str) -> str:
    """`chat.conversation` of `chat_conversation_change`; a page of none is called as it is."""
    app, _, rest = name.partition("_")
    return f"{app}.{rest.partition('_')[0]}" if rest else name


def shown(response: HttpResponseBase) -> list[Any] | None:
    """The keys of the rows that a list shows; None: it is no list."""
    context = getattr(response, "context_data", None) or {}
    rows = getattr(context.get("cl"), "result_list", None)
    return None if rows is None else [row.pk for row in rows]
