"""What the assistant may say: articles, and the versions of them that were in force."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.fields import ExactCharField


class Article(models.Model):
    """One subject in one language. What it says stands in its versions."""

    slug = ExactCharField(_("name in addresses"), max_length=100)
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

    def __str__(self) -> str:
        return self.title


class ArticleVersion(models.Model):
    """What an article said from one day on. Never changed once approved: answers cite it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        APPROVED = "approved", _("approved")
        RETIRED = "retired", _("retired")

    article = models.ForeignKey(Article, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"))  # Markdown
    content_hash = ExactCharField(max_length=64)  # SHA-256 of title, body and effective days
    effective_from = models.DateField(_("in force from"))
    effective_to = models.DateField(_("in force to"), null=True, blank=True)  # last day
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

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"


class KnowledgeStamp(models.Model):
    """One row that counts publications: a process that knows the number has the newest index."""

    count = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.count)
