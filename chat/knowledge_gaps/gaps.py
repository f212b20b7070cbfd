"""What the articles do not say: questions without an answer, and answers that did not help."""

from chat.assistant.types import Reply
from chat.models import Feedback, KnowledgeGap, Message

Kind = KnowledgeGap.Kind


def note_unanswered(conversation_id: int, question_seq: int, question: str, reply: Reply) -> None:
    """Keep a question that no article answers. Call it in the transaction that answers it."""
    KnowledgeGap.objects.get_or_create(
        conversation_id=conversation_id,
        question_seq=question_seq,
        defaults={
            "kind": Kind.UNANSWERED,
            "question": question,
            "language": reply.language,
            "category": reply.category,
        },
    )


def note_thumb(answer: Message, rating: str) -> None:
    """Keep the question of an answer that did not help; forget it when it helped after all,
    or when the thumb is taken back.

    answer: of the assistant, its conversation locked by the caller.
    """
    if answer.reply_to is None:
        return
    key = {"conversation_id": answer.conversation_id, "question_seq": answer.reply_to}
    if rating != Feedback.Rating.DOWN:
        KnowledgeGap.objects.filter(kind=Kind.NOT_HELPFUL, **key).delete()
        return
    question = Message.objects.filter(
        conversation_id=answer.conversation_id, seq=answer.reply_to
    ).first()
    if question is None:
        return
    data = answer.data or {}
    KnowledgeGap.objects.get_or_create(
        **key,
        defaults={
            "kind": Kind.NOT_HELPFUL,
            "question": question.text,
            "language": data.get("language", "ko"),
            "category": data.get("category", ""),
        },
    )
