"""What the back office's list of conversations stands on, beside the conversations themselves."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from chat.models.fields import ExactCharField


class Upkeep(models.Model):
    """How far the list was kept up, and by whom just now. One row."""

    seen_until = models.DateTimeField()  # messages up to then were looked at
    lease = ExactCharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)  # by the database's clock

    class Meta:
        verbose_name = verbose_name_plural = _("list index state")

    def __str__(self) -> str:
        return f"{self.seen_until:%Y-%m-%d %H:%M:%S}"


class SentForm(models.Model):
    """A form of the back office that has written something, by its token: kept for a week."""

    token = ExactCharField(max_length=32, primary_key=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    content = ExactCharField(max_length=64)  # a keyed hash of what was written in it
    location = models.CharField(max_length=500, blank=True)  # address of what it made
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.token


class GramBlock(models.Model):
    """Which of 1,024 conversations in a row hold two characters beside each other.

    Bit n of `bits` (little-endian) stands for the conversation with key block * 1024 + n.
    """

    gram = ExactCharField(max_length=2)
    block = models.PositiveIntegerField()
    bits = models.BinaryField(max_length=128)

    class Meta:
        verbose_name = verbose_name_plural = _("search index")
        constraints = [models.UniqueConstraint(fields=["gram", "block"], name="gram_block")]

    def __str__(self) -> str:
        return f"{self.gram} {self.block}"


class SavedView(models.Model):
    """A supervisor's own selection of conversations, under a name."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="saved_views",
        verbose_name=_("owner"),
    )
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("selection"), max_length=500)  # as in the list's address
    created_at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_name")]

    def __str__(self) -> str:
        return self.name


class Export(models.Model):
    """What left the back office, who took it, and why. Written once, never changed."""

    class Format(models.TextChoices):
        JSONL = "jsonl", _("JSON lines")
        CSV = "csv", _("CSV")
        PRINT = "print", _("printable page")

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="exports",
        verbose_name=_("taken by"),
    )
    at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)
    format = models.CharField(_("format"), max_length=6, choices=Format.choices)
    reason = models.CharField(_("reason"), max_length=500)
    selection = models.CharField(_("selection"), max_length=500, blank=True)  # list's address
    conversations = models.JSONField(_("conversations"))  # their keys
    count = models.PositiveIntegerField(_("count"))  # of conversations
    sha256 = models.CharField(_("SHA-256"), max_length=64)  # of what was sent

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-at"]
        permissions = [("export_conversation", "Can take conversations out of the back office")]

    def __str__(self) -> str:
        when = date_format(timezone.localtime(self.at), "SHORT_DATETIME_FORMAT")
        return f"{self.get_format_display()}, {when}"
