"""Who sits at the desk, in which team, and the sentences they need not type."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.models.fields import ExactCharField


class Team(models.Model):
    """Agents who take the same conversations."""

    name = models.CharField(_("name"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AgentProfile(models.Model):
    """An agent's place: whether they take conversations now, and how many at once."""

    class Presence(models.TextChoices):
        """Only whoever is online gets new conversations; the others say why they do not."""

        ONLINE = "online", _("online")
        AFTER_CALL = "after_call", _("after-call work")
        BREAK = "break", _("break")
        MEAL = "meal", _("meal")
        MEETING = "meeting", _("meeting")
        TRAINING = "training", _("training")
        AWAY = "away", _("away")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="agent_profile",
        verbose_name=_("agent"),
    )
    team = models.ForeignKey(
        Team,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="agents",
        verbose_name=_("team"),
    )
    presence = models.CharField(
        _("presence"), max_length=12, choices=Presence.choices, default=Presence.AWAY
    )
    presence_since = models.DateTimeField(_("since"), null=True, blank=True)  # null: unknown
    capacity = models.PositiveSmallIntegerField(
        _("concurrent conversations"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )
    # When one of their desks was last heard of, by the database's clock; null: never.
    seen_at = models.DateTimeField(_("last seen"), null=True, blank=True)

    class Meta:
        verbose_name = _("agent")
        verbose_name_plural = _("agents")
        ordering = ["user_id"]
        indexes = [models.Index(fields=["presence", "seen_at"], name="agent_present")]

    def __str__(self) -> str:
        return self.user.get_full_name() or self.user.get_username()


class PresencePeriod(models.Model):
    """How long one agent was in one state at their desk: what reports count presence by."""

    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="presence_periods",
        verbose_name=_("agent"),
    )
    presence = models.CharField(
        _("presence"), max_length=12, choices=AgentProfile.Presence.choices
    )
    began_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)  # null: goes on

    class Meta:
        verbose_name = _("presence period")
        verbose_name_plural = _("presence periods")
        ordering = ["agent", "id"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["agent", "ended_at"], name="presence_agent_ended"),
            models.Index(fields=["ended_at", "began_at"], name="presence_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.presence}: {self.began_at:%Y-%m-%d %H:%M}"


# What a canned reply may leave to be filled in when it is inserted (static/desk/page.js `fill`).
PLACEHOLDERS = ("customer", "agent", "bank", "phone")
# What stands between braces, those of other programs (`{{customer}}`, `${customer}`) and the
# full-width ones of Korean typing among them.
PLACE = re.compile(r"\$?(?<!\{)\{++[^{}]*+\}++|｛[^｛｝]*+｝")


class CannedReply(models.Model):
    """A sentence that agents insert by `/` and its short name."""

    shortcut = ExactCharField(
        _("short name"),
        max_length=30,
        validators=[RegexValidator(r"^[a-z0-9가-힣_-]+$", _("Letters, digits, - and _ only."))],
    )
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="ko"
    )
    text = models.TextField(
        _("text"),
        max_length=2000,
        help_text=_("Filled in when it is inserted: {customer}, {agent}, {bank}, {phone}"),
    )
    team = models.ForeignKey(
        Team,
        models.CASCADE,
        null=True,
        blank=True,
        verbose_name=_("team"),
        help_text=_("Only for this team; empty: for everybody."),
    )

    class Meta:
        verbose_name = _("canned reply")
        verbose_name_plural = _("canned replies")
        ordering = ["language", "shortcut"]
        constraints = [
            models.UniqueConstraint(fields=["shortcut", "language"], name="canned_shortcut")
        ]

    def __str__(self) -> str:
        return f"/{self.shortcut}"

    def clean(self) -> None:
        """Raises ValidationError, which names every placeholder that nothing would fill in."""
        filled_in = [f"{{{name}}}" for name in PLACEHOLDERS]
        unknown = [place for place in PLACE.findall(self.text) if place not in filled_in]
        if unknown:
            named, known = ", ".join(dict.fromkeys(unknown)), ", ".join(filled_in)
            message = _("There is no %(unknown)s. What is filled in: %(known)s")
            params = {"unknown": named, "known": known}
            raise ValidationError({"text": ValidationError(message, params=params)})
