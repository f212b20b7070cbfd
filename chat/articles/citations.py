"""How often articles are cited, and whether that helped: counted behind the turns, never in them.

A mark stands at the last message whose citations are counted; its row's lock orders everybody
who counts. What was said before this was kept is counted as well, some thousands at a time.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from django.db import transaction
from django.utils import timezone

from chat.models import Article, ArticleUse, CitationMark, Feedback, Message

AT_ONCE = 1_000  # messages looked at in one step: some milliseconds
# Numbers are given out before they are committed: a younger message may still have one before it.
SETTLED = timedelta(minutes=2)

Key = tuple[str, str]  # an article's slug and language


@dataclass(slots=True)
class Tally:
    """What one round found of one article."""

    cited: int = 0
    thumbs: Counter[str] = field(default_factory=Counter)
    last_at: datetime | None = None
    recent: list[list[int]] = field(default_factory=list)


def count(at_once: int = AT_ONCE) -> int:
    """Count the citations of the next settled messages; how many messages were looked at."""
    # Looked for before anything is locked: mostly there is nothing.
    mark = CitationMark.objects.values_list("message_id", flat=True).first() or 0
    return count_next(at_once) if _settled_after(mark, 1) else 0


@transaction.atomic
def count_next(at_once: int) -> int:
    mark = _mark()
    settled = _settled_after(mark.message_id, at_once)
    if not settled:
        return 0
    answers = Message.objects.filter(
        pk__gt=mark.message_id, pk__lte=settled[-1], sender=Message.Sender.ASSISTANT
    ).order_by("pk")
    _add(
        _tallies(
            answers.values_list(
                *("created_at", "data", "conversation_id", "reply_to", "feedback__rating")
            )
        )
    )
    mark.message_id = settled[-1]
    mark.save(update_fields=["message_id"])
    return len(settled)


def _settled_after(message_id: int, most: int) -> list[int]:
    """The keys of the next messages, as far as no message can still come between them."""
    young = timezone.now() - SETTLED
    rows = Message.objects.filter(pk__gt=message_id).order_by("pk")
    times = rows.values_list("pk", "created_at")[:most]
    return [pk for pk, _ in takewhile(lambda row: row[1] <= young, times)]


def thumb_changed(answer: Message, before: str, after: str) -> None:
    """Keep the counts true when a customer thinks otherwise of an answer.

    before, after: a Feedback.Rating; NONE where there was no thumb, or is none any more. Call it
    in the transaction that changes the thumb, after its conversation's lock.
    """
    # An answer that is not counted yet is counted with the thumb that it has by then.
    if before == after or answer.pk > _mark().message_id:
        return
    change = Tally(thumbs=Counter({after: 1, before: -1}))
    _add(dict.fromkeys(cited_in(answer.data), change))


def cited_in(data: Any) -> set[Key]:
    """The articles that an answer names."""
    if not isinstance(data, dict):
        return set()
    sources = data.get("source_documents") or ()
    language = str(data.get("language", ""))
    return {(str(source.get("article_id", "")), language) for source in sources}


def _mark() -> CitationMark:
    """The mark, locked until the transaction ends: the last lock of every flow."""
    mark, _new = CitationMark.objects.select_for_update().get_or_create(pk=1)
    return mark


def _tallies(rows: Iterable[Any]) -> dict[Key, Tally]:
    found: dict[Key, Tally] = {}
    for at, data, conversation, question, rating in rows:
        for key in cited_in(data):
            tally = found.setdefault(key, Tally())
            tally.cited += 1
            tally.last_at = max(tally.last_at or at, at)
            if rating:
                tally.thumbs[rating] += 1
            if question:
                tally.recent.insert(0, [conversation, question])
    return found


def _add(tallies: dict[Key, Tally]) -> None:
    """Write the tallies to the articles that there are. Four queries at most."""
    slugs = {slug for slug, _ in tallies}
    known = Article.objects.filter(slug__in=slugs).select_related("use")
    articles = [one for one in known if (one.slug, one.language) in tallies]
    new = [ArticleUse(article=one) for one in articles if not hasattr(one, "use")]
    ArticleUse.objects.bulk_create(new)
    uses = {one.article_id: one for one in ArticleUse.objects.filter(article__in=articles)}
    for article in articles:
        use, tally = uses[article.pk], tallies[article.slug, article.language]
        use.cited += tally.cited
        use.helped = max(0, use.helped + tally.thumbs[Feedback.Rating.UP])
        use.not_helped = max(0, use.not_helped + tally.thumbs[Feedback.Rating.DOWN])
        use.last_cited_at = max(filter(None, [use.last_cited_at, tally.last_at]), default=None)
        use.recent = [*tally.recent, *use.recent][: ArticleUse.MOST_RECENT]
    fields = ["cited", "helped", "not_helped", "last_cited_at", "recent"]
    ArticleUse.objects.bulk_update(uses.values(), fields)
