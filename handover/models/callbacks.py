"""Who wants to be called, on which number, when; and who looked at the number."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models import Conversation


class CallBack(models.Model):
    """One request to be called. At most one of a conversation is open.

    The number is sealed (aicc.platform.encryption), and erased AICC_CALL_BACK_DAYS after the end.
    """

    class State(models.TextChoices):
        OPEN = "open", _("to be called")
        TAKEN = "taken", _("with an agent")
        REACHED = "reached", _("reached")
        GIVEN_UP = "given_up", _("given up")
        WITHDRAWN = "withdrawn", _("withdrawn by the customer")

    conversation = models.ForeignKey(
        Conversation, models.CASCADE, related_name="call_backs", verbose_name=_("conversation")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    number_sealed = models.TextField(blank=True)  # blank: erased
    number_end = models.CharField(_("number ends in"), max_length=4, blank=True)
    window_from = models.DateTimeField(_("from"))
    window_until = models.DateTimeField(_("until"))
    consent_version = models.CharField(_("consent"), max_length=20)
    consent_at = models.DateTimeField(_("consent given"), default=timezone.now)
    requested_at = models.DateTimeField(_("requested"), default=timezone.now)
    not_before = models.DateTimeField(_("next try"), null=True, blank=True)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="call_backs",
        verbose_name=_("agent"),
    )
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    note = models.TextField(_("note"), blank=True)  # masked
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("call-back request")
        verbose_name_plural = _("call-back requests")
        ordering = ["window_from", "id"]
        indexes = [
            models.Index(fields=["state", "window_from"], name="call_back_open"),
            models.Index(fields=["state", "ended_at"], name="call_back_ended"),
        ]
        permissions = [("see_call_back_number", "Can see the number of a call-back request")]

    def __str__(self) -> str:
        return f"{self.conversation} ({self.get_state_display()})"


class CallBackLook(models.Model):
    """Somebody was shown a number. Written before it is shown, changed by nobody."""

    call_back = models.ForeignKey(
        CallBack, models.CASCADE, related_name="looks", verbose_name=_("call-back request")
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    user_name = models.CharField(_("accessed by"), max_length=80)
    at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        verbose_name = _("phone-number access")
        verbose_name_plural = _("phone-number access log")
        ordering = ["call_back", "id"]

    def __str__(self) -> str:
        return f"{self.user_name}: {self.at:%Y-%m-%d %H:%M}"
