"""What was said: conversations, their messages, and the turns that answer them."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models.fields import ExactCharField


def new_epoch() -> str:
    """Names one life of a conversation's numbering; a client that holds another starts over."""
    return secrets.token_hex(8)


class Conversation(models.Model):
    """One customer's conversation. Its row's lock orders everything that is said in it."""

    class Owner(models.TextChoices):
        ASSISTANT = "assistant", _("Assistant")
        QUEUE = "queue", _("Waiting for an agent")
        AGENT = "agent", _("Agent")
        CLOSED = "closed", _("Closed")

    session_id = ExactCharField(_("session"), max_length=64, unique=True)
    sealed = models.BooleanField(_("needs its token"), default=False)
    token_version = models.PositiveIntegerField(default=1)  # raised to revoke every token
    # Which of the tokens that followed each other by renewal counts, and since when.
    token_generation = models.PositiveIntegerField(default=0, db_default=0)
    token_renewed_at = models.DateTimeField(null=True, blank=True)
    # When the customer ended it: its tokens count for AICC_END_MINUTES more, unless it goes on.
    ended_at = models.DateTimeField(null=True, blank=True)
    epoch = ExactCharField(max_length=16, default=new_epoch)
    owner = models.CharField(
        _("owner"), max_length=10, choices=Owner.choices, default=Owner.ASSISTANT
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="conversations",
        verbose_name=_("agent"),
    )
    agent_name = models.CharField(_("agent's name"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=2, default="ko")
    head_seq = models.PositiveIntegerField(_("entries"), default=0)
    open_turns = models.PositiveSmallIntegerField(default=0)  # waiting or being thought
    memory = models.JSONField(default=dict, blank=True)  # what the assistant asked to remember

    # Kept by the flows for the supervisors' list, so that it counts nothing.
    intent = models.CharField(_("intent"), max_length=12, blank=True)
    triage = models.CharField(_("triage"), max_length=16, blank=True)
    category = models.CharField(_("category"), max_length=40, blank=True)
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)
    # Entries there were then; None: a release that did not store it said so.
    reviewed_seq = models.PositiveIntegerField(null=True, blank=True)
    review_score = models.PositiveSmallIntegerField(_("review's score"), null=True, blank=True)
    score = models.PositiveSmallIntegerField(_("customer's score"), null=True, blank=True)
    scored_at = models.DateTimeField(null=True, blank=True, db_index=True)
    score_comment = models.TextField(_("customer's comment"), blank=True)

    # What a supervisor's list needs more, kept by chat.backoffice.indexer a few seconds later.
    # With defaults
    # in the database too: servers of the release before, which do not name them, write beside us.
    # Bits of chat.backoffice.risk_flags.RiskFlag, and the sum of their weights:
    signs = models.PositiveIntegerField(_("risk flags"), default=0, db_default=0)
    risk = models.PositiveSmallIntegerField(_("risk"), default=0, db_default=0)
    sentiment = models.CharField(
        _("sentiment"), max_length=8, blank=True, default="", db_default=""
    )
    # Of the last answer, of the last handover, of the worst answer, and the entries taken in:
    engine = models.CharField(_("engine"), max_length=20, blank=True, default="", db_default="")
    outcome = models.CharField(_("outcome"), max_length=12, blank=True, default="", db_default="")
    retrieval_score = models.FloatField(_("retrieval score"), null=True, blank=True)
    judged_seq = models.PositiveIntegerField(default=0, db_default=0)

    customer_id = ExactCharField(_("customer"), max_length=128, blank=True)
    customer_name = models.CharField(_("customer's name"), max_length=80, blank=True)
    customer_flags = models.JSONField(_("customer's flags"), default=list, blank=True)
    # A hash of the id of the bank's word about the customer: with it one conversation begins.
    assertion = ExactCharField(max_length=64, null=True, unique=True, editable=False)
    notice_version = models.CharField(_("AI notice"), max_length=20, blank=True)
    notice_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    last_message_at = models.DateTimeField(_("last message"), null=True, blank=True)

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        indexes = [
            models.Index(fields=["-last_message_at"], name="conversation_recent"),
            models.Index(fields=["owner", "-last_message_at"], name="conversation_owner"),
            models.Index(fields=["reviewed_at", "-last_message_at"], name="conversation_review"),
            models.Index(fields=["reviewed_at", "risk"], name="conversation_risk"),
            models.Index(fields=["customer_id"], name="conversation_customer"),
            models.Index(fields=["customer_name"], name="conversation_name"),
            models.Index(fields=["started_at"], name="conversation_started"),
        ]

    def __str__(self) -> str:
        return self.session_id


