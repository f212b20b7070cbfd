"""Writing drafts: a new article, and a draft written anew by whoever saw its last wording."""

from dataclasses import replace

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aicc.platform.errors import AiccError, NotFound
from chat.articles import diff, publishing
from chat.articles.article_files import ArticleText
from chat.articles.lifecycle import (
    Action,
    State,
    WrongState,
    draft,
    locked,
    newest_approved,
    note,
)
from chat.models import Article, ArticleVersion
from chat.models.knowledge import EVER_APPROVED


class SavedMeanwhile(AiccError):
    """Somebody else saved the draft after this person began to write."""

    code = "saved_meanwhile"
    status = 409
    message = _("Somebody else saved this draft meanwhile. Nothing of yours is lost: see below.")


class NameTaken(AiccError):
    """Another article of the language has this name in addresses."""

    code = "name_taken"
    status = 409
    message = _("Another article has this slug already.")


def begin(text: ArticleText, author: User) -> ArticleVersion:
    """The first draft of a new article. Raises NameTaken."""
    try:
        return _begin(text, author)
    except IntegrityError:
        raise NameTaken from None


@transaction.atomic
def _begin(text: ArticleText, author: User) -> ArticleVersion:
    # Made here, so that an article of the same name is found out and not written into.
    Article.objects.create(
        slug=text.slug, language=text.language, category=text.category, title=text.title
    )
    return draft(text, author)


def revise(
    version_id: int, text: ArticleText, by: User, *, seen: int, merged: int | None = None
) -> ArticleVersion:
    """Write a draft anew. Saving what stands there already changes nothing.

    text: its slug and category count until a version of the article was ever approved; its
        language is the article's in any case.
    seen: the revision that `by` began from.
    merged: the number of the approved version whose changes stand in this text, as `by` says.

    Raises SavedMeanwhile where the draft has a newer one, NameTaken, WrongState, NotFound.
    """
    try:
        return _revise(version_id, text, by, seen, merged)
    except IntegrityError:
        raise NameTaken from None


@transaction.atomic
def _revise(
    version_id: int, text: ArticleText, by: User, seen: int, merged: int | None
) -> ArticleVersion:
    version = locked(version_id)
    if version.state != State.DRAFT:
        raise WrongState
    if version.revision != seen:
        raise SavedMeanwhile
    article = version.article
    renamed = not was_published(article) and _rename(article, text)
    rebased = merged is not None and _rebase(version, merged)
    digest = publishing.content_hash(text)
    if digest == version.content_hash and not renamed and not rebased:
        return version
    version.title, version.body = text.title, text.body
    version.effective_from, version.effective_to = text.effective_from, text.effective_to
    version.content_hash = digest
    version.revision += 1
    version.save(
        update_fields=[
            *("title", "body", "effective_from", "effective_to", "content_hash", "revision"),
            *("base_number", "number"),
        ]
    )
    note(version, Action.EDITED, by)
    return version


def _rebase(version: ArticleVersion, merged: int) -> bool:
    """Let the draft build on that approved version; whether it did not before.

    One that another approval overtook meanwhile stays stale.
    """
    approved = newest_approved(version.article)
    if approved is None or approved.number != merged or version.builds_on(approved):
        return False
    version.base_number = merged
    if version.number < merged:  # what counts is the highest number: it comes after what it holds
        newest = version.article.versions.order_by("-number").first()
        version.number = newest.number + 1 if newest else 1
    return True


def merge(version: ArticleVersion, approved: ArticleVersion) -> ArticleText | None:
    """A draft's text with what `approved` changed since its base; None where both changed the
    same lines, or the base is not known: a person has to put them together.
    """
    base = base_of(version)
    if base is None:
        return None
    body = diff.merged(base.body, version.body, approved.body)
    if body is None:
        return None
    title = approved.title if version.title == base.title else version.title
    return replace(text_of(version), title=title, body=body, effective_to=version.effective_to)


def base_of(version: ArticleVersion) -> ArticleVersion | None:
    """The approved version that this one was begun from; None for none, or one not known."""
    if version.base_number is not None:
        return version.article.versions.filter(number=version.base_number).first()
    before = version.article.versions.filter(approved_at__lte=version.created_at)
    return before.filter(number__lt=version.number).order_by("-number").first()


def base_version(article: Article) -> ArticleVersion | None:
    """What a new version begins as: the newest approved text, or the newest of all."""
    newest = article.versions.order_by("-number")
    return newest.filter(state=State.APPROVED).first() or newest.first()


def continued(article: Article, author: User) -> ArticleVersion:
    """The article's open draft, or a new one that begins as what is in force."""
    under_way = article.versions.filter(state=State.DRAFT).order_by("-number").first()
    if under_way:
        return under_way
    before = base_version(article)
    if before is None:
        raise NotFound  # an article has a version from its beginning
    text = replace(text_of(before), effective_from=timezone.localdate())
    return draft(text, author, base=before.number if before.state == State.APPROVED else 0)


def text_of(version: ArticleVersion) -> ArticleText:
    """A version as its file would have it, its last day left open."""
    article = version.article
    return ArticleText(
        slug=article.slug,
        language=article.language,
        category=article.category,
        title=version.title,
        body=version.body,
        effective_from=version.effective_from,
        effective_to=None,
    )


def was_published(article: Article) -> bool:
    """Whether a version was ever approved: from then on answers may cite it by its name."""
    return article.versions.filter(EVER_APPROVED).exists()


def _rename(article: Article, text: ArticleText) -> bool:
    """Give an article that nobody has read yet its new names; whether any of them is new."""
    new = {"slug": text.slug, "category": text.category, "title": text.title}
    changed = [name for name, value in new.items() if getattr(article, name) != value]
    for name in changed:
        setattr(article, name, new[name])
    if changed:
        article.save(update_fields=changed)
    return bool(changed)
