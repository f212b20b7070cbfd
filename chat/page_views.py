"""The customer's pages: the chat, and the article versions that its answers cite."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from aicc.platform.db import in_db
from aicc.server.page_bundles import page_files
from chat.articles import rendering
from chat.models import ArticleVersion
from chat.models.knowledge import EVER_APPROVED
from chat.sessions import sessions

LANGUAGES = {"ko": "한국어", "en": "English"}
LANGUAGE_COOKIE_SECONDS = 365 * 86_400
SCORES = [
    (1, _("Very poor")),
    (2, _("Poor")),
    (3, _("All right")),
    (4, _("Good")),
    (5, _("Very good")),
]

CALL = '<a href="tel:{0}" translate="no">{0}</a>'


def bank() -> dict[str, Any]:
    """The bank as every page names it, in the page's language."""
    is_korean = translation.get_language() == "ko"
    return {
        "bank": settings.AICC_BANK_NAME_KO if is_korean else settings.AICC_BANK_NAME_EN,
        "phone": settings.AICC_BANK_PHONE,
        "link_sites": settings.AICC_LINK_SITES,
        "phone_link": format_html(CALL, settings.AICC_BANK_PHONE),
    }


async def chat_page(request: HttpRequest) -> HttpResponse:
    """The chat. `?lang=ko` or `en` chooses the page's language and is remembered."""
    if request.GET.get("lang") in LANGUAGES:
        return remember_language(request)
    language = translation.get_language() or settings.LANGUAGE_CODE
    context = {
        **bank(),
        **sessions.greeting(language),
        "other_languages": [item for item in LANGUAGES.items() if item[0] != language],
        "scores": SCORES,
        "end_minutes": settings.AICC_END_MINUTES,
        "files": page_files("chat"),
    }
    response = render(request, "chat/page.html", context)
    # A page from the cache would ask for scripts of the deployment before.
    response["Cache-Control"] = "no-cache"
    return response


def remember_language(request: HttpRequest) -> HttpResponse:
    """To the same page without the parameter, which a cookie holds from now on."""
    parameters = request.GET.copy()
    language = str(parameters.pop("lang")[-1])
    query = parameters.urlencode()
    response = HttpResponseRedirect(request.path + (f"?{query}" if query else ""))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=LANGUAGE_COOKIE_SECONDS,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=request.is_secure(),
        samesite="Lax",
    )
    return response


async def article_version(
    request: HttpRequest, slug: str, language: str, number: int
) -> HttpResponse:
    """One version of an article, as it was approved; each passage has its anchor, p1, p2 …"""
    version = await in_db(find_version)(slug, language, number)
    if version is None:
        raise Http404
    with translation.override(language):
        context = {
            **bank(),
            "version": version,
            "in_force": is_in_force(version, timezone.localdate()),
            "passages": rendering.passages(version.body),
        }
        response = render(request, "chat/article.html", context)
        response["Content-Language"] = language
        return response


def find_version(slug: str, language: str, number: int) -> ArticleVersion | None:
    """A version that was ever approved; what is still being written is nobody's to read here."""
    return ArticleVersion.objects.filter(
        EVER_APPROVED, article__slug=slug, article__language=language, number=number
    ).first()


def is_in_force(version: ArticleVersion, day: date) -> bool:
    return (
        version.state == ArticleVersion.State.APPROVED
        and version.effective_from <= day
        and (version.effective_to is None or day <= version.effective_to)
    )
