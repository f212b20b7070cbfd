"""What a review asks: scorecards, their versions, and the criteria of each version."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chat.models.fields import ExactCharField


class Scorecard(models.Model):
    """One rubric, for the assistant and for agents alike. What it asks stands in its versions."""

    class Subject(models.TextChoices):
        CONVERSATION = "conversation", _("a conversation")
        MESSAGE = "message", _("one message")

    subject = models.CharField(_("judges"), max_length=12, choices=Subject.choices, unique=True)

    class Meta:
        verbose_name = _("scorecard")
        verbose_name_plural = _("scorecards")
        ordering = ["subject"]

    def __str__(self) -> str:
        return str(self.get_subject_display())


class ScorecardVersion(models.Model):
    """What a scorecard asks from its publication on. Never changed after it: reviews name it."""

    scorecard = models.ForeignKey(
        Scorecard, models.PROTECT, related_name="versions", verbose_name=_("scorecard")
    )
    number = models.PositiveIntegerField(_("version"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author"),
    )  # None: the rubric that comes with the house
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)  # None: a draft

    class Meta:
        verbose_name = _("scorecard version")
        verbose_name_plural = _("scorecards")
        ordering = ["scorecard", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "number"], name="scorecard_version")
        ]

    def __str__(self) -> str:
        return f"{self.scorecard} v{self.number}"


class Criterion(models.Model):
    """One question of a scorecard's version. Neighbours of one section's name are a section."""

    version = models.ForeignKey(ScorecardVersion, models.CASCADE, related_name="criteria")
    key = ExactCharField(
        _("name"),
        max_length=30,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*$", _("Small letters, digits and _ only."))],
    )
    place = models.PositiveSmallIntegerField(_("place"), default=0)
    section_ko = models.CharField(_("section (Korean)"), max_length=60)
    section_en = models.CharField(_("section (English)"), max_length=60)
    text_ko = models.CharField(_("question (Korean)"), max_length=200)
    text_en = models.CharField(_("question (English)"), max_length=200)
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=10, validators=[MaxValueValidator(100)]
    )  # 0: asked for its critical fail alone
    most = models.PositiveSmallIntegerField(
        _("most points"), default=2, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    optional = models.BooleanField(_("may not apply"), default=False)
    critical = models.BooleanField(
        _("critical"), default=False, help_text=_("No points here make the whole score 0.")
    )

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["version", "place", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="criterion_key")]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._refuse_if_published()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        self._refuse_if_published()
        return super().delete(*args, **kwargs)

    @property
    def section(self) -> str:
        return self.section_ko if _is_korean() else self.section_en

    @property
    def text(self) -> str:
        return self.text_ko if _is_korean() else self.text_en

    def _refuse_if_published(self) -> None:
        if self.version.published_at is not None:
            raise ValidationError(_("A published version is never changed. Edit a new one."))


def _is_korean() -> bool:
    return (get_language() or "ko").startswith("ko")
