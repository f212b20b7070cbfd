"""A published scorecard is never changed; whoever edits it makes the next version."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from chat.models import Scorecard, ScorecardVersion
from chat.quality import scorecards
from chat.quality.scoring import Mark, score
from chat.tests.reviewing import in_force, judge, person, talk

pytestmark = pytest.mark.django_db

SUBJECTS = list(Scorecard.Subject)


@pytest.fixture
def sam():
    return person("sam", "supervisor")


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_house_brings_a_rubric_for_each_subject(subject):
    version = in_force(subject)

    criteria = list(version.criteria.all())
    assert sum(each.weight for each in criteria) == 100
    assert any(each.critical for each in criteria)
    assert score([Mark(each.most, each.most, each.weight) for each in criteria]) == 100


def test_making_the_rubric_twice_makes_it_once():
    in_force()
    in_force()

    assert ScorecardVersion.objects.count() == len(SUBJECTS)


def test_a_criterion_speaks_the_readers_language():
    criterion = in_force().criteria.all()[0]

    with translation.override("ko"):
        assert (criterion.section, criterion.text) == (criterion.section_ko, criterion.text_ko)
    with translation.override("en"):
        assert criterion.text == criterion.text_en


def test_a_published_version_is_not_changed():
    criterion = in_force().criteria.all()[0]

    with pytest.raises(ValidationError):
        criterion.save()
    with pytest.raises(ValidationError):
        criterion.delete()


def test_editing_makes_a_draft_that_nobody_is_asked_yet(sam):
    first = in_force()

    draft = scorecards.edit(first.pk, sam)

    assert (draft.number, draft.published_at, draft.author) == (2, None, sam)
    assert [each.key for each in draft.criteria.all()] == [
        each.key for each in first.criteria.all()
    ]
    assert scorecards.in_force(Scorecard.Subject.CONVERSATION) == first
    assert scorecards.edit(first.pk, sam) == draft  # the same one again


def test_a_published_draft_is_asked_and_earlier_reviews_keep_theirs(sam):
    first = in_force()
    written = judge(talk(), sam)
    draft = scorecards.edit(first.pk, sam)
    criterion = draft.criteria.all()[0]
    criterion.weight = 90
    criterion.save()

    scorecards.publish(draft.pk)

    assert scorecards.in_force(Scorecard.Subject.CONVERSATION) == draft
    written.refresh_from_db()
    assert written.version == first
    assert first.criteria.all()[0].weight != 90
    with pytest.raises(scorecards.NotADraft):
        scorecards.publish(draft.pk)


def test_a_scorecard_that_weighs_nothing_is_not_published(sam):
    draft = scorecards.edit(in_force().pk, sam)
    draft.criteria.update(weight=0)

    with pytest.raises(scorecards.WeighsNothing):
        scorecards.publish(draft.pk)
