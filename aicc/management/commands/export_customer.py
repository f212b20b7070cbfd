"""Take one person's data along, for whoever asks for their own."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from aicc.personal_data import asking, package
from aicc.platform.errors import AiccError


class Command(BaseCommand):
    help = (
        "Write everything that is kept of one person into a ZIP: all rows as JSON, a transcript "
        "to read, and a manifest with hashes. Masked as it is kept, and on record."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        asking.add_arguments(parser)
        parser.add_argument("--output", required=True, metavar="FILE.zip", help="a new file")

    def handle(self, *, reason: str, output: str, **options: Any) -> None:
        subject = asking.found(**options)
        try:
            made = package.take(subject, reason)
        except AiccError as error:
            raise asking.refused(error) from None
        asking.write_private(output, made.body)
        rows = sum(made.manifest["rows"].values())
        self.stdout.write(
            f"{len(subject.ids)} conversations, {rows} rows, {made.manifest['mentions']} mentions "
            f"elsewhere: {output}\nSHA-256 {made.sha256}"
        )
