"""What is configured, reachable, out of date or insecure, with the remedy for each."""

from collections import Counter
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from aicc.doctor.command_errors import language_here
from aicc.doctor.finding import Finding, Level
from aicc.doctor.runner import examine

MARKS = {Level.OK: "✓", Level.WARNING: "!", Level.ERROR: "✗"}


class Command(BaseCommand):
    help = (
        "Look at everything that an installation needs, and say what to do about whatever is "
        "wrong. Changes nothing. Exits 1 on an error, with --strict also on a warning."
    )
    requires_system_checks: list[str] = []  # they are one of its sections

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--url", default="", help="of a running server, http://localhost")
        parser.add_argument("--json", action="store_true", help="one object, for a program")
        parser.add_argument("--strict", action="store_true", help="exit 1 on a warning too")
        parser.add_argument("--language", choices=("ko", "en"), help="LANG's, unless given")

    def handle(
        self, *, url: str, json: bool, strict: bool, language: str | None, **options: Any
    ) -> None:
        counts: Counter[Level] = Counter()
        found = []
        with translation.override(language or language_here()):
            for title, findings in examine(url):
                if not json:
                    self.stdout.write(f"\n{title}")
                for finding in findings:
                    counts[finding.level] += 1
                    found.append({"section": title, **as_data(finding)})
                    if not json:
                        self.show(finding)
            if json:
                self.stdout.write(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
            else:
                self.stdout.write(summary(counts))
        if counts[Level.ERROR] or (strict and counts[Level.WARNING]):
            raise SystemExit(1)

    def show(self, finding: Finding) -> None:
        style = {Level.OK: self.style.SUCCESS, Level.WARNING: self.style.WARNING}
        paint = style.get(finding.level, self.style.ERROR)
        self.stdout.write(f"  {paint(MARKS[finding.level])} {finding.text}")
        if finding.remedy:
            self.stdout.write(f"    → {finding.remedy}")


def as_data(finding: Finding) -> dict[str, str]:
    return {"level": finding.level, "text": finding.text, "remedy": finding.remedy}


def summary(counts: Counter[Level]) -> str:
    gettext = translation.gettext
    if not counts[Level.ERROR] and not counts[Level.WARNING]:
        return "\n" + gettext("All is well.")
    return "\n" + gettext("errors: %(errors)d, warnings: %(warnings)d") % {
        "errors": counts[Level.ERROR],
        "warnings": counts[Level.WARNING],
    }
