"""What a supervisor thought of a conversation."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models.conversations import Conversation


class Review(models.Model):
    """One judgement of one conversation by one person."""

    class Verdict(models.TextChoices):
        GOOD = "good", _("good")
        IMPROVE = "improve", _("could be better")
        WRONG = "wrong", _("wrong")

    conversation = models.ForeignKey(
        Conversation, models.CASCADE, related_name="reviews", verbose_name=_("conversation")
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="reviews",
        verbose_name=_("reviewer"),
    )
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices)
    score = models.PositiveSmallIntegerField(
        _("score"),
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text=_("1 (poor) to 5 (excellent)"),
    )
    comment = models.TextField(_("comment"), blank=True)
    corrected_answer = models.TextField(
        _("corrected answer"), blank=True, help_text=_("What the assistant should have said.")
    )
    created_at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} ({self.score})"
