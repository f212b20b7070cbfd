"""Which web pages may speak to us."""

from urllib.parse import urlsplit

from django.conf import settings


def allowed(origin: str | None, host: str) -> bool:
    """Whether a request with this Origin may be let in.

    origin: the header, None where there is none: no browser sent it then.
    host: the Host header of the same request, as the browser wrote it; already checked
        against ALLOWED_HOSTS, so a name that was rebound to our address is not ours.
    """
    if origin is None:
        return True
    if origin in settings.AICC_ALLOWED_ORIGINS:
        return True
    parts = urlsplit(origin)
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower() != ""
