"""The signed heads of the audit log, to be kept where no database administrator comes to."""

from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from aicc.audit import anchors, chain
from aicc.audit.models import AuditAnchor


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is no day: write YYYY-MM-DD") from None


class Command(BaseCommand):
    help = "Sign the audit log's head for today and print it as a JSON line. Run it daily."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", type=day, help="print all signed heads from this day on")

    def handle(self, **options: Any) -> None:
        chain.seal()
        today = timezone.localdate()
        anchors.anchor(today)
        for head in AuditAnchor.objects.filter(day__gte=options["since"] or today):
            self.stdout.write(anchors.as_line(head))
