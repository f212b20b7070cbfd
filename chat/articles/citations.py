"""How often articles are cited, and whether that helped: counted behind the turns, never in them.

A mark stands at the last message whose citations are counted; its row's lock orders everybody
who counts. What was said before this was kept is counted as well, some thousands at a time.

Numbers are given out before they are committed, so what is youngest is left for later: until
the database's clock says that it was there for SETTLED. Messages bear the times of their own
servers, which tell nothing: one fast server would hold up the counting, and a slow one let it
pass over what is not committed yet.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, Subquery
from django.db.models.functions import Now

from chat.models import Article, ArticleUse, CitationMark, Feedback, Message

AT_ONCE = 1_000  # messages looked at in one step: some milliseconds
SETTLED = timedelta(minutes=2)  # no transaction takes as long

Key = tuple[str, str]  # an article's slug and language


@dataclass(slots=True)
class Tally:
    """What one round found of one article."""

    cited: int = 0
    thumbs: Counter[str] = field(default_factory=Counter)
    last_at: datetime | None = None
    recent: list[list[int]] = field(default_factory=list)


def count(at_once: int = AT_ONCE, *, settled: timedelta = SETTLED) -> int:
    """Count the citations of the next settled messages; how many messages were looked at."""
    # Looked for before anything is locked: mostly there is nothing.
    mark = _with_news(CitationMark.objects.filter(pk=1)).first()
    return 0 if mark and not _is_due(mark, settled) else count_next(at_once, settled)


@transaction.atomic
def count_next(at_once: int, settled: timedelta) -> int:
    mark = _mark()
    until = _settled_until(mark, settled)
    keys = Message.objects.filter(pk__gt=mark.message_id, pk__lte=until).order_by("pk")
    looked_at = list(keys.values_list("pk", flat=True)[:at_once])
    # Where the last one was erased, the mark goes on to its number all the same.
    last = looked_at[-1] if len(looked_at) == at_once else max(until, mark.message_id)
    answers = Message.objects.filter(
        pk__gt=mark.message_id, pk__lte=last, sender=Message.Sender.ASSISTANT
    ).order_by("pk")
    _add(
        _tallies(
            answers.values_list(
                *("created_at", "data", "conversation_id", "reply_to", "feedback__rating")
            )
        )
    )
    mark.message_id = last
    mark.save(update_fields=["message_id", "seen_id", "seen_at"])
    return len(looked_at)


def _with_news(rows: "QuerySet[CitationMark]") -> "QuerySet[Any]":
    """The mark with the newest message there is, and the database's time."""
    newest = Message.objects.order_by("-pk").values("pk")[:1]
    return rows.annotate(newest=Subquery(newest), now=Now())


def _is_due(mark: Any, settled: timedelta) -> bool:
    """Whether messages are to be counted, or to be noted as there now."""
    return (mark.newest or 0) > mark.message_id and not (
        mark.seen_at and timedelta(0) <= mark.now - mark.seen_at < settled
    )


def _settled_until(mark: CitationMark, settled: timedelta) -> int:
    """The number of the last message that is settled; notes on the mark what is there now, once
    all before it is counted.
    """
    news = _with_news(CitationMark.objects.filter(pk=mark.pk)).get()
    if not _is_due(news, settled):
        return mark.message_id
    # Where the clock was set back nobody knows how long it was: the waiting begins anew.
    if mark.seen_at and mark.seen_at <= news.now and mark.seen_id > mark.message_id:
        return mark.seen_id
    mark.seen_id, mark.seen_at = news.newest, news.now
    return mark.message_id if settled else mark.seen_id


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
