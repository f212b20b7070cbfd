"""Where the contact centre begins on its host: AICC_BASE_PATH, "/" or such as "/chat/".

A proxy in front may leave the base in a request's path or take it away: both are answered, and
so are those who ask a server by itself (a health check, Prometheus) without it.
"""

from typing import Any

from django.conf import settings


def root() -> str:
    """The base as ASGI and WSGI write it: without its last slash, blank for "/"."""
    return settings.AICC_BASE_PATH.removesuffix("/")


def enter(scope: dict[str, Any]) -> None:
    """Set the scope's root_path and its path, which holds it from here on.

    root_path is ours to say in any case: daphne takes it from a header, which is a stranger's.
    """
    scope["root_path"] = root()
    if not (scope["path"] + "/").startswith(settings.AICC_BASE_PATH):
        scope["path"] = root() + scope["path"]


def inside(scope: dict[str, Any]) -> str:
    """The path below the base, as urls.py and the routings know it; blank for `/chat` itself."""
    return str(scope["path"]).removeprefix(scope["root_path"])


async def redirect_to_slash(scope: dict[str, Any], send: Any) -> None:
    """`/chat` to `/chat/`, by which its pages' addresses and cookies begin."""
    query = b"?" + scope["query_string"] if scope["query_string"] else b""
    location = settings.AICC_BASE_PATH.encode() + query
    headers = [(b"location", location), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 308, "headers": headers})
    await send({"type": "http.response.body"})
