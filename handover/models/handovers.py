"""Who waits for a person, who took them, how it went and how it ended."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models import Conversation
from chat.models.fields import ExactCharField
from handover.models.people import Team


class Handover(models.Model):
    """One request for a person, from asking to its end. At most one of a conversation is open."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CLAIMED = "claimed", _("with an agent")
        CANCELLED = "cancelled", _("cancelled")
        CLOSED = "closed", _("closed")

    class Trigger(models.TextChoices):
        ASKED = "asked", _("asked for")
        OFFERED = "offered", _("offered and accepted")
        EMERGENCY = "emergency", _("emergency")
        FAILED = "failed", _("no answer could be given")
        SUPERVISOR = "supervisor", _("supervisor")

    class Priority(models.IntegerChoices):
        NORMAL = 0, _("normal")
        COMPLAINT = 10, _("complaint")
        VULNERABLE = 20, _("vulnerable customer")
        EMERGENCY = 30, _("emergency")

    class Outcome(models.TextChoices):
        RESOLVED = "resolved", _("resolved")
        UNRESOLVED = "unresolved", _("not resolved")
        CALL_BACK = "call_back", _("call-back agreed")
        NO_RESPONSE = "no_response", _("customer did not answer")
        ABUSE = "abuse", _("ended for abuse")
        HANDED_BACK = "handed_back", _("handed back to the assistant")
        LEFT = "left", _("ended by the customer")

    conversation = models.ForeignKey(
        Conversation, models.CASCADE, related_name="handovers", verbose_name=_("conversation")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.WAITING
    )
    trigger = models.CharField(_("trigger"), max_length=10, choices=Trigger.choices)
    reason = models.CharField(_("reason"), max_length=500, blank=True)  # masked
    category = models.CharField(_("category"), max_length=40, blank=True)
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority.choices, default=Priority.NORMAL
    )
    team = models.ForeignKey(
        Team,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="handovers",
        verbose_name=_("team"),
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="handovers",
        verbose_name=_("agent"),
    )
    requested_at = models.DateTimeField(_("requested"), default=timezone.now)
    # The queue's order: when it was requested, moved ahead by its priority.
    rank_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(_("taken"), null=True, blank=True)  # the present claim
    answered = models.BooleanField(default=False)  # whoever holds it now has said something
    passed_by = models.ForeignKey(  # who let the last claim lapse; others are asked first
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    transfers = models.PositiveSmallIntegerField(_("transfers"), default=0)
    warnings = models.PositiveSmallIntegerField(_("warnings"), default=0)
    read_seq = models.PositiveIntegerField(default=0)  # how far the agent has read

    # Snoozed by whoever has it, until they are reminded or the customer writes.
    is_snoozed = models.BooleanField(_("snoozed"), default=False, db_default=False)
    remind_at = models.DateTimeField(_("reminder at"), null=True, blank=True)
    reminder = models.CharField(  # masked
        _("reminder"), max_length=200, blank=True, default="", db_default=""
    )

    # Clocks that keep business hours. While the customer waits for words, `awaiting_since`.
    awaiting_since = models.DateTimeField(null=True, blank=True)
    reply_due_at = models.DateTimeField(_("reply due"), null=True, blank=True)
    first_reply_at = models.DateTimeField(_("first reply"), null=True, blank=True)
    first_reply_kept = models.BooleanField(_("first reply within SLA"), null=True, blank=True)
    replies = models.PositiveIntegerField(_("replies"), default=0)  # to a customer who waited
    late_replies = models.PositiveIntegerField(_("late replies"), default=0)
    resolution_due_at = models.DateTimeField(_("solution due"), null=True, blank=True)
    resolution_kept = models.BooleanField(_("resolved within SLA"), null=True, blank=True)

    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, blank=True)
    wrap_up = models.TextField(_("wrap-up note"), blank=True)  # masked
    correction = models.JSONField(_("corrected briefing"), default=dict, blank=True)  # masked

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ["rank_at", "id"]
        indexes = [
            models.Index(fields=["status", "rank_at"], name="handover_queue"),
            models.Index(fields=["agent", "status"], name="handover_agent"),
            models.Index(fields=["status", "ended_at"], name="handover_ended"),
            models.Index(fields=["requested_at"], name="handover_requested"),
            models.Index(fields=["agent", "-ended_at"], name="handover_agent_ended"),
        ]
        permissions = [
            ("supervise_handover", "Can see every handover and take it over"),
            ("pull_handover", "Can bring the assistant's conversations to a person"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation} ({self.get_status_display()})"

    @property
    def is_open(self) -> bool:
        return self.status in (self.Status.WAITING, self.Status.CLAIMED)


class Note(models.Model):
    """What agents tell each other beside a conversation. Never the customer's to read."""

    class Kind(models.TextChoices):
        NOTE = "note", _("note")
        TRANSFER = "transfer", _("reason for the transfer")

    kind = models.CharField(
        _("kind"), max_length=10, choices=Kind.choices, default=Kind.NOTE, db_default=Kind.NOTE
    )
    handover = models.ForeignKey(
        Handover, models.CASCADE, related_name="notes", verbose_name=_("handover")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("author")
    )
    author_name = models.CharField(_("author's name"), max_length=80)
    text = models.TextField(_("text"))  # masked
    # The entry that it was written after, its place in the thread; null: known by its time.
    after_seq = models.PositiveIntegerField(null=True)
    client_message_id = ExactCharField(max_length=64)
    created_at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["handover", "id"]
        constraints = [
            models.UniqueConstraint(fields=["handover", "client_message_id"], name="note_id")
        ]

    def __str__(self) -> str:
        return f"{self.author_name}: {self.created_at:%Y-%m-%d %H:%M}"
