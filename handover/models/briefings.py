"""What the model made of the conversations that people take over."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from handover.models.handovers import Handover


class WrittenBriefing(models.Model):
    """The newest three lines by the model for one handover, or why there are none."""

    handover = models.OneToOneField(
        Handover,
        models.CASCADE,
        primary_key=True,
        related_name="written",
        verbose_name=_("handover"),
    )
    seq = models.PositiveIntegerField(default=0)  # the last entry that it takes account of
    summary = models.TextField(_("summary"), blank=True)  # masked; blank: there is none
    keywords = models.JSONField(_("keywords"), default=list, blank=True)  # masked
    # Why the last call brought nothing; the codes are those of docs/monitoring.md.
    failure = models.CharField(_("failure"), max_length=20, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)  # the model is asked again
    written_at = models.DateTimeField(_("written"), null=True, blank=True)
    # Of every call for this handover, also of those whose answer was of no use.
    tokens_in = models.PositiveIntegerField(_("tokens sent"), default=0)
    tokens_out = models.PositiveIntegerField(_("tokens written"), default=0)
    cost_micro_won = models.PositiveBigIntegerField(_("cost in millionths of a won"), default=0)

    class Meta:
        verbose_name = _("briefing by the model")
        verbose_name_plural = _("briefings by the model")

    def __str__(self) -> str:
        return f"{self.handover} ({self.failure or 'written'})"
