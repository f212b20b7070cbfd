"""A case of the evaluation made of an answer in a conversation, with what must be said."""

from django.db import transaction

from aicc.platform.errors import NotFound
from chat import transcript
from chat.assistant.language.normalise import language_of
from chat.models import EvaluationCase, Message
from chat.quality.corrections import figures_in

EARLIER = 4  # of the customer's lines before the question, for one that follows them up
WAYS = "|"  # between ways of saying one thing


@transaction.atomic
def from_answer(conversation_id: int, seq: int) -> EvaluationCase:
    """What the customer asked when they were given this answer, to be asked by every evaluation.

    Until somebody says otherwise the figures of the answer must be said, and its first article
    must be cited. Made once: of the same answer the same case.

    Raises NotFound where this is no answer of the assistant's to a customer's question.
    """
    conversation = transcript.lock(conversation_id)
    made = EvaluationCase.objects.filter(conversation=conversation_id, answer_seq=seq).first()
    if made is not None:
        return made
    here = Message.objects.filter(conversation=conversation_id)
    answer = here.filter(seq=seq, sender=Message.Sender.ASSISTANT).first()
    asked = here.filter(sender=Message.Sender.CUSTOMER, seq__lt=seq).order_by("-seq")
    lines = list(asked.values_list("text", flat=True)[: EARLIER + 1])[::-1]
    if answer is None or not lines:
        raise NotFound
    cited = (answer.data or {}).get("source_documents") or [{}]
    return EvaluationCase.objects.create(
        conversation_id=conversation_id,
        answer_seq=seq,
        earlier=lines[:-1],
        question=lines[-1],
        language=language_of(lines[-1], conversation.language),
        slug=cited[0].get("article_id", ""),
        expected=answer.text,
        figures=figures_in(answer.text),
    )
