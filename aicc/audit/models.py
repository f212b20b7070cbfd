"""The audit trail: its entries, the batches that chain them, and the heads that were signed.

A row is written once. Neither this program nor, where the grants of docs/audit.md are given,
its database account can change or delete one.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models.fields import ExactCharField


class AppendOnly(Exception):
    """Somebody's code tried to change or delete what is written once."""


class WrittenOnce(models.QuerySet):
    """Rows that are added and read."""

    def update(self, **values: Any) -> int:
        raise AppendOnly

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnly


class Record(models.Model):
    """Added and read; whoever saves it again, or deletes it, meets AppendOnly."""

    objects = WrittenOnce.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, force_insert=True)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly


class AuditEvent(Record):
    """One look, search, export, sign-in or change.

    actor: null for whoever is no login of ours; its name as it was then. login: names the
        session. object_type: `app.model`, or what else the action was about.
    details: JSON, masked: what was asked for and shown; of a change, each field's value before
        and after. mac: over all of it, by the key that `key_id` names.
    """

    class Action(models.TextChoices):
        VIEW = "view", _("viewed")
        LIST = "list", _("listed")
        SEARCH = "search", _("searched")
        REVEAL = "reveal", _("unmasked")
        EXPORT = "export", _("exported")
        PRINT = "print", _("printed")
        SIGN_IN = "sign_in", _("signed in")
        SIGN_IN_FAILED = "sign_in_failed", _("sign-in failed")
        SIGN_OUT = "sign_out", _("signed out")
        REFUSED = "refused", _("refused")
        ADD = "add", _("added")
        CHANGE = "change", _("changed")
        DELETE = "delete", _("deleted")

    event_id = ExactCharField(max_length=32, unique=True)  # so that no row can be copied
    at = models.DateTimeField(_("time"), default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("who"),
    )
    actor_name = models.CharField(_("who"), max_length=150)
    address = models.CharField(_("address"), max_length=64, blank=True)
    login = ExactCharField(_("login session"), max_length=32, blank=True)
    request_id = ExactCharField(_("request"), max_length=64, blank=True)
    action = ExactCharField(_("activity"), max_length=16, choices=Action.choices)
    object_type = ExactCharField(_("object"), max_length=60, blank=True)
    object_id = ExactCharField(_("object number"), max_length=40, blank=True)
    object_name = models.CharField(_("object name"), max_length=120, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    details = models.TextField(_("details"), blank=True)
    key_id = ExactCharField(max_length=8)
    mac = ExactCharField(max_length=64)

    class Meta:
        default_permissions = ("view",)
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["at"], name="audit_at"),
            models.Index(fields=["actor", "id"], name="audit_actor"),
            models.Index(fields=["object_type", "object_id", "id"], name="audit_object"),
            models.Index(fields=["action", "id"], name="audit_action"),
        ]
        permissions = [("export_auditevent", "Can take the audit log out of the back office")]

    def __str__(self) -> str:
        return f"{self.pk}"


class AuditBatch(Record):
    """Entries in a row of the chain: which there are, and what each says.

    entries: the key (8 bytes) and the mac (32 bytes) of each, by key. horizon: no entry with a
        key up to this one joins a later batch. last: the highest key in it. previous: the
        digest of the batch before.
    """

    number = models.PositiveBigIntegerField(unique=True)
    sealed_at = models.DateTimeField(default=timezone.now)
    horizon = models.PositiveBigIntegerField()
    last = models.PositiveBigIntegerField(db_index=True)
    count = models.PositiveIntegerField()
    entries = models.BinaryField()
    previous = ExactCharField(max_length=64, blank=True)
    key_id = ExactCharField(max_length=8)
    digest = ExactCharField(max_length=64)

    class Meta:
        default_permissions = ()
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}"


class AuditAnchor(Record):
    """The chain's head at the end of a day, signed: kept elsewhere, it proves the days before.

    total: of all entries up to it. signature: Ed25519, in base 64, by `public_key`.
    """

    day = models.DateField(unique=True)
    number = models.PositiveBigIntegerField()  # of the newest batch
    digest = ExactCharField(max_length=64)
    total = models.PositiveBigIntegerField()
    at = models.DateTimeField(default=timezone.now)
    public_key = ExactCharField(max_length=44)
    signature = ExactCharField(max_length=88)

    class Meta:
        default_permissions = ()
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day}"
