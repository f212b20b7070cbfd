"""Writing an article in the back office: the editor, its preview, and what a version changes."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from aicc.backoffice.read_only_admin import ReadOnlyModelAdmin
from aicc.platform.errors import AiccError
from chat import articles
from chat.admin.articles.drafts import DraftForm
from chat.articles import diff, rendering
from chat.articles.article_files import LONGEST_BODY
from chat.articles.drafting import base_of, base_version, was_published
from chat.backoffice import sent_forms
from chat.models import Article, ArticleVersion

State = ArticleVersion.State
WRITES, READS_DRAFTS = "chat.change_articleversion", "chat.view_articleversion"
EDITOR = "admin/editor.html"


def urls(room: ReadOnlyModelAdmin) -> list[Any]:
    return [
        path(
            "<int:article_id>/version/",
            room.permission_view(WRITES, new_version),
            name="chat_article_new_version",
        ),
        path(
            "versions/<int:version_id>/edit/",
            room.permission_view(WRITES, edit),
            name="chat_article_edit",
        ),
        path("preview/", room.permission_view(WRITES, preview), name="chat_article_preview"),
        path(
            "versions/<int:version_id>/changes/",
            room.permission_view(READS_DRAFTS, changes),
            name="chat_article_changes",
        ),
    ]


def new_article(room: ReadOnlyModelAdmin, request: HttpRequest) -> HttpResponseBase:
    """An empty page, and the first draft of an article."""
    form = DraftForm(request.POST or None, initial=first_values(request))
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, lambda: articles.begin(form.text(), author_of(request)))
        except articles.NameTaken as taken:
            form.add_error("slug", taken.message)
        except sent_forms.SentBefore as before:
            form.add_error(None, before.message)
    return show(room, request, None, form, title=_("New article"))


def first_values(request: HttpRequest) -> dict[str, Any]:
    return {"effective_from": timezone.localdate(), "language": request.GET.get("language", "ko")}


def new_version(
    room: ReadOnlyModelAdmin, request: HttpRequest, article_id: int
) -> HttpResponseBase:
    """A draft that begins as what is in force, or as the newest text where nothing is."""
    article = get_object_or_404(Article, pk=article_id)
    before = base_version(article)
    form = DraftForm(request.POST or None, initial=values_of(before), article=article)
    if request.method == "POST" and form.is_valid():
        text, base = form.text(), form.cleaned_data["base"]
        try:
            return once(request, lambda: articles.draft(text, author_of(request), base=base))
        except sent_forms.SentBefore as sent:
            form.add_error(None, sent.message)
    approved = before.number if before and before.state == State.APPROVED else 0
    base = form["base"].value() if request.method == "POST" else approved
    return show(
        room, request, article, form, title=article.title, before=before, more={"base": base}
    )


def edit(room: ReadOnlyModelAdmin, request: HttpRequest, version_id: int) -> HttpResponseBase:
    """A draft, and what a second person saved while the first one wrote."""
    version = get_object_or_404(ArticleVersion.objects.select_related("article"), pk=version_id)
    renamed = None if not was_published(version.article) else version.article
    merging = to_merge(version)
    form = DraftForm(
        request.POST or None,
        initial=values_of(version) | merging.pop("values", {}),
        article=renamed,
    )
    if request.method != "POST":
        if version.state != State.DRAFT:
            messages.warning(request, articles.WrongState.message)
            return HttpResponseRedirect(page_of(version))
        return show(
            room,
            request,
            version.article,
            form,
            title=version.title,
            version=version,
            more=merging,
        )
    status = 422
    if form.is_valid():
        try:
            saved = articles.revise(
                version_id,
                form.text(version.article),
                author_of(request),
                seen=form.cleaned_data["revision"],
                merged=form.cleaned_data["merged"],
            )
            return written(request, saved)
        except articles.NameTaken as taken:
            form.add_error("slug", taken.message)
        except (articles.SavedMeanwhile, articles.WrongState) as late:
            messages.error(request, late.message)
            return late_to(room, request, form, version_id)
    return show(
        room,
        request,
        version.article,
        form,
        title=version.title,
        version=version,
        status=status,
        more=merging,
    )


def to_merge(version: ArticleVersion) -> dict[str, Any]:
    """What was approved since this draft was begun, and the draft's text with it put in."""
    approved = articles.overtaken_by(version) if version.state == State.DRAFT else None
    if approved is None:
        return {}
    base, both = base_of(version), articles.merge(version, approved)
    return {
        "overtaken_by": approved,
        "approved_pieces": diff.between(base.body if base else version.body, approved.body),
        "is_merged": both is not None,
        "values": {"title": both.title, "body": both.body} if both else {},
    }


