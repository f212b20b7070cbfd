"""Publish articles from files."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from aicc.platform.inference import embeddings
from chat import articles
from chat.articles import article_files, publishing
from chat.articles.article_files import Defaults
from chat.assistant.retrieval import knowledge
from chat.management.vectors import make_missing
from chat.models import Article

SAMPLES = settings.BASE_DIR / "deploy" / "knowledge"
SAID_FOR_ALL = {
    "language": "ko or en",
    "category": "small letters, digits and hyphens",
    "effective-from": "its first day, as 2026-01-01",
}
EXAMPLE = "--language ko --category general --effective-from 2026-01-01"


class Command(BaseCommand):
    help = (
        "Publish articles from files: Markdown, JSON, HTML, DOCX, tables of questions (CSV, "
        "XLSX), and what Zendesk (JSON) and Confluence (ZIP, XML, JSON) export. What did not "
        "change stays as it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths", nargs="*", type=Path, default=[SAMPLES], metavar="PATH",
            help="folders or files (default: the sample articles in deploy/knowledge)",
        )  # fmt: skip
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where there are articles already"
        )
        for name, meaning in SAID_FOR_ALL.items():
            parser.add_argument(
                f"--{name}", help=f"{meaning}, of each article that does not say so itself"
            )
        parser.add_argument(
            "--draft-by", metavar="LOGIN",
            help="publish nothing: leave drafts of this person's for somebody else to approve",
        )  # fmt: skip
        parser.add_argument(
            "--vectors-later", action="store_true",
            help="leave the vectors of what is new to the servers, which make ten a second",
        )  # fmt: skip

    def handle(
        self,
        *,
        paths: list[Path],
        if_empty: bool,
        draft_by: str | None,
        vectors_later: bool,
        **options: Any,
    ) -> None:
        defaults = defaults_of(options)
        for path in paths:
            if not path.exists():
                raise CommandError(f"{path} is not there.")
        if if_empty and Article.objects.exists():
            self.stdout.write("There are articles already: nothing imported.")
            return
        files = [file for path in paths for file in article_files.files_in(path)]
        quiet = not sys.stderr.isatty()
        author = author_called(draft_by) if draft_by else None
        report = publishing.import_files(
            tqdm(files, unit="file", disable=quiet, leave=False),
            (lambda text: articles.draft_if_new(text, author)) if author else publishing.publish,
            defaults,
        )
        for line in report.complaints:
            self.stderr.write(line)
        if report.lacking:
            self.stderr.write(f"Say it once for all of them, as with {EXAMPLE}")
        self.stdout.write(str(report))
        if report.ignored:
            self.stdout.write(
                f"Not read, with the articles that have it: {'; '.join(report.notes)}"
            )
        if not author:
            self.make_vectors(later=vectors_later)
        if report.complaints:
            sys.exit(1)

    def make_vectors(self, *, later: bool) -> None:
        """What is new is found by its words at once, and by its meaning once it has vectors."""
        if embeddings.embedder() is None:
            return
        knowledge.refresh()
        left = knowledge.missing() if later else make_missing()
        if left:
            self.stdout.write(f"{left} texts have no vector yet: search goes by words until then.")


def defaults_of(options: dict[str, Any]) -> Defaults:
    """What was said for all. Raises CommandError for a value that no article may have."""
    given = {key: options.get(key) for key in ("language", "category", "effective_from")}
    try:
        return Defaults(**article_files.checked({k: v for k, v in given.items() if v is not None}))
    except article_files.Refused as refused:
        raise CommandError(str(refused)) from None


def author_called(login: str) -> User:
    author = User.objects.filter(username=login, is_active=True).first()
    if author is None:
        raise CommandError(f"Nobody with the login {login} works here.")
    return author
