"""Writing a review: what a person thought, kept beside what the rules found."""

from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aicc.platform.errors import AiccError, Invalid, NotFound
from chat import transcript
from chat.models import (
    Assignment,
    CoachingNote,
    Conversation,
    Criterion,
    Message,
    PinnedComment,
    Review,
    ReviewAnswer,
    Scorecard,
    ScorecardVersion,
)
from chat.pii import mask
from chat.quality import automatic_checks
from chat.quality.scoring import Mark, is_failed, score


class OwnWork(AiccError):
    """Nobody reviews what they said themselves."""

    code = "own_work"
    status = 403
    message = _("Somebody else must review this: these words are your own.")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reviewer has to say. Every text is masked before it is stored.

    points: by the criterion's name; None where it does not apply. Every criterion has an entry.
    seq: the message that is judged; None: the conversation.
    agent_id: whose part is judged; None: the assistant's. Of one message it follows from it.
    question_seq, corrected_answer: which of the customer's messages should have been answered
        how.
    pinned: comments by the number of the message.
    coaching: words for the agent who is judged.
    """

    points: dict[str, int | None]
    seq: int | None = None
    agent_id: int | None = None
    comment: str = ""
    question_seq: int | None = None
    corrected_answer: str = ""
    pinned: dict[int, str] = field(default_factory=dict)
    coaching: str = ""


@transaction.atomic
def submit_review(
    conversation_id: int, reviewer: User, version: ScorecardVersion, judgement: Judgement
) -> Review:
    """Keep a judgement, and take the conversation off the lists of those that want one.

    A review of one message leaves the conversation unreviewed.
    Raises OwnWork, Invalid where the judgement does not fit the scorecard or the conversation.
    """
    conversation = transcript.lock(conversation_id)
    criteria = list(version.criteria.all())
    marks = _marks(version, criteria, judgement)
    agent_id = _whose(conversation, judgement)
    if agent_id == reviewer.pk:
        raise OwnWork
    _refuse_other_questions(conversation, judgement)
    written = Review.objects.create(
        conversation=conversation,
        seq=judgement.seq,
        agent_id=agent_id,
        reviewer=reviewer,
        version=version,
        score=score(marks),
        failed=is_failed(marks),
        comment=mask(judgement.comment),
        question_seq=judgement.question_seq,
        corrected_answer=mask(judgement.corrected_answer),
        checks=[found.as_data() for found in automatic_checks.check(conversation)],
    )
    _keep_details(written, criteria, judgement)
    if judgement.seq is None:
        _complete_assignment(conversation, written)
    return written


def _marks(
    version: ScorecardVersion, criteria: list[Criterion], judgement: Judgement
) -> list[Mark]:
    subjects = Scorecard.Subject
    wanted = subjects.CONVERSATION if judgement.seq is None else subjects.MESSAGE
    if version.published_at is None or version.scorecard.subject != wanted:
        raise Invalid
    if judgement.points.keys() != {criterion.key for criterion in criteria}:
        raise Invalid
    points = judgement.points
    if any(points[each.key] is None and not each.optional for each in criteria):
        raise Invalid
    try:
        return [Mark(points[one.key], one.most, one.weight, one.critical) for one in criteria]
    except ValueError:
        raise Invalid from None


def _whose(conversation: Conversation, judgement: Judgement) -> int | None:
    """The agent who is judged, None for the assistant. Raises Invalid, NotFound."""
    said = Message.objects.filter(
        conversation=conversation, sender__in=(Message.Sender.ASSISTANT, Message.Sender.AGENT)
    )
    if judgement.seq is not None:
        message = said.filter(seq=judgement.seq).first()
        if message is None:
            raise NotFound
        return message.agent_id
    if judgement.agent_id is None:
        return None
    if not said.filter(agent=judgement.agent_id).exists():
        raise Invalid
    return judgement.agent_id


def _refuse_other_questions(conversation: Conversation, judgement: Judgement) -> None:
    """A correction names one of the customer's messages; a comment hangs on an entry."""
    if any(not 1 <= seq <= conversation.head_seq for seq in judgement.pinned):
        raise Invalid
    if judgement.question_seq is None:
        return
    asked = Message.objects.filter(
        conversation=conversation, seq=judgement.question_seq, sender=Message.Sender.CUSTOMER
    )
    if not asked.exists():
        raise Invalid


def _keep_details(written: Review, criteria: list[Criterion], judgement: Judgement) -> None:
    ReviewAnswer.objects.bulk_create(
        [
            ReviewAnswer(review=written, criterion=each, points=judgement.points[each.key])
            for each in criteria
        ]
    )
    PinnedComment.objects.bulk_create(
        [
            PinnedComment(review=written, seq=seq, text=mask(text))
            for seq, text in sorted(judgement.pinned.items())
            if text.strip()
        ]
    )
    if judgement.coaching.strip() and written.agent_id is not None:
        CoachingNote.objects.create(
            agent_id=written.agent_id,
            author=written.reviewer,
            conversation=written.conversation,
            seq=written.seq,
            review=written,
            text=mask(judgement.coaching),
        )


def _complete_assignment(conversation: Conversation, written: Review) -> None:
    conversation.reviewed_at = timezone.now()
    conversation.review_score = written.score
    conversation.reviewed_seq = conversation.head_seq
    conversation.save(update_fields=["reviewed_at", "reviewed_seq", "review_score"])
    Assignment.objects.filter(
        conversation=conversation, reviewer=written.reviewer, done_at=None
    ).update(done_at=written.created_at, review=written)
