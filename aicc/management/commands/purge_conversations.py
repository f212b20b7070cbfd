"""Delete what its retention is over, beside the turns."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from aicc.personal_data import purge
from aicc.personal_data.retention import Kind, days_of
from aicc.platform.command_arguments import whole_number
from aicc.platform.errors import Unavailable


class Command(BaseCommand):
    help = (
        "Delete conversations, call-backs, reviews and records whose retention is over "
        "(AICC_RETAIN_…_DAYS); legal holds keep theirs. Harmless to stop: it goes on next time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="count what would go, and delete nothing"
        )
        parser.add_argument(
            "--class",
            dest="kinds",
            action="append",
            choices=[kind.value for kind in Kind],
            help="only this class; may be given more than once",
        )
        parser.add_argument(
            "--json", dest="as_json", action="store_true", help="the report as JSON"
        )
        parser.add_argument(
            "--rest",
            type=whole_number(0, 10_000),
            default=100,
            help="pause after each batch, in percent of what it took",
        )

    def handle(
        self, *, dry_run: bool, kinds: list[str] | None, as_json: bool, rest: int, **o: Any
    ) -> None:
        wanted = tuple(Kind(each) for each in kinds) if kinds else purge.COUNTED
        now = timezone.now()
        if dry_run:
            self.tell(as_report(purge.plan(now, wanted)), as_json)
            return
        with tqdm(total=purge.row_count(now, wanted), unit="row", disable=None) as bar:
            try:
                done = purge.run(now, wanted, tell=lambda _, n: bar.update(n), rest=rest / 100)
            except Unavailable:
                raise CommandError("The database did not answer. Start it again.") from None
        self.tell(purge.report(done), as_json)

    def tell(self, report: dict[str, Any], as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report, indent=2))
            return
        would = "would go" if "run" not in report else "went"
        for kind in Kind:
            counts = report["deleted"].get(kind.value)
            if not days_of(kind):
                self.stdout.write(f"{kind.value}: kept for good")
            elif counts is not None:
                told = ", ".join(f"{n} {label}" for label, n in counts.items() if n)
                self.stdout.write(
                    f"{kind.value}, older than {days_of(kind)} days: {told or 'nothing'} {would}"
                )
        for label, count in report["deleted"].get("swept", {}).items():
            self.stdout.write(f"{label}: {count} rows swept")
        kept = report["kept"]
        self.stdout.write(
            f"{kept['held']} conversations are kept by a legal hold, {kept['in_use']} because "
            "somebody is at work on them"
        )


def as_report(planned: purge.Plan) -> dict[str, Any]:
    return {
        "cutoffs": {kind.value: at.isoformat() for kind, at in planned.cutoffs.items()},
        "deleted": planned.counts,
        "kept": {"held": planned.held, "in_use": planned.in_use},
    }
