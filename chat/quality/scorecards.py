"""The life of a scorecard's version: drafted from the one before it, edited, published."""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aicc.platform.errors import AiccError, NotFound
from chat.models import Criterion, Scorecard, ScorecardVersion
from chat.quality.default_scorecards import RUBRIC, Question

COPIED = (
    *("key", "place", "section_ko", "section_en", "text_ko", "text_en"),
    *("weight", "most", "optional", "critical"),
)


class NotADraft(AiccError):
    """The version was published meanwhile."""

    code = "wrong_state"
    status = 409
    message = _("This version is published already. Edit a new one.")


class WeighsNothing(AiccError):
    """A scorecard whose criteria all weigh nothing gives no score."""

    message = _("At least one criterion needs a weight.")


def make_scorecards(apps: Any = None, **_signal: object) -> None:
    """Publish the house's rubric where a scorecard is missing. Also runs after each migrate.

    apps: the models as a migration left them; where it went back to before there were
        scorecards, nothing is made.
    """
    if apps is not None and "scorecard" not in apps.all_models["chat"]:
        return
    for subject, questions in RUBRIC.items():
        scorecard, new = Scorecard.objects.get_or_create(subject=subject)
        if new:
            _make_version(scorecard, questions)


def _make_version(scorecard: Scorecard, questions: tuple[Question, ...]) -> None:
    version = ScorecardVersion.objects.create(scorecard=scorecard, number=1)
    Criterion.objects.bulk_create(
        [_criterion(version, place, question) for place, question in enumerate(questions)]
    )
    ScorecardVersion.objects.filter(pk=version.pk).update(published_at=timezone.now())


def _criterion(version: ScorecardVersion, place: int, question: Question) -> Criterion:
    return Criterion(
        version=version,
        key=question.key,
        place=place,
        section_ko=question.section[0],
        section_en=question.section[1],
        text_ko=question.text[0],
        text_en=question.text[1],
        weight=question.weight,
        most=question.most,
        optional=question.optional,
        critical=question.critical,
    )


def in_force(subject: str) -> ScorecardVersion:
    """The newest published version that judges `subject`. Raises NotFound."""
    found = (
        ScorecardVersion.objects.filter(scorecard__subject=subject, published_at__isnull=False)
        .order_by("-number")
        .first()
    )
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def edit(version_id: int, author: User) -> ScorecardVersion:
    """The draft that follows this version: the one that is there already, or a copy."""
    source = ScorecardVersion.objects.filter(pk=version_id).first()
    if source is None:
        raise NotFound
    scorecard = Scorecard.objects.select_for_update().get(pk=source.scorecard_id)
    newest = scorecard.versions.order_by("-number")[0]
    if newest.published_at is None:
        return newest
    draft = ScorecardVersion.objects.create(
        scorecard=scorecard, number=newest.number + 1, author=author
    )
    Criterion.objects.bulk_create(
        [
            Criterion(version=draft, **{name: getattr(criterion, name) for name in COPIED})
            for criterion in source.criteria.all()
        ]
    )
    return draft


@transaction.atomic
def publish(version_id: int) -> ScorecardVersion:
    """Let a draft be what new reviews ask. Raises NotADraft, WeighsNothing, NotFound."""
    drafts: Any = ScorecardVersion.objects.select_for_update()
    version = drafts.filter(pk=version_id).first()
    if version is None:
        raise NotFound
    if version.published_at is not None:
        raise NotADraft
    if not version.criteria.filter(weight__gt=0).exists():
        raise WeighsNothing
    version.published_at = timezone.now()
    version.save(update_fields=["published_at"])
    return version
