"""Failed tries to sign in, as far as they lock somebody out and somebody must hear of them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SignInFailures(models.Model):
    """What failed for one account, from one place, or for one account from one place.

    account: names a login without holding it, since what is typed there may be a password;
        blank: whatever the account.
    place: an address, an IPv6 network, or a device that has signed in to the account before;
        blank: wherever from.
    failures: since the last success, or since a day without any; they decide about the lock.
    untold: since the last success, however long ago; its owner is told, and they begin anew.
    """

    account = models.CharField(max_length=32, blank=True)
    place = models.CharField(_("address or device"), max_length=64, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="sign_in_failures",
        verbose_name=_("login"),
    )
    failures = models.PositiveIntegerField(_("failed tries"), default=0, db_default=0)
    untold = models.PositiveIntegerField(_("since the last sign-in"), default=0, db_default=0)
    last_try_at = models.DateTimeField(null=True, blank=True)
    last_failure_at = models.DateTimeField(_("last one"), null=True, blank=True)
    last_address = models.CharField(_("last address"), max_length=64, blank=True, db_default="")
    locked_until = models.DateTimeField(_("locked until"), null=True, blank=True)
    lockouts = models.PositiveIntegerField(_("times locked"), default=0, db_default=0)

    class Meta:
        verbose_name = _("failed sign-ins")
        verbose_name_plural = _("failed sign-ins")
        ordering = ["-last_failure_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["account", "place"], name="sign_in_failures_once")
        ]
        indexes = [models.Index(fields=["last_try_at"], name="sign_in_failures_tried")]
        permissions = [("unlock_signinfailures", "Can unlock a login")]

    def __str__(self) -> str:
        return f"{self.user or _('no login of ours')} · {self.place or _('everywhere')}"
