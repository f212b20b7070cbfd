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
        _compose_when_read(request)
        return await get_response(request)

    return middleware


def _compose_when_read(request: HttpRequest) -> None:
    """A body is read when its view asks for it, if it does, and in the view's thread."""
    load = request._load_post_and_files

    def load_composed() -> None:
        load()
        request._post = composed(request._post)  # type: ignore[attr-defined]

    request._load_post_and_files = load_composed  # type: ignore[method-assign]


def composed(data: QueryDict) -> QueryDict:
    pairs = [(name, text) for name, texts in data.lists() for text in texts]
    whole = [(compose(name), compose(text)) for name, text in pairs]
    if whole == pairs:
        return data
    found = QueryDict(mutable=True, encoding=data.encoding)
    for name, text in whole:
        found.appendlist(name, text)
    found._mutable = False
    return found
