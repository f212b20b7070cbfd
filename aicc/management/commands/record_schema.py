"""Keep what a release needs of its tables: the last thing that is done before its tag."""

import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from aicc import release_schema


class Command(BaseCommand):
    help = "Write deploy/releases/VERSION-schema.json, with which later migrations are checked."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("version", help="as in 1.2.0")

    def handle(self, *, version: str, **options: Any) -> None:
        if not re.fullmatch(r"\d+\.\d+\.\d+", version):
            raise CommandError("Write a version of three numbers, as in 1.2.0.")
        self.stdout.write(str(release_schema.record(version)))
