"""What a reviewer thought of a conversation or of one message, and what came of it."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chat.models.conversations import Conversation
from chat.models.fields import ExactCharField
from chat.models.knowledge import ArticleVersion
from chat.models.scorecards import Criterion, ScorecardVersion


class Review(models.Model):
    """One judgement by one person: of the assistant's part in a conversation, or of an agent's.

    Written once, changed by nobody.
    """

    conversation = models.ForeignKey(
        Conversation, models.CASCADE, related_name="reviews", verbose_name=_("conversation")
    )
    seq = models.PositiveIntegerField(_("message"), null=True, blank=True)  # None: all of it
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reviews_received",
        verbose_name=_("agent"),
    )  # None: the assistant is judged
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="reviews",
        verbose_name=_("reviewer"),
    )
    version = models.ForeignKey(
        ScorecardVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reviews",
        verbose_name=_("scorecard"),
    )  # None: written before there were scorecards
    score = models.PositiveSmallIntegerField(
        _("score"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )  # 0 to 100; None: no criterion applied
    failed = models.BooleanField(_("critical fail"), default=False)
    comment = models.TextField(_("comment"), blank=True)  # masked
    question_seq = models.PositiveIntegerField(_("question"), null=True, blank=True)
    corrected_answer = models.TextField(_("corrected answer"), blank=True)  # masked
    checks = models.JSONField(_("automatic checks"), default=list)  # as they stood when written
    created_at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.conversation} · {'–' if self.score is None else self.score}"


class ReviewAnswer(models.Model):
    """The points that a review gives for one criterion."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="answers")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="answers")
    points = models.PositiveSmallIntegerField(_("points"), null=True, blank=True)  # None: N/A

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["review", "criterion__place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="review_criterion")
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {'–' if self.points is None else self.points}"


class PinnedComment(models.Model):
    """A reviewer's words on one message of a conversation."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="pinned")
    seq = models.PositiveIntegerField(_("message"))
    text = models.TextField(_("comment"))  # masked

    class Meta:
        verbose_name = _("pinned comment")
        verbose_name_plural = _("pinned comments")
        ordering = ["review", "seq"]
        constraints = [models.UniqueConstraint(fields=["review", "seq"], name="pinned_seq")]

    def __str__(self) -> str:
        return f"{self.review_id}/{self.seq}"


class EvaluationCase(models.Model):
    """A question with the article that must answer it: a correction, or an answer of a
    conversation, that `evaluate` asks again.
    """

    review = models.OneToOneField(
        Review, models.SET_NULL, null=True, related_name="case", verbose_name=_("review")
    )
    # The answer that it was made of, where it is no correction.
    conversation = models.ForeignKey(
        Conversation, models.CASCADE, null=True, related_name="+", verbose_name=_("conversation")
    )
    answer_seq = models.PositiveIntegerField(null=True)
    earlier = models.JSONField(_("asked before it"), default=list, null=True)  # lines, masked
    question = models.TextField(_("question"))  # masked
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    slug = ExactCharField(_("article that answers"), max_length=100)
    expected = models.TextField(_("corrected answer"))  # masked
    figures = models.JSONField(_("must be said"), default=list, blank=True)
    forbidden = models.JSONField(_("must not be said"), default=list, null=True)
    draft = models.ForeignKey(
        ArticleVersion, models.SET_NULL, null=True, related_name="+", verbose_name=_("draft")
    )
    active = models.BooleanField(pgettext_lazy("evaluation", "is asked"), default=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        verbose_name = _("evaluation case")
        verbose_name_plural = _("evaluation cases")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "answer_seq"], name="one_case_an_answer"
            )
        ]

    def __str__(self) -> str:
        return self.question[:60]
