"""The life of an article version: draft → in review → approved by another → retired.

What the assistant may say is decided by two people: whoever wrote or sent a version to review
does not approve it. An import counts as the operator's own decision and is marked as one.
"""

from datetime import date

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aicc.platform.errors import AiccError, NotFound
from chat.articles import publishing
from chat.articles.article_files import ArticleText
from chat.models import Article, ArticleEvent, ArticleVersion

State, Action = ArticleVersion.State, ArticleEvent.Action
APPROVES = "chat.approve_articleversion"
HANDS = (Action.DRAFTED, Action.EDITED, Action.SUBMITTED)  # actions after which nobody approves


class SelfApproval(AiccError):
    """Nobody approves what they wrote or sent to review themselves."""

    code = "four_eyes"
    status = 403
    message = _("Somebody else must approve this: you wrote it or sent it to review.")


class WrongState(AiccError):
    """The version has gone on in its life meanwhile."""

    code = "wrong_state"
    status = 409
    message = _("This version is no longer in that state. Reload the page to see it.")


class StaleRevision(AiccError):
    """A version was approved that this one does not build on: what it says would be dropped."""

    code = "overtaken"
    status = 409
    message = _("Another version was approved after this one was begun. Merge it in first.")


class Unfinished(AiccError):
    """A version without a text answers nothing."""

    code = "unfinished"
    status = 409
    message = _("There is no text yet: write it before it goes to review.")


class ReasonMissing(AiccError):
    """Whoever wrote a version that is sent back must be told why."""

    code = "reason_missing"
    status = 400
    message = _("Say why: the reason goes back with the draft.")


class NeverInForce(AiccError):
    """The version's last day is over before its first."""

    code = "never_in_force"
    status = 409
    message = _("Its last day lies before the day from which it would be in force.")


@transaction.atomic
def draft(text: ArticleText, author: User, *, base: int | None = None) -> ArticleVersion:
    """A new version as a draft; the article itself is made with its first one.

    base: the number of the approved version that the author began from, 0 for none; None where
        the text was made of what is approved now.
    """
    article, _new = Article.objects.select_for_update().get_or_create(
        slug=text.slug,
        language=text.language,
        defaults={"category": text.category, "title": text.title},
    )
    newest = article.versions.order_by("-number").first()
    if base is None:
        approved = newest_approved(article)
        base = approved.number if approved else 0
    version = ArticleVersion.objects.create(
        article=article,
        number=newest.number + 1 if newest else 1,
        base_number=base,
        title=text.title,
        body=text.body,
        content_hash=publishing.content_hash(text),
        effective_from=text.effective_from,
        effective_to=text.effective_to,
        author=author,
    )
    note(version, Action.DRAFTED, author)
    return version


def draft_if_new(text: ArticleText, author: User) -> str:
    """Draft what differs from the article's newest version: `created`, `updated`, `unchanged`."""
    newest = (
        ArticleVersion.objects.filter(article__slug=text.slug, article__language=text.language)
        .order_by("-number")
        .first()
    )
    if newest is not None and newest.content_hash == publishing.content_hash(text):
        return "unchanged"
    draft(text, author)
    return "updated" if newest else "created"


@transaction.atomic
def submit(version_id: int, by: User, comment: str = "") -> ArticleVersion:
    """Send a draft to review. Raises Unfinished, StaleRevision, WrongState, NotFound."""
    version = locked(version_id)
    if not version.body.strip():
        raise Unfinished
    if version.state == State.DRAFT and overtaken_by(version):
        raise StaleRevision
    step(version, State.DRAFT, State.IN_REVIEW)
    note(version, Action.SUBMITTED, by, comment)
    return version


@transaction.atomic
def send_back(version_id: int, by: User, comment: str = "") -> ArticleVersion:
    """Let a version in review be a draft again.

    comment: the reason. Raises ReasonMissing without one, WrongState, NotFound.
    """
    if not comment.strip():
        raise ReasonMissing
    version = locked(version_id)
    step(version, State.IN_REVIEW, State.DRAFT)
    note(version, Action.SENT_BACK, by, comment)
    return version


