"""The bank's side: who waits for a person, who took them, and how it ended."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models import Conversation


class Handover(models.Model):
    """One wish for a human, from the request to its end. At most one of a conversation is open."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CLAIMED = "claimed", _("with an agent")
        CANCELLED = "cancelled", _("cancelled")
        CLOSED = "closed", _("closed")

    class Trigger(models.TextChoices):
        ASKED = "asked", _("asked for")
        OFFERED = "offered", _("offered and accepted")
        EMERGENCY = "emergency", _("emergency")
        FAILED = "failed", _("no answer could be given")

    conversation = models.ForeignKey(
        Conversation, models.CASCADE, related_name="handovers", verbose_name=_("conversation")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.WAITING
    )
    trigger = models.CharField(_("came about by"), max_length=10, choices=Trigger.choices)
    reason = models.CharField(_("reason"), max_length=500, blank=True)  # masked
    priority = models.PositiveSmallIntegerField(_("priority"), default=0)  # higher goes first
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="handovers",
        verbose_name=_("agent"),
    )
    requested_at = models.DateTimeField(_("requested"), default=timezone.now)
    claimed_at = models.DateTimeField(_("taken"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ["-priority", "requested_at", "id"]
        indexes = [
            models.Index(fields=["status", "-priority", "requested_at"], name="handover_queue")
        ]

    def __str__(self) -> str:
        return f"{self.conversation} ({self.get_status_display()})"
