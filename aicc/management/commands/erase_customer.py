"""Erase one person's data, with a certificate."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from aicc.personal_data import asking, erasure
from aicc.platform.errors import AiccError


class Command(BaseCommand):
    help = (
        "Erase everything that is kept of one person, and print a certificate. Refused while a "
        "legal hold keeps it (legal_hold) or a conversation is open (conversation_open). Without "
        "--yes it only tells what would go."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        asking.add_arguments(parser)
        parser.add_argument("--yes", action="store_true", help="erase it; nothing brings it back")
        parser.add_argument("--output", metavar="FILE.json", help="the certificate as a new file")

    def handle(self, *, reason: str, yes: bool, output: str | None, **options: Any) -> None:
        subject = asking.found(**options)
        try:
            if not yes:
                erasure.refuse_what_is_kept(subject, subject.ids)
                for label, count in erasure.planned(subject).items():
                    if count:
                        self.stdout.write(f"{label}: {count} rows would go")
                self.stdout.write("Nothing was erased: repeat it with --yes.")
                return
            certificate = erasure.erase(subject, reason)
        except AiccError as error:
            raise asking.refused(error) from None
        if output:
            asking.write_private(output, certificate.content.encode())
        self.stdout.write(certificate.content)
        self.stdout.write(f"SHA-256 {certificate.sha256}")
