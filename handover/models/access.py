"""Changes of what staff may do: who asked for them, who decided, and when they took effect."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.models.dual_control import DualControlled


class AccessChange(DualControlled):
    """Another set of roles, a login that opens again, a link for a new password, or a second
    factor that is set up anew.

    One administrator asks for it and another approves it. Nobody changes or deletes a row
    otherwise: together they are the record of who could do what, and by whose hand.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("waiting for a second person")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")
        AT_ONCE = "at_once", _("at once")  # a login was locked: that waits for nobody
        SHELL = "shell", _("in the shell")  # break-glass, by whoever runs the servers

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="access_changes",
        verbose_name=_("whose access"),
    )
    # Names of groups; null: they stay as they are. `roles_before` as it was when it was asked for.
    roles_before = models.JSONField(default=list)
    roles_after = models.JSONField(null=True)
    activates = models.BooleanField(null=True)  # opens the login, locks it, or neither
    sends_link = models.BooleanField(default=False)  # for a new password
    # Takes the second factor away, so that it is set up anew.
    resets_factor = models.BooleanField(default=False, db_default=False)
    reason = models.CharField(_("reason"), max_length=500)

    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PENDING
    )
    requested_by = models.ForeignKey(  # null: the shell
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("asked for by"),
    )

    # Of the link: a digest of the code that opens it beside it, and what became of it.
    code_digest = models.CharField(max_length=64, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    link_used_at = models.DateTimeField(_("password set"), null=True)

    class Meta:
        verbose_name = _("change of access")
        verbose_name_plural = _("changes of access")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "requested_at"], name="access_change_open")]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_state_display()})"

    @staticmethod
    def lifetime() -> timedelta:
        """How long a request waits for a second person; then it is void by itself."""
        return timedelta(hours=settings.AICC_ACCESS_REQUEST_HOURS)

    @property
    def is_expired(self) -> bool:
        return self.state == self.State.PENDING and not self.is_pending
