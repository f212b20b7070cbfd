"""Text as it is stored, searched and compared: composed (NFC), from the door on.

macOS and iOS send Hangul in pieces (NFD): the same letters to a reader, other ones to an index,
a pattern or a database. Frames and calls are composed by
chat.protocol.incoming, files of articles by
chat.articles.article_files; forms and search boxes by the middleware here.
"""

import re
from collections.abc import Awaitable, Callable
from unicodedata import combining, normalize

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.decorators import async_only_middleware

# Marks that stand on the letter before them. Putting many of them into order takes time by the
# square of their number, and no language has more than a few; Unicode's stream-safe format
# (UAX #15) allows 30.
_MARKS = "".join(chr(code) for code in range(0x300, 0x20000) if combining(chr(code)))
TOO_MANY_MARKS = re.compile(f"[{_MARKS}]{{31}}")

GetResponse = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


def compose(text: str) -> str:
    """`text` as NFC; as it is where more than 30 marks stand on one letter."""
    if text.isascii():
        return text
    # Most texts hold no mark at all, and the expression takes ten times as long to find that.
    if any(map(combining, text)) and TOO_MANY_MARKS.search(text):
        return text
    return normalize("NFC", text)


@async_only_middleware
def composed_forms(get_response: GetResponse) -> GetResponse:
    """Middleware: what a form or an address says reaches its view composed."""

    async def middleware(request: HttpRequest) -> HttpResponseBase:
        query = request.META.get("QUERY_STRING", "")
        if "%" in query or not query.isascii():
            request.GET = composed(request.GET)  # type: ignore[assignment]
        change_when_read(request, composed)
        return await get_response(request)

    return middleware


def composed(data: QueryDict) -> QueryDict:
    return changed(data, lambda name, text: (compose(name), compose(text)))


# --- A form, changed before its view reads it: composed here, masked by chat.backoffice -----


def change_when_read(request: HttpRequest, change: Callable[[QueryDict], QueryDict]) -> None:
    """A body is read when its view asks for it, if it does, and in the view's thread; `change` is
    given it then, after those that were asked for before.
    """
    load = request._load_post_and_files

    def load_changed() -> None:
        load()
        request._post = change(request._post)  # type: ignore[attr-defined]

    request._load_post_and_files = load_changed  # type: ignore[method-assign]


def changed(data: QueryDict, change: Callable[[str, str], tuple[str, str]]) -> QueryDict:
    """`data` with each field's name and text as `change` has them; itself where all stay."""
    pairs = [(name, text) for name, texts in data.lists() for text in texts]
    whole = [change(name, text) for name, text in pairs]
    if whole == pairs:
        return data
    found = QueryDict(mutable=True, encoding=data.encoding)
    for name, text in whole:
        found.appendlist(name, text)
    found._mutable = False
    return found
