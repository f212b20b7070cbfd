"""Coaching: an agent reads what was noted for them alone, and answers."""

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from aicc.platform.errors import NotFound
from chat.models import CoachingNote, CoachingReply
from chat.pii import mask

READS_ALL = "chat.view_coachingnote"
ANSWERS_OWN = "chat.answer_coachingnote"


def visible_to(user: User) -> QuerySet[CoachingNote]:
    """The notes that this person may read: all of them, their own, or none."""
    notes = CoachingNote.objects.all()
    if user.has_perm(READS_ALL):
        return notes
    return notes.filter(agent=user) if user.has_perm(ANSWERS_OWN) else notes.none()


def unread_count(user: User) -> int:
    return CoachingNote.objects.filter(agent=user, read_at=None).count()


def may_answer(note: CoachingNote, user: User) -> bool:
    """The agent it is for, and whoever reviews."""
    is_own = note.agent_id == user.pk and user.has_perm(ANSWERS_OWN)
    return is_own or user.has_perm("chat.add_review")


def mark_read(note: CoachingNote, user: User) -> None:
    """Note when the agent has first opened it; anybody else's look leaves no mark."""
    if note.agent_id == user.pk:
        CoachingNote.objects.filter(pk=note.pk, read_at=None).update(read_at=timezone.now())


def answer(note: CoachingNote, user: User, text: str) -> CoachingReply:
    """Keep an answer, masked. Raises NotFound to whoever may not answer this note."""
    if not may_answer(note, user):
        raise NotFound
    return CoachingReply.objects.create(note=note, author=user, text=mask(text))
