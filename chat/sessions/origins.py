"""Which web pages may speak to us."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host


def allowed(origin: str | None, host: str) -> bool:
    """Whether a request with this Origin may be let in.

    origin: the header, None where there is none: no browser sent it then.
    host: the Host header of the same request, as the browser wrote it; already checked
        against ALLOWED_HOSTS, so a name that was rebound to our address is not ours.
    """
    if origin is None:
        return True
    return origin in settings.AICC_ALLOWED_ORIGINS or is_own(origin, host)


def is_own(origin: str | None, host: str) -> bool:
    """Whether this Origin is a page of ours."""
    try:
        parts = urlsplit(origin or "")
    except ValueError:  # no address at all
        return False
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower() != ""


def is_our_host(host: str) -> bool:
    """Whether a Host header names us."""
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