@transaction.atomic
def discard(version_id: int, by: User, comment: str = "") -> ArticleVersion:
    """Put a draft aside for good; it stays readable in the back office. Raises WrongState,
    NotFound.
    """
    version = locked(version_id)
    step(version, State.DRAFT, State.RETIRED)
    note(version, Action.DISCARDED, by, comment)
    return version


@transaction.atomic
def approve(
    version_id: int,
    by: User,
    comment: str = "",
    *,
    effective_from: date | None = None,
    seen: int | None = None,
) -> ArticleVersion:
    """Let a version in review count, from `effective_from` or its own day on, never backdated.

    seen: the revision that was read; None where nothing can have been written since.

    Raises SelfApproval to whoever wrote in it or sent it to review, StaleRevision where a
    version is approved that it does not build on, NeverInForce, WrongState, NotFound.
    """
    version = locked(version_id)
    if seen is not None and seen != version.revision:
        raise WrongState
    if version.state == State.IN_REVIEW and overtaken_by(version):
        raise StaleRevision
    if by.pk in contributors(version):
        raise SelfApproval
    version.effective_from = max(effective_from or version.effective_from, timezone.localdate())
    if version.effective_to and version.effective_to < version.effective_from:
        raise NeverInForce
    version.content_hash = publishing.content_hash(version)
    version.approved_by, version.approved_at = by, timezone.now()
    step(
        version,
        State.IN_REVIEW,
        State.APPROVED,
        also=["effective_from", "content_hash", "approved_by", "approved_at"],
    )
    article = version.article
    article.title = version.title
    article.save(update_fields=["title"])
    note(version, Action.APPROVED, by, comment)
    publishing.raise_stamp()
    return version


@transaction.atomic
def retire(version_id: int, by: User, comment: str = "") -> ArticleVersion:
    """Let an approved version and those before it count no more; they stay readable as cited.

    Raises WrongState, NotFound.
    """
    version = locked(version_id)
    step(version, State.APPROVED, State.RETIRED)
    # What it replaced does not come back.
    ArticleVersion.objects.filter(
        article=version.article, number__lt=version.number, state=State.APPROVED
    ).update(state=State.RETIRED)
    note(version, Action.RETIRED, by, comment)
    publishing.raise_stamp()
    return version


def locked(version_id: int) -> ArticleVersion:
    """The version, its article locked, so that two actions on it come one after the other."""
    row = ArticleVersion.objects.filter(pk=version_id).values_list("article_id").first()
    if row is None:
        raise NotFound
    Article.objects.select_for_update().get(pk=row[0])
    return ArticleVersion.objects.select_related("article").get(pk=version_id)


def newest_approved(article: Article) -> ArticleVersion | None:
    return article.versions.filter(state=State.APPROVED).order_by("-number").first()


def overtaken_by(version: ArticleVersion) -> ArticleVersion | None:
    """The approved version that this one does not build on; None where it builds on all."""
    newest = newest_approved(version.article)
    return None if newest is None or version.builds_on(newest) else newest


def step(version: ArticleVersion, before: str, after: str, also: list[str] | None = None) -> None:
    if version.state != before:
        raise WrongState
    version.state = after
    version.save(update_fields=["state", *(also or [])])


def contributors(version: ArticleVersion) -> set[int | None]:
    """Who wrote in this version or sent it to review."""
    events = version.events.filter(action__in=HANDS)
    return {version.author_id, *events.values_list("by_id", flat=True)} - {None}


def awaiting_count(user: User) -> int:
    """How many versions in review this person may approve: those that others wrote."""
    if not user.has_perm(APPROVES):
        return 0
    own = ArticleEvent.objects.filter(version=OuterRef("pk"), by=user, action__in=HANDS)
    waiting = ArticleVersion.objects.filter(~Exists(own), state=State.IN_REVIEW)
    return waiting.exclude(author=user).count()


def note(version: ArticleVersion, action: str, by: User, comment: str = "") -> None:
    ArticleEvent.objects.create(version=version, action=action, by=by, comment=comment[:500])
