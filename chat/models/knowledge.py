"""What the assistant may say: articles, and the versions of them that were in force."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models.conversations import Conversation
from chat.models.fields import ExactCharField


class Article(models.Model):
    """One subject in one language. What it says stands in its versions."""

    slug = ExactCharField(_("slug"), max_length=100)
    language = models.CharField(_("language"), max_length=2)
    category = models.CharField(_("category"), max_length=40)
    title = models.CharField(_("title"), max_length=200)  # of the newest version
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["category", "slug", "language"]
        constraints = [
            models.UniqueConstraint(fields=["slug", "language"], name="article_slug_language")
        ]
        permissions = [("export_article", "Can export articles")]

    def __str__(self) -> str:
        return self.title


# Of versions: those that counted once, if only for a day. A draft put aside never did.
EVER_APPROVED = models.Q(state="approved") | models.Q(approved_at__isnull=False)


class ArticleVersion(models.Model):
    """What an article said from one day on. Never changed once approved: answers cite it.

    draft → in review → approved, by somebody else than its author → retired. An approved
    version counts from `effective_from` to `effective_to`, until a newer one does.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("in review")
        APPROVED = "approved", _("approved")
        RETIRED = "retired", _("retired")

    article = models.ForeignKey(Article, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    # The newest version approved when this one was begun; 0: none was, None: a release that did
    # not store it wrote this one.
    base_number = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"))  # Markdown; blank in a draft that is only begun
    revision = models.PositiveIntegerField(default=1)  # raised by every save of a draft
    content_hash = ExactCharField(max_length=64)  # SHA-256 of title, body and effective days
    effective_from = models.DateField(_("in force from"))
    effective_to = models.DateField(_("in force to"), null=True, blank=True)  # last day
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author"),
    )
    imported = models.BooleanField(_("published by an import"), default=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        verbose_name = _("article version")
        verbose_name_plural = _("article versions")
        ordering = ["article", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="version_number")
        ]
        # What waits for approval is counted on every page of whoever may approve.
        indexes = [models.Index(fields=["state"], name="version_state")]
        permissions = [("approve_articleversion", "Can approve and retire article versions")]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"

    def builds_on(self, approved: "ArticleVersion") -> bool:
        """Whether what that approved version says was known to whoever began this one."""
        if self.base_number is not None:
            return approved.number <= self.base_number
        if approved.number > self.number:
            return False
        return approved.approved_at is None or approved.approved_at <= self.created_at


class ArticleEvent(models.Model):
    """Who did what to an article version, and when. Written once, never changed."""

    class Action(models.TextChoices):
        DRAFTED = "drafted", _("drafted")
        EDITED = "edited", _("edited")
        SUBMITTED = "submitted", _("sent to review")
        SENT_BACK = "sent_back", _("sent back")
        APPROVED = "approved", _("approved")
        RETIRED = "retired", _("retired")
        DISCARDED = "discarded", _("discarded")
        IMPORTED = "imported", _("published by an import")

    version = models.ForeignKey(ArticleVersion, models.CASCADE, related_name="events")
    # The database keeps the table and the column under the names that it was made with.
    action = models.CharField(_("action"), max_length=10, choices=Action.choices, db_column="deed")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )  # None: a command of the operator's
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        db_table = "chat_articledeed"
        verbose_name = _("article history entry")
        verbose_name_plural = _("article history")
        ordering = ["version", "pk"]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_action_display()}"


class ArticleUse(models.Model):
    """How often an article was cited, and what customers thought of the answers that cite it.

    Kept by chat.articles.citations, so that a list counts nothing.
    """

    MOST_RECENT = 20

    article = models.OneToOneField(Article, models.CASCADE, related_name="use")
    cited = models.PositiveBigIntegerField(_("cited"), default=0)  # answers
    helped = models.PositiveBigIntegerField(_("helpful"), default=0)  # thumbs up
    not_helped = models.PositiveBigIntegerField(_("not helpful"), default=0)  # thumbs down
    last_cited_at = models.DateTimeField(_("last cited"), null=True, blank=True)
    # The last questions it answered: [conversation, number of the question], newest first.
    recent = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return f"{self.article_id}: {self.cited}"


class CitationMark(models.Model):
    """One row: the last message whose citations are counted. Its lock orders the counting."""

    message_id = models.PositiveBigIntegerField(default=0)
    # The newest message there was at `seen_at`, by the database's clock: once that is some
    # minutes ago, every message before it is committed.
    seen_id = models.PositiveBigIntegerField(default=0, db_default=0)
    seen_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.message_id)


class KnowledgeGap(models.Model):
    """A question that the articles did not answer, or whose answer did not help.

    Open, until a draft is written for it (`version`); closed, once what came of that draft is
    in force and answers it. Open again where it does not.
    """

    class Kind(models.TextChoices):
        UNANSWERED = "unanswered", _("not answered")
        NOT_HELPFUL = "not_helpful", _("answer not helpful")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    conversation = models.ForeignKey(
        Conversation, models.CASCADE, related_name="gaps", verbose_name=_("conversation")
    )
    question_seq = models.PositiveIntegerField(_("question's number"))
    question = models.TextField(_("question"))  # masked, as stored in the transcript
    language = models.CharField(_("language"), max_length=2)
    category = models.CharField(_("category"), max_length=40, blank=True)
    noted_at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)
    version = models.ForeignKey(
        ArticleVersion,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="gaps",
        verbose_name=_("written for it"),
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("knowledge gap")
        verbose_name_plural = _("knowledge gaps")
        ordering = ["-noted_at"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "question_seq"], name="gap_question")
        ]
        indexes = [models.Index(fields=["closed_at", "language", "-noted_at"], name="gap_open")]

    def __str__(self) -> str:
        return self.question[:80]


class KnowledgeStamp(models.Model):
    """One row that counts publications: a process that knows the number has the newest index."""

    count = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.count)
