"""What a bank sorts its conversations by, beside the category that the assistant found."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.models import Conversation


class Label(models.Model):
    """One of the bank's labels. Agents put them on conversations; supervisors keep the list."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    is_offered = models.BooleanField(
        _("offered at the desk"),
        default=True,
        db_default=True,
        help_text=_("Without it, it stays where it is and is put on no other conversation."),
    )
    conversations = models.ManyToManyField(
        Conversation, related_name="labels", blank=True, verbose_name=_("conversations")
    )

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
