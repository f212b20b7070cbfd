"""What a reviewer tells an agent about their work, and what the agent says to it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models.conversations import Conversation
from chat.models.reviews import Review


class CoachingNote(models.Model):
    """Words for one agent, which the agent reads and may answer."""

    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="coaching",
        verbose_name=_("agent"),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    conversation = models.ForeignKey(
        Conversation, models.CASCADE, related_name="coaching", verbose_name=_("conversation")
    )
    seq = models.PositiveIntegerField(_("message"), null=True, blank=True)
    review = models.ForeignKey(
        Review, models.CASCADE, related_name="coaching", verbose_name=_("review")
    )
    text = models.TextField(_("note"))  # masked
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)  # by the agent

    class Meta:
        verbose_name = _("coaching note")
        verbose_name_plural = _("coaching")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agent", "read_at"], name="coaching_agent")]
        permissions = [("answer_coachingnote", "Can read and answer coaching notes to oneself")]

    def __str__(self) -> str:
        return self.text[:60]


class CoachingReply(models.Model):
    """One answer to a coaching note, by the agent or by whoever coaches."""

    note = models.ForeignKey(CoachingNote, models.CASCADE, related_name="replies")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    text = models.TextField(_("answer"))  # masked
    created_at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        verbose_name = _("answer to a coaching note")
        verbose_name_plural = _("answers to coaching notes")
        ordering = ["note", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
