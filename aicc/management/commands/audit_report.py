"""One month of the audit log as a page to print or a table."""

import csv
from argparse import ArgumentTypeError
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from aicc.audit import monthly
from aicc.audit.recording import Action, record
from aicc.platform.command_arguments import day
from chat.backoffice.exports import harmless


def month(text: str) -> date:
    """The first day of a month such as 2026-11."""
    try:
        return day(f"{text.strip()}-01")
    except ArgumentTypeError:
        raise ArgumentTypeError(f"{text!r} is no month: write one such as 2026-01.") from None


def last_month() -> date:
    return (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)


class Command(BaseCommand):
    help = "Write a month of the audit log: who looked at whom, what left, failed and changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--month", type=month, help="such as 2026-01; else the last one")
        parser.add_argument(
            "--format", choices=("html", "csv"), default="html", help="a page to print, or a table"
        )
        parser.add_argument(
            "--language", choices=[code for code, _name in settings.LANGUAGES], default="ko"
        )
        parser.add_argument("--output", type=Path, help="the file; else it is printed")

    def handle(
        self,
        *,
        month: date | None,
        format: str,
        language: str,
        output: Path | None,
        **options: Any,
    ) -> None:
        of = month or last_month()
        told = {"report": of.strftime("%Y-%m"), "format": format}
        record(Action.EXPORT, "audit.auditevent", details=told)
        write = {"html": write_page, "csv": write_table}[format]
        with translation.override(language):
            if output is None:
                self.stdout.ending = ""
                write(of, self.stdout)  # type: ignore[arg-type]  # it writes as a file does
                return
            try:
                # Whoever else is on this machine need not read it.
                output.touch(mode=0o600)
                with output.open("w", encoding="utf-8", newline="") as file:
                    write(of, file)
            except OSError as error:
                raise CommandError(f"{output} cannot be written: {error.strerror}.") from None


def write_page(of: date, out: TextIO) -> None:
    context = monthly.as_context(monthly.report(of))
    language = {"language": translation.get_language()}
    out.write(render_to_string("admin/audit_report.html", context | language))


def write_table(of: date, out: TextIO) -> None:
    out.write("\ufeff")  # so that spreadsheets read Korean
    writer = csv.writer(out)
    titles = (
        _("Time"),
        _("Who"),
        _("Address"),
        _("activity"),
        _("object"),
        _("Reason"),
        _("details"),
    )
    writer.writerow(titles)
    for row in monthly.all_rows(of):
        at = row.at.isoformat(timespec="seconds")
        told = (row.who, row.address, row.action, row.what, row.reason, row.details)
        writer.writerow([at, *map(harmless, told)])