class Message(models.Model):
    """One entry of a transcript. Made by chat.transcript alone, changed by nobody."""

    class Sender(models.TextChoices):
        CUSTOMER = "customer", _("Customer")
        ASSISTANT = "assistant", _("Assistant")
        AGENT = "agent", _("Agent")
        SYSTEM = "system", _("System")

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages")
    seq = models.PositiveIntegerField(_("number"))  # 1, 2, 3 … without gaps
    sender = models.CharField(_("sender"), max_length=10, choices=Sender.choices)
    text = models.TextField(_("text"))  # masked
    client_message_id = ExactCharField(max_length=64, null=True, blank=True)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="messages"
    )
    agent_name = models.CharField(_("agent's name"), max_length=80, blank=True)
    data = models.JSONField(_("answer"), null=True, blank=True)  # an assistant's answer
    reply_to = models.PositiveIntegerField(_("answers"), null=True, blank=True)  # seq
    reply_to_client_id = ExactCharField(max_length=64, blank=True)
    created_at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["conversation", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="message_seq"),
            models.UniqueConstraint(
                fields=["conversation", "client_message_id"], name="message_client_id"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}/{self.seq}"


class Turn(models.Model):
    """One customer message and what became of its answer.

    Thought by whoever holds its lease; the lease's end is by the database's clock.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")  # for the turn before it
        THINKING = "thinking", _("in progress")
        ANSWERED = "answered", _("answered")
        LEFT = "left", _("handled by agent")
        FAILED = "failed", _("failed")  # three attempts, or no engine answered

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="turns")
    question_seq = models.PositiveIntegerField(_("question"))
    answer_seq = models.PositiveIntegerField(_("answer"), null=True, blank=True)
    client_message_id = ExactCharField(max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease = ExactCharField(max_length=32, blank=True)  # who may close it
    lease_until = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    engine = models.CharField(_("engine"), max_length=20, blank=True)
    trace = models.JSONField(_("trace"), default=dict, blank=True)
    # Of every call of the model, also of those whose answer was withheld.
    tokens_in = models.PositiveIntegerField(_("tokens sent"), default=0)
    tokens_out = models.PositiveIntegerField(_("tokens written"), default=0)
    cost_micro_won = models.PositiveBigIntegerField(_("cost in millionths of a won"), default=0)

    class Meta:
        verbose_name = _("turn")
        verbose_name_plural = _("turns")
        constraints = [
            models.UniqueConstraint(fields=["conversation", "question_seq"], name="turn_question")
        ]
        indexes = [
            models.Index(fields=["state", "lease_until"], name="turn_lease"),
            # All that a figure of questions asks for, so that those behind it are found in it.
            models.Index(
                fields=["asked_at", "state", "engine", "tokens_in", "conversation"],
                name="turn_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}/{self.question_seq} {self.state}"


class Feedback(models.Model):
    """A customer's thumb on one of the assistant's answers; the last one counts.

    One that was taken back stays as a row: the hour that counted it has to be counted again.
    """

    class Rating(models.TextChoices):
        UP = "up", _("helpful")
        DOWN = "down", _("not helpful")
        NONE = "none", _("taken back")

    message = models.OneToOneField(Message, models.CASCADE, related_name="feedback")
    rating = models.CharField(_("rating"), max_length=4, choices=Rating.choices)
    comment = models.TextField(_("comment"), blank=True)  # masked; why it did not help
    given_at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")

    def __str__(self) -> str:
        return self.rating
