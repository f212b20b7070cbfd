"""Which agent had a handover, from when to when: what every figure about people is drawn from."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from handover.models.handovers import Handover


class AgentSegment(models.Model):
    """One agent's time with one handover: from their claim until it was no longer theirs."""

    class End(models.TextChoices):
        CLOSED = "closed", _("closed")  # by the agent, whatever its outcome
        TRANSFERRED = "transferred", _("transferred")
        TAKEN_OVER = "taken_over", _("taken over")  # by a supervisor
        RELEASED = "released", _("returned to the queue")
        LAPSED = "lapsed", _("timed out")  # without a first word, or the agent was gone
        LEFT = "left", _("ended by the customer")

    handover = models.ForeignKey(
        Handover, models.CASCADE, related_name="segments", verbose_name=_("handover")
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="segments",
        verbose_name=_("agent"),
    )
    began_at = models.DateTimeField(_("taken"))
    first_word_at = models.DateTimeField(_("first reply"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    end = models.CharField(_("end reason"), max_length=12, choices=End.choices, blank=True)

    class Meta:
        verbose_name = _("agent segment")
        verbose_name_plural = _("agent segments")
        db_table = "handover_stint"  # as a server of the release before knows it
        ordering = ["handover", "id"]
        indexes = [
            models.Index(fields=["began_at"], name="stint_began"),
            models.Index(fields=["-ended_at"], name="stint_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.handover_id}: {self.began_at:%Y-%m-%d %H:%M}"
