"""One person's data: who asked for a package or an erasure, who decided, what came of it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models.dual_control import DualControlled
from chat.models.fields import ExactCharField
from chat.models.retention import ErasureCertificate


class DataRequest(DualControlled):
    """One member of staff asks, another approves, a server does it.

    asked_sealed: whom it is about, encrypted; blank once nothing more is to be done for it.
    subject: the keyed hash of that, as certificates have it. counts: by class, rows that were
        there when it was asked for. lease_until: a server is at it until then.
    failure: the code of the error that ended it.
    """

    class Kind(models.TextChoices):
        EXPORT = "export", _("package")
        ERASE = "erase", _("erasure")

    class State(models.TextChoices):
        PENDING = "pending", _("waiting for somebody else's decision")
        APPROVED = "approved", _("approved, being done")
        READY = "ready", _("package ready")
        DONE = "done", _("carried out")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", _("expired")
        FAILED = "failed", _("could not be done")

    kind = ExactCharField(_("request"), max_length=10, choices=Kind.choices)
    state = ExactCharField(_("state"), max_length=10, choices=State.choices, default=State.PENDING)
    asked_sealed = models.TextField(blank=True)
    subject = ExactCharField(max_length=64)
    found_by = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    reason = models.CharField(_("reason"), max_length=500)  # masked

    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failure = ExactCharField(max_length=32, blank=True)
    worked_at = models.DateTimeField(_("carried out"), null=True)
    conversations = models.JSONField(default=list)  # whose rows the package holds
    sha256 = ExactCharField(max_length=64, blank=True)  # of the package
    fetched_at = models.DateTimeField(_("downloaded"), null=True)
    certificate = models.OneToOneField(
        ErasureCertificate, models.PROTECT, null=True, related_name="request"
    )

    class Meta:
        verbose_name = _("request for a person's data")
        verbose_name_plural = _("requests for a person's data")
        ordering = ["-pk"]
        default_permissions = ("view",)
        permissions = [
            ("ask_datarequest", "Can find a person's data and ask for a package or an erasure"),
            ("approve_datarequest", "Can approve another's request for a person's data"),
        ]
        indexes = [models.Index(fields=["state", "requested_at"], name="data_request_open")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @staticmethod
    def lifetime() -> timedelta:
        """How long a request waits for a second person, and a package for whoever asked."""
        return timedelta(hours=settings.AICC_DATA_REQUEST_HOURS)

    @property
    def fetch_until(self) -> datetime | None:
        return self.worked_at + self.lifetime() if self.worked_at else None

    @property
    def is_ready(self) -> bool:
        """Whether its package may still be fetched."""
        until = self.fetch_until
        return self.state == self.State.READY and until is not None and timezone.now() < until

    @property
    def is_expired(self) -> bool:
        """Also before a server has noted it."""
        late = {self.State.PENDING: not self.is_pending, self.State.READY: not self.is_ready}
        return self.state == self.State.EXPIRED or late.get(self.State(self.state), False)


class DataPackagePart(models.Model):
    """A piece of a package that waits to be fetched, encrypted; gone with the fetching."""

    request = models.ForeignKey(DataRequest, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    sealed = models.TextField()

    class Meta:
        default_permissions = ()
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="data_package_part")
        ]

    def __str__(self) -> str:
        return f"{self.request_id}/{self.number}"
