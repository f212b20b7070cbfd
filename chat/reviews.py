"""Judging a conversation."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from chat import transcript
from chat.models import Review
from chat.pii import mask


@transaction.atomic
def review(
    conversation_id: int,
    reviewer: User,
    *,
    verdict: str,
    score: int,
    comment: str = "",
    corrected_answer: str = "",
) -> Review:
    """Keep `reviewer`'s judgement, and take the conversation off the list of unreviewed ones.

    score: 1 (poor) to 5 (excellent). The words are masked as a transcript's are.
    """
    conversation = transcript.lock(conversation_id)
    written = Review.objects.create(
        conversation=conversation,
        reviewer=reviewer,
        verdict=verdict,
        score=score,
        comment=mask(comment),
        corrected_answer=mask(corrected_answer),
    )
    conversation.reviewed_at = timezone.now()
    conversation.save(update_fields=["reviewed_at"])
    return written
