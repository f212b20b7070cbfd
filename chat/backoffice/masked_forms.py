"""What staff write in the office's forms, masked before a view reads it.

Reasons, comments, names of views and labels: a colleague quotes what a customer told them, and no
form is safer for its author having thought of it. So every field is masked but those that are
named here, a new one too.
"""

from collections.abc import Awaitable, Callable

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.decorators import async_only_middleware

from aicc.platform.text_normalization import change_when_read, changed
from chat.pii import mask
from chat.pii.identifiers import looks_personal

OFFICE = "/admin/"
CREDENTIALS = {
    *("username", "password", "old_password", "new_password1", "new_password2", "password1"),
    *("password2", "code", "passkey", "csrfmiddlewaretoken", "form_token", "logout_token"),
}
COLLEAGUES = {"first_name", "last_name", "email"}
# By which a customer is found; what becomes of one that is somebody's number, their flows know.
REFERENCES = {"session_id", "customer_id", "telephone"}
# What the bank itself tells its customers, with its own accounts, telephones and addresses in it.
PUBLISHED = {
    *("title", "body", "slug", "category", "text", "text_ko", "text_en", "choices_ko"),
    *("choices_en", "figures", "forbidden"),
}
KEPT = CREDENTIALS | COLLEAGUES | REFERENCES | PUBLISHED
# Of a list, as its address says it; the second is Django's own, for the list before a page. A
# search is escaped in them.
ADDRESSES = {"query", "_changelist_filters"}
ID_CHARACTERS = 64

GetResponse = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


@async_only_middleware
def masked_forms(get_response: GetResponse) -> GetResponse:
    """Middleware, behind `composed_forms`: masking reads composed text."""

    async def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method == "POST" and request.path_info.startswith(OFFICE):
            change_when_read(request, masked)
        return await get_response(request)

    return middleware


def masked(data: QueryDict) -> QueryDict:
    return changed(
        data, lambda name, text: (name, text if is_kept(name) else masked_value(name, text))
    )


def is_kept(name: str) -> bool:
    """Also of a row of a formset: `criteria-0-text_ko`."""
    return name.rpartition("-")[2] in KEPT


def masked_value(name: str, text: str) -> str:
    if name in ADDRESSES:
        return masked_query(text)
    if is_word(text):  # a number, a key, a hash, a choice: digits among letters are nobody's
        return mask(text) if len(text) <= ID_CHARACTERS and looks_personal(text) else text
    return mask(text)


def masked_query(text: str) -> str:
    """An address's query; as it is where nothing in it is personal."""
    query = QueryDict(text, mutable=True)
    for name, texts in list(query.lists()):
        query.setlist(name, [masked_value(name, each) for each in texts])
    return query.urlencode() if query != QueryDict(text) else text


def is_word(text: str) -> bool:
    return text.isascii() and "@" not in text and not any(map(str.isspace, text))
