"""What the assistant would answer if a version were in force, beside what it answers today."""

from collections.abc import Iterable
from dataclasses import dataclass

from asgiref.sync import async_to_sync
from django.db.models import QuerySet

from chat import assistant
from chat.assistant.retrieval import knowledge
from chat.assistant.types import Question, Reply
from chat.models import (
    Article,
    ArticleUse,
    ArticleVersion,
    Conversation,
    KnowledgeGap,
    Message,
)
from chat.pii import mask

MOST_QUESTIONS = 5  # tried at once: with a model each costs two answers
MOST_OPEN = 12  # open questions offered


@dataclass(frozen=True, slots=True)
class Trial:
    """One question, masked, and its two answers."""

    question: str
    today: Reply
    then: Reply

    @property
    def is_same(self) -> bool:
        """Whether the customer would read the same, from the same passages."""
        return self.today.text == self.then.text and self.today.sources == self.then.sources


def ask_both(version: ArticleVersion, questions: Iterable[str]) -> list[Trial]:
    """Each question answered as today and with this version in force. Nothing is stored.

    questions: as typed, the first MOST_QUESTIONS of them are asked.
    """
    language = version.article.language
    asked = [Question(mask(text), language) for text in questions][:MOST_QUESTIONS]
    reply = async_to_sync(assistant.reply_to)
    knowledge.refresh()  # the back office may run where nobody chats
    today = [reply(question) for question in asked]
    with knowledge.with_version(version):
        then = [reply(question) for question in asked]
    return [
        Trial(question.text, now, later)
        for question, now, later in zip(asked, today, then, strict=True)
    ]


def noted_for(version: ArticleVersion) -> list[str]:
    """The questions that this version is written for."""
    return unique(version.gaps.order_by("pk").values_list("question", flat=True))


def answered_by(article: Article, readable: QuerySet[Conversation]) -> list[str]:
    """The last questions that this article answered. Two queries, whatever their number.

    readable: the conversations that whoever tries the version may read.
    """
    use = ArticleUse.objects.filter(article=article).first()
    pairs = [(conversation, seq) for conversation, seq in (use.recent if use else [])]
    rows = Message.objects.filter(
        conversation__in=readable.filter(pk__in={conversation for conversation, _ in pairs}),
        seq__in={seq for _, seq in pairs},
        sender=Message.Sender.CUSTOMER,
    ).values_list("conversation_id", "seq", "text")
    said = {(conversation, seq): text for conversation, seq, text in rows}
    return unique(said[pair] for pair in pairs if pair in said)


def still_open(article: Article) -> list[str]:
    """The newest questions in the article's language that no draft is written for."""
    gaps = KnowledgeGap.objects.filter(
        language=article.language, closed_at=None, version=None
    ).order_by("-noted_at")
    return unique(gaps.values_list("question", flat=True)[:MOST_OPEN])


def unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
