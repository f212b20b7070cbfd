"""The life of an article version: draft → in review → approved by another → retired.

What the assistant may say is decided by two people: whoever wrote or sent a version to review
does not approve it. An import counts as the operator's own decision and is marked as one.
"""

from datetime import date

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aicc.errors import AiccError, NotFound
from chat.assistant import library
from chat.assistant.article_files import ArticleText
from chat.models import Article, ArticleDeed, ArticleVersion

State, Deed = ArticleVersion.State, ArticleDeed.Deed


class FourEyes(AiccError):
    """Nobody approves what they wrote or sent to review themselves."""

    code = "four_eyes"
    status = 403
    message = _("Somebody else must approve this: you wrote it or sent it to review.")


class WrongState(AiccError):
    """The version has gone on in its life meanwhile."""

    code = "wrong_state"
    status = 409
    message = _("This version is no longer in that state. Reload the page to see it.")


class Overtaken(AiccError):
    """A newer version of the article was approved meanwhile."""

    code = "overtaken"
    status = 409
    message = _("A newer version was approved meanwhile. Write this one anew on top of it.")


@transaction.atomic
def draft(text: ArticleText, author: User) -> ArticleVersion:
    """A new version as a draft; the article itself is made with its first one."""
    article, _new = Article.objects.select_for_update().get_or_create(
        slug=text.slug,
        language=text.language,
        defaults={"category": text.category, "title": text.title},
    )
    newest = article.versions.order_by("-number").first()
    version = ArticleVersion.objects.create(
        article=article,
        number=newest.number + 1 if newest else 1,
        title=text.title,
        body=text.body,
        content_hash=library.content_hash(text),
        effective_from=text.effective_from,
        effective_to=text.effective_to,
        author=author,
    )
    _note(version, Deed.DRAFTED, author)
    return version


def draft_if_new(text: ArticleText, author: User) -> str:
    """Draft what differs from the article's newest version: `created`, `updated`, `unchanged`."""
    newest = (
        ArticleVersion.objects.filter(article__slug=text.slug, article__language=text.language)
        .order_by("-number")
        .first()
    )
    if newest is not None and newest.content_hash == library.content_hash(text):
        return "unchanged"
    draft(text, author)
    return "updated" if newest else "created"


@transaction.atomic
def submit(version_id: int, by: User, comment: str = "") -> ArticleVersion:
    """Send a draft to review. Raises WrongState, NotFound."""
    version = _locked(version_id)
    _step(version, State.DRAFT, State.IN_REVIEW)
    _note(version, Deed.SUBMITTED, by, comment)
    return version


@transaction.atomic
def send_back(version_id: int, by: User, comment: str = "") -> ArticleVersion:
    """Let a version in review be a draft again. Raises WrongState, NotFound."""
    version = _locked(version_id)
    _step(version, State.IN_REVIEW, State.DRAFT)
    _note(version, Deed.SENT_BACK, by, comment)
    return version


@transaction.atomic
def approve(
    version_id: int, by: User, comment: str = "", *, effective_from: date | None = None
) -> ArticleVersion:
    """Let a version in review count, from `effective_from` or its own day on, never backdated.

    Raises FourEyes to its author and to whoever sent it to review, Overtaken where a newer
    version is approved already, WrongState, NotFound.
    """
    version = _locked(version_id)
    if version.article.versions.filter(number__gt=version.number, state=State.APPROVED).exists():
        raise Overtaken
    if by.pk in _hands_of(version):
        raise FourEyes
    version.effective_from = max(effective_from or version.effective_from, timezone.localdate())
    version.approved_by, version.approved_at = by, timezone.now()
    _step(
        version,
        State.IN_REVIEW,
        State.APPROVED,
        also=["effective_from", "approved_by", "approved_at"],
    )
    article = version.article
    article.title = version.title
    article.save(update_fields=["title"])
    _note(version, Deed.APPROVED, by, comment)
    library.raise_stamp()
    return version


@transaction.atomic
def retire(version_id: int, by: User, comment: str = "") -> ArticleVersion:
    """Let an approved version and those before it count no more; they stay readable as cited.

    Raises WrongState, NotFound.
    """
    version = _locked(version_id)
    _step(version, State.APPROVED, State.RETIRED)
    # What it replaced does not come back.
    ArticleVersion.objects.filter(
        article=version.article, number__lt=version.number, state=State.APPROVED
    ).update(state=State.RETIRED)
    _note(version, Deed.RETIRED, by, comment)
    library.raise_stamp()
    return version


def _locked(version_id: int) -> ArticleVersion:
    """The version, its article locked, so that two deeds on it come one after the other."""
    row = ArticleVersion.objects.filter(pk=version_id).values_list("article_id").first()
    if row is None:
        raise NotFound
    Article.objects.select_for_update().get(pk=row[0])
    return ArticleVersion.objects.select_related("article").get(pk=version_id)


def _step(version: ArticleVersion, before: str, after: str, also: list[str] | None = None) -> None:
    if version.state != before:
        raise WrongState
    version.state = after
    version.save(update_fields=["state", *(also or [])])


def _hands_of(version: ArticleVersion) -> set[int | None]:
    """Who wrote this version or sent it to review."""
    sent = version.deeds.filter(deed=Deed.SUBMITTED).values_list("by_id", flat=True)
    return {version.author_id, *sent} - {None}


def _note(version: ArticleVersion, deed: str, by: User, comment: str = "") -> None:
    ArticleDeed.objects.create(version=version, deed=deed, by=by, comment=comment[:500])