def late_to(
    room: ReadOnlyModelAdmin, request: HttpRequest, form: DraftForm, version_id: int
) -> HttpResponseBase:
    """The editor with this person's words, and beside them what another saved meanwhile."""
    version = ArticleVersion.objects.select_related("article").get(pk=version_id)
    theirs = {
        "theirs": version,
        "pieces": diff.between(version.body, form.cleaned_data["body"]),
        "last_event": version.events.select_related("by").order_by("-pk").first(),
    }
    return show(
        room,
        request,
        version.article,
        form,
        title=version.title,
        version=version,
        status=409,
        more=theirs,
    )


def once(request: HttpRequest, begin: Callable[[], ArticleVersion]) -> HttpResponse:
    """What a new draft's form makes; sent a second time, what it made the first."""
    location, is_new = sent_forms.once(
        request, author_of(request), lambda: written(request, begin())["Location"]
    )
    if not is_new:
        messages.info(request, _("This was saved already: here it is."))
    return HttpResponseRedirect(location)


def written(request: HttpRequest, version: ArticleVersion) -> HttpResponse:
    """Back to the editor, or on to the article where it went to review."""
    stay = reverse("admin:chat_article_edit", args=[version.pk])
    if "submit" not in request.POST:
        messages.success(request, _("The draft is saved."))
        return HttpResponseRedirect(stay)
    try:
        articles.submit(version.pk, author_of(request))
    except AiccError as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(stay)
    messages.success(request, _("Sent to review. Somebody else approves it."))
    return HttpResponseRedirect(page_of(version))


def show(
    room: ReadOnlyModelAdmin,
    request: HttpRequest,
    article: Article | None,
    form: DraftForm,
    *,
    title: str,
    version: ArticleVersion | None = None,
    before: ArticleVersion | None = None,
    status: int = 200,
    more: dict[str, Any] | None = None,
) -> HttpResponseBase:
    if form.errors and status == 200:
        status = 422
    context = {
        "title": title,
        "form": form,
        "version": version,
        "before": before,
        "revision": version.revision if version else 1,
        "passages": rendering.passages(str(form["body"].value() or "")),
        "wanted": list(version.gaps.order_by("pk")) if version else [],
        "may_submit": version is None or version.state == State.DRAFT,
    }
    return room.show(request, article, context | (more or {}), status, EDITOR)


def preview(room: ReadOnlyModelAdmin, request: HttpRequest) -> HttpResponse:
    """A text as customers would read it. Nothing is stored."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    body = request.POST.get("body", "")[:LONGEST_BODY]
    return render(request, "admin/preview.html", {"passages": rendering.passages(body)})


def changes(room: ReadOnlyModelAdmin, request: HttpRequest, version_id: int) -> HttpResponseBase:
    """What a version says otherwise than another one; `?with=` names that one's number."""
    version = get_object_or_404(ArticleVersion.objects.select_related("article"), pk=version_id)
    others = list(version.article.versions.exclude(pk=version.pk).order_by("-number"))
    asked = request.GET.get("with", "")
    other = next((one for one in others if str(one.number) == asked), None)
    other = other or default_other(version, others)
    pieces = diff.between(other.body if other else "", version.body)
    added, removed = diff.counts(pieces)
    context = {
        "version": version,
        "other": other,
        "others": others,
        "heading": diff.between(other.title if other else "", version.title),
        "pieces": pieces,
        "added": added,
        "removed": removed,
    }
    return room.show(request, version.article, context, template="admin/changes.html")


def default_other(version: ArticleVersion, others: list[ArticleVersion]) -> ArticleVersion | None:
    """What it would take the place of: the newest approved one before it, or the one before."""
    before = [one for one in others if one.number < version.number]
    approved = [one for one in before if one.state == State.APPROVED]
    return next(iter(approved or before), None)


def values_of(version: ArticleVersion | None) -> dict[str, Any]:
    """What the editor begins with. A day that is over is no day for a new version."""
    if version is None:
        return {"effective_from": timezone.localdate()}
    article = version.article
    is_draft = version.state == State.DRAFT
    return {
        "slug": article.slug,
        "language": article.language,
        "category": article.category,
        "title": version.title,
        "body": version.body,
        "effective_from": version.effective_from if is_draft else timezone.localdate(),
        "effective_to": version.effective_to if is_draft else None,
    }


def page_of(version: ArticleVersion) -> str:
    return reverse("admin:chat_article_change", args=[version.article_id])


def author_of(request: HttpRequest) -> User:
    """Whoever is signed in; the door has let nobody else in."""
    assert isinstance(request.user, User)  # noqa: S101  (for the types alone)
    return request.user
