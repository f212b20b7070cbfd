"""What a correction leads to: a draft of the article, and a case that the evaluation asks."""

from dataclasses import replace

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

NEW = "new"  # of where a correction goes: into an article of its own
NEAR, MOST_CHOICES = 5, 12  # articles that are offered
CATEGORY = "service"  # of a correction in a conversation without one
MOST_FIGURES = 10
State = ArticleVersion.State


class NoCorrection(AiccError):
    """A correction needs a question and the answer that was right."""

    message = _("Name the question and write the corrected answer first.")


@transaction.atomic
def to_knowledge(review: Review, by: User, into: str = "") -> EvaluationCase:
    """Make the correction a draft and a case; both at once, once for a review.

    The draft continues the article that the corrected answer cited, with the question as a
    heading: its open draft, else what is approved. Without one it is a new article. Somebody
    else approves it.

    into: the key of another article that it goes into, NEW for one of its own; blank: that which
        was cited, which may be just what was wrong with the answer.

    Raises NoCorrection; NotFound where there is no such article in the question's language.
    """
    conversation = transcript.lock(review.conversation_id)
    earlier = EvaluationCase.objects.filter(review=review).first()
    if earlier is not None:
        return earlier
    question = _question(review)
    if question is None or not review.corrected_answer.strip():
        raise NoCorrection
    language = language_of(question.text, conversation.language)
    article = _chosen(into, language) if into else _cited(review, question, language)
    if article is None:
        draft = articles.draft(_new(review, question, language), by)
    else:
        draft = _continued(article, question, review.corrected_answer, by)
    return EvaluationCase.objects.create(
        review=review,
        question=question.text,
        language=language,
        slug=draft.article.slug,
        expected=review.corrected_answer,
        figures=figures_in(review.corrected_answer),
        draft=draft,
    )


def figures_in(text: str) -> list[str]:
    """The figures of an answer that another answer must have too: numbers with a unit."""
    found = (match[0].strip() for match in grounding.NUMBER.finditer(text))
    named = [each for each in found if not each.replace(",", "").replace(".", "").isdigit()]
    return list(dict.fromkeys(named))[:MOST_FIGURES]


def _question(review: Review) -> Message | None:
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


def choices(conversation: Conversation, question: str = "") -> list[Article]:
    """Articles that a correction may go into: near the question, and cited in the conversation."""
    language = language_of(question, conversation.language) if question else conversation.language
    slugs = [found.article.slug for found in knowledge.search(question, language, NEAR)]
    answers = Message.objects.filter(conversation=conversation, sender=Message.Sender.ASSISTANT)
    for data in answers.order_by("-seq").values_list("data", flat=True)[:MOST_CHOICES]:
        slugs += [it.get("article_id", "") for it in (data or {}).get("source_documents") or ()]
    known = Article.objects.filter(slug__in=set(slugs), language=language)
    return sorted(known, key=lambda article: slugs.index(article.slug))[:MOST_CHOICES]


def _chosen(into: str, language: str) -> Article | None:
    """None: a new one. Raises NotFound."""
    if into == NEW:
        return None
    key = int(into) if into.isascii() and into.isdigit() and len(into) < 10 else 0
    article = Article.objects.filter(pk=key, language=language).first()
    if article is None:
        raise NotFound
    return article


def _cited(review: Review, question: Message, language: str) -> Article | None:
    answer = Message.objects.filter(
        conversation=review.conversation_id,
        reply_to=question.seq,
        sender=Message.Sender.ASSISTANT,
    ).first()
    sources = (answer.data or {}).get("source_documents") if answer else None
    if not sources:
        return None
    going_on = ArticleVersion.objects.exclude(state=State.RETIRED).values("article_id")
    return Article.objects.filter(
        slug=sources[0].get("article_id", ""), language=language, pk__in=going_on
    ).first()


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
