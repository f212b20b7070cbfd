"""What a customer is asked while they wait, and what they answered."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handover.models.handovers import Handover

TEXT_CHARACTERS = 200
CHOICE_CHARACTERS = 40
MOST_CHOICES = 8


class IntakeQuestion(models.Model):
    """One question that the chat asks whoever waits for a person, in both languages."""

    class Kind(models.TextChoices):
        TEXT = "text", _("free text")
        CHOICE = "choice", _("a choice")

    category = models.CharField(
        _("category"),
        max_length=40,
        blank=True,
        help_text=_("Only in conversations of this category; empty: in all."),
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.TEXT)
    text_ko = models.CharField(_("question in Korean"), max_length=TEXT_CHARACTERS)
    text_en = models.CharField(_("question in English"), max_length=TEXT_CHARACTERS)
    choices_ko = models.TextField(
        _("choices in Korean"), blank=True, help_text=_("Each on a line of its own, 2 to 8.")
    )
    choices_en = models.TextField(
        _("choices in English"), blank=True, help_text=_("As many, in the same order.")
    )
    order = models.PositiveSmallIntegerField(
        _("order"), default=10, help_text=_("The lowest is asked first.")
    )
    is_active = models.BooleanField(_("is asked"), default=True)

    class Meta:
        verbose_name = _("intake question")
        verbose_name_plural = _("intake questions")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.text_ko

    def text_in(self, language: str) -> str:
        return self.text_en if language == "en" else self.text_ko

    def choices_in(self, language: str) -> list[str]:
        """What may be chosen; none of a question that is answered freely."""
        if self.kind != self.Kind.CHOICE:
            return []
        lines = self.choices_en if language == "en" else self.choices_ko
        return [line.strip() for line in lines.splitlines() if line.strip()]

    def clean(self) -> None:
        if self.kind != self.Kind.CHOICE:
            return
        korean, english = self.choices_in("ko"), self.choices_in("en")
        if not 2 <= len(korean) <= MOST_CHOICES:
            raise ValidationError({"choices_ko": _("Two to eight choices, each on its line.")})
        if len(english) != len(korean):
            raise ValidationError({"choices_en": _("As many choices as in Korean.")})
        if any(len(choice) > CHOICE_CHARACTERS for choice in korean + english):
            raise ValidationError(_("A choice has at most 40 characters."))


class IntakeAnswer(models.Model):
    """A question that was asked in one handover, as it was asked, and what became of it."""

    class State(models.TextChoices):
        OPEN = "open", _("being asked")  # at most one of a handover
        ANSWERED = "answered", _("answered")
        SKIPPED = "skipped", _("not known")
        LEFT = "left", _("not answered")  # an agent came, or the customer left

    handover = models.ForeignKey(
        Handover, models.CASCADE, related_name="intake", verbose_name=_("handover")
    )
    question = models.ForeignKey(
        IntakeQuestion, models.SET_NULL, null=True, verbose_name=_("question")
    )
    text = models.CharField(_("question"), max_length=TEXT_CHARACTERS)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    answer = models.TextField(_("answer"), blank=True)  # masked
    # Where both stand in the transcript.
    asked_seq = models.PositiveIntegerField(default=0)
    answer_seq = models.PositiveIntegerField(null=True, blank=True)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("intake answer")
        verbose_name_plural = _("intake answers")
        ordering = ["handover", "id"]

    def __str__(self) -> str:
        return self.text
