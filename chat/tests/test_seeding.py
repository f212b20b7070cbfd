"""An invented history has the shape of a real one, so that what is measured on it holds."""

from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Max

from chat.backoffice import search
from chat.models import (
    Assignment,
    Conversation,
    Export,
    KnowledgeGap,
    Message,
    Review,
    ReviewDraw,
    Turn,
)
from chat.pii import mask
from chat.quality import assignments
from chat.seeding.phrases import Talker
from handover import reporting
from handover.models import AgentSegment, Handover

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb]


def seed(**given):
    said = StringIO()
    call_command("seed_conversations", conversations=40, messages=400, stdout=said, **given)
    return said.getvalue()


def test_a_history_is_numbered_masked_judged_and_indexed():
    assert seed().startswith("40 conversations, ")

    assert 300 < Message.objects.count() < 500
    rows = Conversation.objects.annotate(entries=Count("messages"), last=Max("messages__seq"))
    assert not rows.exclude(entries=F("head_seq"), last=F("head_seq")).exists()
    assert not rows.exclude(judged_seq=F("head_seq")).exists()
    for private in ("010-1234-5678", "110-123-456789", "lin@"):
        assert not Message.objects.filter(text__contains=private).exists()
    assert Turn.objects.filter(state="answered").exists()
    assert Handover.objects.count() == AgentSegment.objects.count() > 0
    assert Conversation.objects.filter(risk__gt=0).exists()
    assert search.find("영업점", Conversation.objects.all())[0]
    assert not reporting.stale_hour_count()


def test_what_repeats_a_question_repeats_it_masked():
    private = mask("계좌는 110-123-456789 입니다")
    with patch.object(Talker, "question", return_value="계좌는 110-123-456789 입니다"):
        seed()

    assert set(KnowledgeGap.objects.values_list("question", flat=True)) == {private}
    sources = Message.objects.values_list("data__source_documents", flat=True)
    assert {source["quote"] for some in sources for source in some or ()} == {private}


def test_a_history_is_reviewed_by_draws_that_can_be_repeated():
    seed(days=2)

    assert Assignment.objects.count() > Assignment.objects.filter(review=None).count() > 0
    assert all(assignments.is_reproducible(draw) for draw in ReviewDraw.objects.all())
    reviewed = Conversation.objects.exclude(reviewed_at=None)
    assert reviewed.count() == Review.objects.count() > 0
    assert Export.objects.exists()


def test_the_same_history_is_made_once():
    seed()
    reviews = Review.objects.count()

    assert seed().startswith("40 conversations, ")
    assert Review.objects.count() == reviews


def test_no_history_is_invented_in_production(settings):
    settings.AICC_PRODUCTION = True

    with pytest.raises(CommandError, match="not for production"):
        seed()
