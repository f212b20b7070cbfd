"""A running server or the proxy in front of it, as its clients see it."""

from collections.abc import Iterator

import httpx
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aicc.doctor.finding import Finding, error, ok, warning

SECONDS = 5.0


def examine(url: str) -> Iterator[Finding]:
    """url: `http://localhost` or any other address under which people reach it."""
    url = below_base(url)
    base = url.rstrip("/")
    try:
        with httpx.Client(timeout=SECONDS, verify=not is_here(base)) as http:
            ready = http.get(f"{base}/health/ready")
            metrics = http.get(f"{base}/metrics")
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        yield error(
            _("%(url)s does not answer (%(problem)s).") % {"url": url, "problem": name(problem)},
            _("Start the servers; behind nginx, look at its error log."),
        )
        return
    yield from parts_of(ready, url)
    if metrics.status_code == httpx.codes.OK and not is_here(base):
        yield warning(
            _("%(url)s/metrics is open to whoever asks.") % {"url": url},
            _("Let the proxy in front refuse it, as our nginx.conf does."),
        )


def below_base(url: str) -> str:
    """The address as people have it: with AICC_BASE_PATH, which a proxy in front goes by."""
    base = settings.AICC_BASE_PATH.rstrip("/")
    return url if url.rstrip("/").endswith(base) else url.rstrip("/") + base


def name(problem: Exception) -> str:
    return type(problem).__name__


def is_here(url: str) -> bool:
    """On this machine a certificate may be our own, and /metrics is open as it should be."""
    return httpx.URL(url).host in ("localhost", "127.0.0.1", "::1")


def parts_of(ready: httpx.Response, url: str) -> Iterator[Finding]:
    try:
        body = dict(ready.json())
    except (ValueError, TypeError):
        yield error(
            _("%(url)s answers %(status)d, and not as one of our servers.")
            % {"url": url, "status": ready.status_code},
            _(
                "Look at what listens there, and whether the proxy in front sends %(base)s on "
                "to us."
            )
            % {"base": settings.AICC_BASE_PATH},
        )
        return
    bad = [
        f"{part}: {state}"
        for part, state in body.items()
        if state in ("disconnected", "loading", "unhealthy")
        or (part == "storage" and state != "writable")
        or (part, state) == ("draining", True)
    ]
    if bad:
        yield error(f"{url}: {', '.join(bad)}", _("See the sections above, and the server's log."))
    else:
        yield ok(_("%(url)s is ready.") % {"url": url})
    if body.get("embedder") == "resting":
        yield warning(
            _("%(url)s: the embedder has died; search goes by words.") % {"url": url},
            _("It is started again by itself. Where it dies again and again, read the log."),
        )
    if missing := body.get("vectors_missing"):
        yield warning(
            ngettext(
                "%(url)s: %(count)s text has no vector yet; search goes by words.",
                "%(url)s: %(count)s texts have no vector yet; search goes by words.",
                missing,
            )
            % {"url": url, "count": missing},
            _("It makes them beside its work, ten a second."),
        )
