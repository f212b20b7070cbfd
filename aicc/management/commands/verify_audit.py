"""Whether anybody changed, removed, inserted or reordered what the audit log recorded."""

from argparse import FileType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from aicc.audit import anchors, keys, verification
from aicc.audit.models import AuditAnchor

MOST_TOLD = 100


class Command(BaseCommand):
    help = "Verify the audit log. Fails, and names each entry, batch or signed head, if not whole."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anchors",
            type=FileType("r"),
            help="signed heads that were kept elsewhere, as audit_anchor printed them",
        )
        parser.add_argument(
            "--public-key",
            action="append",
            default=[],
            help="of whoever signed them, where its phrase is no longer among AICC_AUDIT_KEYS",
        )

    def handle(self, **options: Any) -> None:
        found = verification.verify()
        heads: list[Any] = list(AuditAnchor.objects.all())
        if options["anchors"]:
            try:
                heads += anchors.read_lines(options["anchors"])
            except anchors.BadAnchor as error:
                raise CommandError(str(error)) from None
        trusted = keys.public_keys() | set(options["public_key"])
        faults = [*found.faults, *anchors.check(heads, found, trusted)]
        self.stdout.write(
            f"{found.entries} entries in {found.batches} batches, {found.unchained} not chained "
            f"yet, {len(heads)} signed heads"
        )
        if faults:
            told = [str(fault) for fault in faults[:MOST_TOLD]]
            more = len(faults) - len(told)
            raise CommandError("\n".join([*told, *([f"and {more} more"] if more else [])]))
        self.stdout.write(self.style.SUCCESS("whole"))
