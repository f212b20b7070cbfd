"""The audit log as JSON lines, for a SIEM or a log collector."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from aicc.audit import siem
from aicc.audit.models import AuditEvent
from aicc.audit.recording import Action, record
from aicc.platform.command_arguments import MOST, whole_number


class Command(BaseCommand):
    help = "Print the audit log as JSON lines. Call it again with the last id that it printed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--after", type=whole_number(0, MOST), default=0, help="id of the last entry one has"
        )

    def handle(self, *, after: int, **options: Any) -> None:
        record(Action.EXPORT, "audit.auditevent", details={"after": after})
        for line in siem.json_lines(AuditEvent.objects.filter(pk__gt=after)):
            self.stdout.write(line.decode(), ending="")
