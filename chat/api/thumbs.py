"""A customer's thumbs on the assistant's answers: given, changed, taken back, shown again."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aicc.platform.errors import NotFound
from chat import transcript
from chat.articles import citations
from chat.backoffice import indexer
from chat.knowledge_gaps import gaps
from chat.models import Feedback, Message
from chat.pii import mask

Rating = Feedback.Rating


def give(conversation_id: int, seq: int, rating: str, comment: str) -> None:
    """A thumb on one of the assistant's answers; the last one counts, `none` takes it back.

    comment: why, masked before it is stored. Raises NotFound.
    """
    keep(conversation_id, seq, rating, comment)
    indexer.again(conversation_id)


@transaction.atomic
def keep(conversation_id: int, seq: int, rating: str, comment: str) -> None:
    transcript.lock(conversation_id)
    message = Message.objects.filter(
        conversation_id=conversation_id, seq=seq, sender=Message.Sender.ASSISTANT
    ).first()
    if message is None:
        raise NotFound(_("seq: there is no answer with this number."))
    before = Feedback.objects.filter(message=message).values_list("rating", flat=True).first()
    if rating == Rating.NONE and before is None:
        return
    gaps.note_thumb(message, rating)
    citations.thumb_changed(message, before or Rating.NONE, rating)
    Feedback.objects.update_or_create(
        message=message,
        defaults={"rating": rating, "comment": mask(comment), "given_at": timezone.now()},
    )


def with_thumbs(
    conversation_id: int, after: int, limit: int
) -> tuple[transcript.Reading, dict[int, str]]:
    """As transcript.since, and the thumbs that stand on its answers: `up` or `down` by seq."""
    reading = transcript.since(conversation_id, after, limit)
    answers = [it.pk for it in reading.entries if it.sender == Message.Sender.ASSISTANT]
    if not answers:
        return reading, {}
    rows = Feedback.objects.filter(message__in=answers).exclude(rating=Rating.NONE)
    return reading, dict(rows.values_list("message__seq", "rating"))
