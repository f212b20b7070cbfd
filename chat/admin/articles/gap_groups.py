"""Open questions, alike ones together, and one click from a group to a draft."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aicc.backoffice.read_only_admin import ReadOnlyModelAdmin
from aicc.platform.errors import AiccError
from chat.admin.articles.editor import WRITES, author_of
from chat.assistant.answering import extractive
from chat.assistant.retrieval import knowledge
from chat.backoffice import transcript_pages
from chat.knowledge_gaps import clustering, resolution
from chat.models import Article

SHOWN = 30  # groups, the largest first
NEAR = 5  # passages whose articles are named beside a group
MOST_NEAR = 2  # articles


def urls(room: ReadOnlyModelAdmin) -> list[Any]:
    return [path("groups/", room.permission_view(WRITES, groups), name="chat_knowledgegap_groups")]


def groups(room: ReadOnlyModelAdmin, request: HttpRequest) -> HttpResponseBase:
    """The groups of one language; posted, what becomes of the chosen questions of one."""
    if request.method == "POST":
        return decided(request)
    if not room.has_view_permission(request):
        raise PermissionDenied
    given = request.GET.get("language", "")
    language = given if given in dict(settings.LANGUAGES) else settings.LANGUAGES[0][0]
    knowledge.refresh()  # the back office may run where nobody chats
    found = clustering.grouped(language)
    near = articles_near(found[:SHOWN], language)
    context = {
        "title": _("Open questions in groups"),
        "language": language,
        "languages": settings.LANGUAGES,
        "groups": [
            {
                "gaps": group.gaps,
                "name": group.gaps[0].question,
                "category": transcript_pages.category_label(group.gaps[0].category),
                "near": articles,
            }
            for group, articles in zip(found[:SHOWN], near, strict=True)
        ],
        "questions": sum(len(group.gaps) for group in found),
        "left_out": max(0, len(found) - SHOWN),
        "most": clustering.MOST,
    }
    return room.show(request, None, context, template="admin/gap_groups.html")


def articles_near(found: list[clustering.Group], language: str) -> list[list[Article]]:
    """For each group the articles that speak of its newest question. One query."""
    names = []
    for group in found:
        passages = extractive.fitting(knowledge.search(group.gaps[0].question, language, NEAR))
        names.append(list(dict.fromkeys(each.article.slug for each in passages))[:MOST_NEAR])
    wanted_names = {name for some in names for name in some}
    articles = Article.objects.filter(slug__in=wanted_names, language=language)
    by_name = {article.slug: article for article in articles}
    return [[by_name[name] for name in some if name in by_name] for some in names]


def decided(request: HttpRequest) -> HttpResponseBase:
    """A draft for the chosen questions, or their end without one."""
    chosen = [int(given) for given in request.POST.getlist("gap") if given.isdecimal()]
    if request.POST.get("action") == "close":
        count = resolution.dismiss(chosen)
        said = ngettext("%(count)d question is closed.", "%(count)d questions are closed.", count)
        messages.success(request, said % {"count": count})
        return HttpResponseRedirect(request.get_full_path())
    if "into" not in request.POST:  # neither button of this release
        raise BadRequest
    into = request.POST["into"]
    article = get_object_or_404(Article, pk=into) if into.isdecimal() else None
    try:
        version = resolution.draft_for(chosen, author_of(request), article)
    except AiccError as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(request.get_full_path())
    messages.success(request, _("A draft is begun; its questions are noted beside it."))
    return HttpResponseRedirect(reverse("admin:chat_article_edit", args=[version.pk]))
