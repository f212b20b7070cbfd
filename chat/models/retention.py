"""When records end: what keeps them longer, the runs that purge them, who was erased."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models.conversations import Conversation
from chat.models.fields import ExactCharField


class LegalHold(models.Model):
    """Keeps one conversation, or all of a customer's, from being purged and erased.

    Lifted, it stays as a row for as long as there is something that it kept.
    """

    conversation = models.ForeignKey(
        Conversation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="holds",
        verbose_name=_("conversation"),
    )  # None: every conversation of `customer_id`
    customer_id = ExactCharField(_("customer"), max_length=128, blank=True)
    reason = models.CharField(_("reason"), max_length=500)  # masked
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("placed by"),
    )
    placed_by_name = models.CharField(_("placed by"), max_length=150)
    placed_at = models.DateTimeField(_("placed"), default=timezone.now)
    lifted_by_name = models.CharField(_("lifted by"), max_length=150, blank=True)
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)  # None: it holds
    lift_reason = models.CharField(_("why it was lifted"), max_length=500, blank=True)  # masked

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        ordering = ["-pk"]
        default_permissions = ("view",)
        permissions = [("place_legalhold", "Can place and lift legal holds")]
        indexes = [
            models.Index(fields=["customer_id", "lifted_at"], name="hold_customer"),
            models.Index(fields=["lifted_at", "-placed_at"], name="hold_in_force"),
        ]

    def __str__(self) -> str:
        return self.customer_id or f"{self.conversation}"


class PurgeRun(models.Model):
    """One run of `purge_conversations` as far as it came; one that broke off is gone on with.

    cutoffs: by class of data, the moment before which it goes. counts: by class and table, rows
        that went, written by the transaction that deleted them.
    """

    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)  # None: under way, or broken off
    by_name = models.CharField(max_length=150)
    cutoffs = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    held = models.PositiveBigIntegerField(default=0)  # conversations that a hold kept
    in_use = models.PositiveBigIntegerField(default=0)  # and those that somebody is at
    blocks = models.JSONField(default=list)  # of the search index, to be swept

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"


class ErasureCertificate(models.Model):
    """That one person's data was erased: what, how many rows, when, by whom. Written once.

    subject: a keyed hash of what the person was found by; whoever has that can look for it.
    """

    number = ExactCharField(max_length=32, unique=True)
    at = models.DateTimeField(default=timezone.now)
    by_name = models.CharField(max_length=150)
    reason = models.CharField(max_length=500)  # masked
    subject = ExactCharField(max_length=64, db_index=True)
    content = models.TextField()  # the certificate as JSON, as it was handed out
    sha256 = ExactCharField(max_length=64)  # of `content` in UTF-8

    class Meta:
        default_permissions = ()
        verbose_name = _("erasure certificate")
        verbose_name_plural = _("erasure certificates")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.number
