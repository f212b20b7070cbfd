"""Publishing articles from files. What was said yesterday stays readable: versions are added."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from chat.articles import article_files
from chat.articles.article_files import ArticleText, Defaults, Entry
from chat.models import Article, ArticleEvent, ArticleVersion, KnowledgeStamp

Take = Callable[[ArticleText], str]
MOST_NAMED = 3  # places, where many articles lack the same


@dataclass(slots=True)
class Report:
    """What an import did, in articles; a refused one is named with its file, line and reason."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[str] = field(default_factory=list)
    # What articles lack that may be said once for all of them, and where they stand.
    lacking: dict[tuple[str, ...], list[str]] = field(default_factory=dict)
    ignored: Counter[str] = field(default_factory=Counter)  # keys that are not read, with articles

    def __str__(self) -> str:
        return (
            f"{self.created} created, {self.updated} updated, {self.unchanged} unchanged, "
            f"{self.refused_articles} refused"
        )

    @property
    def refused_articles(self) -> int:
        return len(self.refused) + sum(map(len, self.lacking.values()))

    @property
    def complaints(self) -> list[str]:
        """What has to be put right, the same lack of many articles in one line."""
        return [*self.refused, *(_lack(keys, places) for keys, places in self.lacking.items())]

    @property
    def notes(self) -> list[str]:
        """What was passed over, each key once."""
        return [f"{key} ({times})" for key, times in sorted(self.ignored.items())]

    def refuse(self, place: str, entry: Entry) -> None:
        if entry.lacking:
            self.lacking.setdefault(entry.lacking, []).append(place)
        else:
            self.refused.append(f"{place}: {entry.reason}")


def _lack(keys: tuple[str, ...], places: list[str]) -> str:
    named = ", ".join(places[:MOST_NAMED]) + (", …" if len(places) > MOST_NAMED else "")
    count = "1 article has" if len(places) == 1 else f"{len(places)} articles have"
    return f"{count} no {', '.join(keys)}, which can be said once for all: {named}"


def import_folder(path: Path, defaults: Defaults | None = None) -> Report:
    """Publish every article under a folder, or of one file."""
    return import_files(article_files.files_in(path), defaults=defaults)


def import_files(
    files: Iterable[Path], take: Take | None = None, defaults: Defaults | None = None
) -> Report:
    """Publish the articles of these files; a file that is refused stops none of the others.

    take: does something else with each article than to publish it, and says what became of it.
    defaults: what counts for articles that do not say it themselves.
    """
    take = take or publish
    report = Report()
    seen: dict[tuple[str, str], str] = {}
    for file in files:
        for entry in article_files.read(file, defaults):
            place, article = f"{file}{entry.member}:{entry.line}", entry.article
            report.ignored.update(entry.ignored)
            if article is None:
                report.refuse(place, entry)
                continue
            first = seen.setdefault((article.slug, article.language), place)
            if first != place:
                reason = f"{article.slug} ({article.language}) was already read from {first}"
                report.refused.append(f"{place}: {reason}")
                continue
            outcome = take(article)
            setattr(report, outcome, getattr(report, outcome) + 1)
    return report


def content_hash(article: ArticleText | ArticleVersion) -> str:
    """SHA-256 of title, body and effective days: equal means that nothing changed."""
    days = (article.effective_from, article.effective_to or "")
    parts = (article.title, article.body.strip(), *days)
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


def raise_stamp() -> None:
    """Tell every process that the published articles changed. Call it in the transaction that
    changed them.
    """
    if not KnowledgeStamp.objects.filter(pk=1).update(count=F("count") + 1):
        KnowledgeStamp.objects.get_or_create(pk=1, defaults={"count": 1})


def publish(text: ArticleText) -> str:
    """`created`, `updated` or `unchanged`."""
    try:
        return _publish_once(text)
    except IntegrityError:
        # Another import of the same files was faster: what it wrote is found now.
        return _publish_once(text)


@transaction.atomic
def _publish_once(text: ArticleText) -> str:
    """`created`, `updated` or `unchanged`."""
    article, is_new = Article.objects.select_for_update().get_or_create(
        slug=text.slug,
        language=text.language,
        defaults={"category": text.category, "title": text.title},
    )
    digest = content_hash(text)
    is_same = digest in _known_hashes(article)
    if is_same and article.category == text.category:
        return "unchanged"
    if not is_same:
        _add_version(article, text, digest)
    if not is_new:
        article.category, article.title = text.category, text.title
        article.save(update_fields=["category", "title"])
    raise_stamp()
    return "created" if is_new else "updated"


def _known_hashes(article: Article) -> set[str]:
    """Of the newest import, whatever people approved since, and of the newest that counts."""
    newest_first = article.versions.order_by("-number").values_list("content_hash", flat=True)
    approved = newest_first.filter(state=ArticleVersion.State.APPROVED)
    return {*newest_first.filter(imported=True)[:1], *approved[:1]}


def _add_version(article: Article, text: ArticleText, digest: str) -> None:
    newest = article.versions.order_by("-number").first()
    version = ArticleVersion.objects.create(
        article=article,
        number=newest.number + 1 if newest else 1,
        state=ArticleVersion.State.APPROVED,
        title=text.title,
        body=text.body,
        content_hash=digest,
        effective_from=text.effective_from,
        effective_to=text.effective_to,
        imported=True,
        approved_at=timezone.now(),
    )
    ArticleEvent.objects.create(version=version, action=ArticleEvent.Action.IMPORTED)
