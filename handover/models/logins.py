"""What belongs to a login: its second factor, past passwords and open sessions."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models.fields import ExactCharField


class SecondFactor(models.Model):
    """An authenticator app that shows six digits every thirty seconds (TOTP, RFC 6238).

    sealed: its secret, encrypted. last_step: of thirty seconds since 1970, the one whose code was
        used last; no code opens twice.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="second_factor",
        verbose_name=_("login"),
    )
    sealed = models.CharField(max_length=255)
    last_step = models.PositiveBigIntegerField(default=0, db_default=0)
    enrolled_at = models.DateTimeField(_("set up"), default=timezone.now)

    class Meta:
        default_permissions = ()
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")

    def __str__(self) -> str:
        return f"{self.user}"


class RecoveryCode(models.Model):
    """Signs in once in place of the app. Kept as a keyed hash."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = ExactCharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class Passkey(models.Model):
    """A key in somebody's device that a finger, a face or a PIN opens (WebAuthn level 2).

    digest: SHA-256 of the credential's id, which is too long for an index. credential: the
        authenticator's model, the id and the public key, as the authenticator wrote them.
    counter: what the authenticator counted at its last use; 0 for one that does not count, as
        those do that a cloud carries from device to device.
    last_challenge: the one that was answered last, so that no answer opens twice.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="passkeys")
    name = models.CharField(_("name"), max_length=60)
    digest = ExactCharField(max_length=64, unique=True)
    credential = models.BinaryField()
    transports = models.JSONField(default=list)
    counter = models.PositiveBigIntegerField(default=0, db_default=0)
    last_challenge = ExactCharField(max_length=64, blank=True, default="", db_default="")
    enrolled_at = models.DateTimeField(_("set up"), default=timezone.now)
    last_used_at = models.DateTimeField(_("last used"), null=True)

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        verbose_name = _("passkey")
        verbose_name_plural = _("passkeys")

    def __str__(self) -> str:
        return self.name


class PastPassword(models.Model):
    """The hash of a password that a login has or had.

    is_temporary: somebody else than its owner set it, so it signs nobody in.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    password = models.CharField(max_length=128)
    is_temporary = models.BooleanField(default=False, db_default=False)
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.pk}"


class ProviderAccount(models.Model):
    """The account of the bank's identity provider that a login is tied to.

    issuer: the provider. subject: its own number of the account, which no other ever gets.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    issuer = ExactCharField(max_length=255)
    subject = ExactCharField(max_length=255)
    tied_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="provider_account_once")
        ]

    def __str__(self) -> str:
        return f"{self.user}"


class StaffSession(models.Model):
    """A login that began: whose, where, with which browser. It lasts as long as its session."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="staff_sessions"
    )
    session_key = ExactCharField(max_length=40, unique=True)
    address = models.CharField(max_length=64, blank=True)
    browser = models.CharField(max_length=200, blank=True)
    # The identity provider's own session, "-" where it names none; blank: signed in by a password.
    provider_session = ExactCharField(max_length=255, blank=True, default="", db_default="")
    began_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.pk}"
