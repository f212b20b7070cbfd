"""Which conversations somebody is to review: the rules, the draws, and what was assigned."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models.conversations import Conversation
from chat.models.reviews import Review


class ReviewRule(models.Model):
    """How many conversations of which kind each reviewer gets of a period."""

    class Sampling(models.TextChoices):
        RANDOM = "random", _("at random")
        RISK = "risk", _("by risk")

    class Partner(models.TextChoices):
        ANY = "any", _("anybody")
        ASSISTANT = "assistant", _("the assistant alone")
        AGENT = "agent", _("an agent")

    name = models.CharField(_("name"), max_length=80, unique=True)
    sampling = models.CharField(
        _("sampled"), max_length=8, choices=Sampling.choices, default=Sampling.RANDOM
    )
    partner = models.CharField(
        _("the customer spoke with"), max_length=10, choices=Partner.choices, default=Partner.ANY
    )
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=settings.LANGUAGES,
        blank=True,
        help_text=_("Empty: every language."),
    )
    quota = models.PositiveSmallIntegerField(
        _("conversations for each reviewer"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(200)],
    )
    reviewers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="+",
        verbose_name=_("reviewers"),
        help_text=_("Empty: everybody who may review."),
    )
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("review rule")
        verbose_name_plural = _("review rules")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ReviewDraw(models.Model):
    """One drawing by one rule, with all that it takes to draw the same again."""

    rule = models.ForeignKey(
        ReviewRule, models.PROTECT, related_name="draws", verbose_name=_("rule")
    )
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("to"))  # exclusive
    seed = models.BigIntegerField(_("seed"))
    wanted = models.PositiveIntegerField(_("wanted"))
    candidates = models.JSONField(_("candidates"), default=list)  # [conversation's id, weight]
    drawn_at = models.DateTimeField(_("sampled"), default=timezone.now)

    class Meta:
        verbose_name = _("sample")
        verbose_name_plural = _("samples")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "since", "until"], name="draw_period")
        ]

    def __str__(self) -> str:
        return f"{self.rule} {timezone.localtime(self.since):%Y-%m-%d}"


class Assignment(models.Model):
    """One conversation that one reviewer is to review."""

    draw = models.ForeignKey(
        ReviewDraw, models.PROTECT, related_name="assignments", verbose_name=_("sample")
    )
    place = models.PositiveIntegerField(_("place"))  # in the order of the draw, from 0
    conversation = models.ForeignKey(
        Conversation, models.CASCADE, related_name="assignments", verbose_name=_("conversation")
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="assignments",
        verbose_name=_("reviewer"),
    )
    risks = models.JSONField(
        _("risk flags"), default=list, blank=True
    )  # names of chat.quality.sampling_weights
    assigned_at = models.DateTimeField(_("assigned"), default=timezone.now)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    review = models.ForeignKey(
        Review, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("review")
    )

    class Meta:
        verbose_name = _("assigned review")
        verbose_name_plural = _("assigned reviews")
        ordering = ["done_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "conversation"], name="assignment_once")
        ]
        indexes = [models.Index(fields=["reviewer", "done_at"], name="assignment_reviewer")]

    def __str__(self) -> str:
        return str(self.conversation)
