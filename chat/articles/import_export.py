"""Articles out of the back office and into it, in the form that an import reads."""

import json
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max, Q, QuerySet

from chat.articles import publishing
from chat.articles.article_files import Defaults
from chat.articles.lifecycle import draft_if_new
from chat.articles.publishing import Report
from chat.models import Article, ArticleVersion


def as_json(articles: QuerySet[Article]) -> str:
    """Of each article the newest approved version, as a list that `import_knowledge` reads.

    Articles without one are left out. Two queries.
    """
    approved = Q(versions__state=ArticleVersion.State.APPROVED)
    newest = (
        articles.order_by().values("pk").annotate(number=Max("versions__number", filter=approved))
    )
    numbers = {row["pk"]: row["number"] for row in newest if row["number"]}
    versions = ArticleVersion.objects.filter(
        article__in=numbers, state=ArticleVersion.State.APPROVED
    ).select_related("article")
    rows = [
        as_data(version)
        for version in versions.order_by("article__category", "article__slug", "article__language")
        if version.number == numbers[version.article_id]
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def as_data(version: ArticleVersion) -> dict[str, Any]:
    """A version with the keys of an article's file."""
    article, last = version.article, version.effective_to
    return {
        "slug": article.slug,
        "language": article.language,
        "category": article.category,
        "title": version.title,
        "effective_from": version.effective_from.isoformat(),
        **({"effective_to": last.isoformat()} if last else {}),
        "body": version.body,
    }


def draft_files(
    uploads: Iterable[UploadedFile], author: User, defaults: Defaults | None = None
) -> Report:
    """Leave a draft of `author`'s for each article in these files that says anything new.

    A file is refused as an import refuses it, with its name, line and reason.
    """
    with tempfile.TemporaryDirectory() as folder:
        files = [kept(upload, Path(folder, str(n))) for n, upload in enumerate(uploads)]
        report = publishing.import_files(files, lambda text: draft_if_new(text, author), defaults)
    places = re.compile(rf"{re.escape(folder)}/\d+/")
    report.refused = [places.sub("", line) for line in report.refused]
    report.lacking = {
        keys: [places.sub("", place) for place in found] for keys, found in report.lacking.items()
    }
    return report


def kept(upload: UploadedFile, folder: Path) -> Path:
    """The file in a folder of its own, under the name that it came with."""
    folder.mkdir()
    path = folder / (Path(upload.name or "").name or "file")
    with path.open("wb") as file:
        file.writelines(upload.chunks())
    return path
