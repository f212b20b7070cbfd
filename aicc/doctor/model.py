"""The language model's endpoint, asked for its list of models; no prompt is sent."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from aicc.doctor.finding import Finding, error, ok, warning
from aicc.platform.inference import llm

SECONDS = 5.0
DEFAULT = "https://api.openai.com/v1"  # where openai's client goes without an address
NAMED = 5


def examine() -> Iterator[Finding]:
    if not llm.configured():
        yield ok(_("No model: the articles answer."))
        return
    base = (settings.OPENAI_BASE_URL or DEFAULT).rstrip("/")
    place = urlsplit(base).netloc.rpartition("@")[2]
    try:
        answer = httpx.get(
            f"{base}/models",
            headers={"Authorization": f"Bearer {settings.OPENAI_API_KEY or 'none'}"},
            timeout=SECONDS,
        )
    except httpx.TimeoutException:
        yield error(
            _("The model's endpoint %(place)s is silent.") % {"place": place},
            _("Look at the service; until it answers, the articles do."),
        )
    except httpx.HTTPError:
        yield error(
            _("The model's endpoint %(place)s cannot be reached.") % {"place": place},
            _("Start it, or correct OPENAI_BASE_URL; look for a firewall or a proxy."),
        )
    else:
        yield judged(answer, place)


def judged(answer: httpx.Response, place: str) -> Finding:
    if answer.status_code in (401, 403):
        return error(
            _("The model's endpoint %(place)s refuses the key.") % {"place": place},
            _("Give OPENAI_API_KEY one that is valid there."),
        )
    names = served(answer)
    if names is None:
        return warning(
            _("The model's endpoint %(place)s does not list its models (%(status)d).")
            % {"place": place, "status": answer.status_code},
            _("If answers come from the articles alone, correct OPENAI_BASE_URL."),
        )
    about = {"model": settings.AICC_MODEL, "place": place}
    if settings.AICC_MODEL not in names:
        known = ", ".join(sorted(names)[:NAMED]) or "–"
        return error(
            _("%(place)s does not serve the model %(model)s.") % about,
            _("Set AICC_MODEL to one of its own: %(known)s") % {"known": known},
        )
    return ok(_("%(model)s at %(place)s") % about)


def served(answer: httpx.Response) -> set[str] | None:
    """The models' names; None where the answer holds no list."""
    try:
        return {str(model["id"]) for model in answer.json()["data"]}
    except (ValueError, KeyError, TypeError):
        return None
