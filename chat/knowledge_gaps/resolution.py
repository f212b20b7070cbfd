"""Questions that no article answers: a draft for them, and their end once it answers them."""

from collections import Counter
from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from aicc.platform.errors import AiccError
from chat.articles.article_files import ArticleText
from chat.articles.drafting import begin, continued
from chat.articles.lifecycle import State
from chat.assistant.answering import extractive
from chat.assistant.retrieval import knowledge, question_vectors
from chat.assistant.understanding.triage import without_the_person
from chat.models import Article, ArticleVersion, KnowledgeGap

TITLE = 100  # characters of a question that a draft is named by
SOMEWHERE = "service"  # the category of a draft whose questions have none
AT_ONCE = 50  # questions looked at in one round: some milliseconds each


class NothingOpen(AiccError):
    """Somebody has written for these questions meanwhile, or closed them."""

    code = "nothing_open"
    status = 409
    message = _("Somebody took these questions on meanwhile. Reload the page to see.")


@transaction.atomic
def draft_for(gap_ids: Iterable[int], author: User, into: Article | None = None) -> ArticleVersion:
    """A draft that these open questions are noted for, in one language.

    into: the article that should answer them; its open draft is used where there is one. None:
        a new article, without a text, named by the newest question.

    Raises NothingOpen where none of them is open any more.
    """
    gaps = list(_open(gap_ids).select_for_update().order_by("-noted_at"))
    if not gaps:
        raise NothingOpen
    gaps = [gap for gap in gaps if gap.language == gaps[0].language]
    version = continued(into, author) if into else begin(_beginning(gaps), author)
    KnowledgeGap.objects.filter(pk__in=[gap.pk for gap in gaps]).update(version=version)
    return version


def dismiss(gap_ids: Iterable[int]) -> int:
    """Close open questions that no article is going to answer; how many."""
    return _open(gap_ids).update(closed_at=timezone.now())


def resolve() -> int:
    """Close the questions that the articles written for them answer now; how many.

    What is in force and does not answer its question, or was put aside, leaves it open again.
    Does nothing while this process has not read, or not yet learned, what is in force.
    """
    today = timezone.localdate()
    over = Q(version__state=State.RETIRED)
    counts = Q(version__state=State.APPROVED, version__effective_from__lte=today)
    waiting = KnowledgeGap.objects.filter(over | counts, closed_at=None)
    gaps = list(waiting.select_related("version__article")[:AT_ONCE])
    if not gaps or knowledge.missing_vectors():
        return 0
    closed = 0
    for gap in gaps:
        version = gap.version
        assert version is not None  # noqa: S101  (for the types alone)
        this = KnowledgeGap.objects.filter(pk=gap.pk, version=version, closed_at=None)
        if version.state == State.RETIRED:
            this.update(version=None)
        elif _is_read(version):
            if answers(version.article, gap):
                closed += this.update(closed_at=timezone.now())
            else:
                this.update(version=None)
    return closed


def answers(article: Article, gap: KnowledgeGap) -> bool:
    """Whether an answer to the question would be drawn from this article today."""
    asked = without_the_person(gap.question, gap.language)
    found = extractive.search(asked, gap.language, vector=question_vectors.embed_query(asked))
    drawn = extractive.draft(gap.question, gap.language, found)
    return drawn is not None and any(s.article_id == article.slug for s in drawn.sources)


def _is_read(version: ArticleVersion) -> bool:
    """Whether search goes by this version, or a newer one, in this process."""
    language_index = knowledge.index_for(version.article.language)
    read = (
        {article.slug: article.version for article, _ in language_index.places}
        if language_index
        else {}
    )
    return read.get(version.article.slug, 0) >= version.number


def _open(gap_ids: Iterable[int]) -> QuerySet[KnowledgeGap]:
    return KnowledgeGap.objects.filter(pk__in=list(gap_ids), closed_at=None, version=None)


def _beginning(gaps: list[KnowledgeGap]) -> ArticleText:
    """An article without a text, which only names what is asked."""
    newest = gaps[0]
    categories = Counter(gap.category for gap in gaps if gap.category)
    return ArticleText(
        slug=f"answer-{newest.pk}",
        language=newest.language,
        category=categories.most_common(1)[0][0] if categories else SOMEWHERE,
        title=Truncator(newest.question.replace("\n", " ")).chars(TITLE),
        body="",
        effective_from=timezone.localdate(),
        effective_to=None,
    )
