"""Whether a language model may write answers at all."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class GenerationSwitch(models.Model):
    """A turn of the switch. The newest one holds; without any, generation is on."""

    on = models.BooleanField(_("the model writes answers"), default=True)
    reason = models.CharField(_("reason"), max_length=200)
    turned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("changed by"),
    )  # None: from the command line
    turned_at = models.DateTimeField(_("time"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("change of the generation switch")
        verbose_name_plural = _("generation switch")
        ordering = ["-pk"]

    def __str__(self) -> str:
        if self.on:
            return gettext("Generation on: %(reason)s") % {"reason": self.reason}
        return gettext("Generation off: %(reason)s") % {"reason": self.reason}
