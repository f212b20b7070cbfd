"""What a correction leads to: a draft of the article, and a case that the evaluation asks."""

from dataclasses import dataclass, replace

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aicc.platform.errors import AiccError, NotFound
from chat import articles, transcript
from chat.articles.article_files import ArticleText
from chat.articles.drafting import continued, text_of
from chat.assistant.grounding import grounding
from chat.assistant.language.normalise import language_of
from chat.assistant.retrieval import knowledge
from chat.models import Article, ArticleVersion, Conversation, EvaluationCase, Message, Review

# Where a correction goes, beside the key of an article.
NEW = "new"  # into an article of its own
NOWHERE = "nowhere"  # into no article: it is asked by the evaluation alone
NEAR, MOST_CHOICES = 5, 12  # articles that are offered
CATEGORY = "service"  # of a correction in a conversation without one
MOST_FIGURES = 10


class NoCorrection(AiccError):
    """A correction needs a question and the answer that was right."""

    message = _("Name the question and write the corrected answer first.")


class NoPlace(AiccError):
    """Nobody has said which article a correction goes into."""

    message = _("Choose where the correction goes.")


@transaction.atomic
def to_knowledge(review: Review, by: User, into: str) -> EvaluationCase:
    """Make the correction a draft and a case; both at once, once for a review.

    into: the key of an article, NEW, or NOWHERE. An article's open draft is continued, else
        what is approved, with the question as a heading; somebody else approves it. No article
        is chosen for the reviewer: the one that was cited may be just what was wrong.

    Raises NoPlace where `into` is blank; NoCorrection; NotFound where there is no such article
    in the question's language.
    """
    conversation = transcript.lock(review.conversation_id)
    earlier = EvaluationCase.objects.filter(review=review).first()
    if earlier is not None:
        return earlier
    question = question_of(review)
    if question is None or not review.corrected_answer.strip():
        raise NoCorrection
    language = language_of(question.text, conversation.language)
    draft = _draft(review, question, language, by, into)
    return EvaluationCase.objects.create(
        review=review,
        question=question.text,
        language=language,
        slug=draft.article.slug if draft else "",
        expected=review.corrected_answer,
        figures=figures_in(review.corrected_answer),
        draft=draft,
    )


def _draft(
    review: Review, question: Message, language: str, by: User, into: str
) -> ArticleVersion | None:
    """What the correction is written into; None: nothing. Raises NoPlace, NotFound."""
    if not into:
        raise NoPlace
    if into == NOWHERE:
        return None
    if into == NEW:
        return articles.draft(_new(review, question, language), by)
    return _continued(_chosen(into, language), question, review.corrected_answer, by)


def figures_in(text: str) -> list[str]:
    """The figures of an answer that another answer must have too: numbers with a unit."""
    found = (match[0].strip() for match in grounding.NUMBER.finditer(text))
    named = [each for each in found if not each.replace(",", "").replace(".", "").isdigit()]
    return list(dict.fromkeys(named))[:MOST_FIGURES]


def question_of(review: Review) -> Message | None:
    """The customer's message that should have been answered so; None where none is named."""
    if review.question_seq is None:
        return None
    return Message.objects.filter(
        conversation=review.conversation_id,
        seq=review.question_seq,
        sender=Message.Sender.CUSTOMER,
    ).first()


def _continued(article: Article, question: Message, answer: str, by: User) -> ArticleVersion:
    """The article's open draft or a new one, and the correction after what stands there."""
    draft = continued(article, by)
    heading = " ".join(question.text.split())
    body = f"{draft.body.rstrip()}\n\n## {heading}\n\n{answer.strip()}\n".lstrip()
    text = replace(text_of(draft), body=body, effective_to=draft.effective_to)
    return articles.revise(draft.pk, text, by, seen=draft.revision)


@dataclass(frozen=True, slots=True)
class Choice:
    """An article that a correction may go into."""

    article: Article
    is_cited: bool  # in this conversation


def choices(conversation: Conversation, question: str = "") -> list[Choice]:
    """Articles that a correction may go into: near the question, and cited in the conversation."""
    language = language_of(question, conversation.language) if question else conversation.language
    slugs = [found.article.slug for found in knowledge.search(question, language, NEAR)]
    answers = Message.objects.filter(conversation=conversation, sender=Message.Sender.ASSISTANT)
    cited: list[str] = []
    for data in answers.order_by("-seq").values_list("data", flat=True)[:MOST_CHOICES]:
        cited += [it.get("article_id", "") for it in (data or {}).get("source_documents") or ()]
    slugs += cited
    known = Article.objects.filter(slug__in=set(slugs), language=language)
    ordered = sorted(known, key=lambda article: slugs.index(article.slug))[:MOST_CHOICES]
    return [Choice(article, article.slug in cited) for article in ordered]


def _chosen(into: str, language: str) -> Article:
    """Raises NotFound."""
    key = int(into) if into.isascii() and into.isdigit() and len(into) < 10 else 0
    article = Article.objects.filter(pk=key, language=language).first()
    if article is None:
        raise NotFound
    return article


def _new(review: Review, question: Message, language: str) -> ArticleText:
    return ArticleText(
        slug=f"review-{review.pk}",
        language=language,
        category=review.conversation.category or CATEGORY,
        title=" ".join(question.text.split())[:200],
        body=review.corrected_answer.strip() + "\n",
        effective_from=timezone.localdate(),
        effective_to=None,
    )
