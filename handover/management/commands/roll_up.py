"""Count the figures of hours and days whose records have changed."""

import time
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from aicc.platform.command_arguments import day
from aicc.platform.db import with_retries
from handover import reporting
from handover.reporting.period import midnight
from handover.reporting.rollup import LOOK_EVERY

BUSY_SECONDS = 2.0


class Command(BaseCommand):
    help = (
        "Bring the dashboard's figures up to now. A serving process does this by itself every "
        "30 seconds; harmless to repeat, to stop and to run beside it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from",
            dest="first",
            type=day,
            metavar="DATE",
            help="count every hour from this day on anew, for records that were put in or "
            "changed behind the flows",
        )

    def handle(self, *, first: date | None, **options: Any) -> None:
        if first:
            since = midnight(first)
            if since > timezone.now():
                raise CommandError(f"{first} has not come yet.")
            reporting.count_again(since, timezone.now())
        left = step(timedelta(0))
        with tqdm(total=left, unit="h", disable=None) as bar:
            while left:
                before, left = left, step(LOOK_EVERY)
                bar.update(before - left)
        self.stdout.write(
            f"every hour is counted up to {reporting.counted_to():%Y-%m-%d %H:%M} UTC"
        )


def step(every: timedelta) -> int:
    """One step, when no other process is at it."""
    while (left := with_retries(reporting.keep_up, every=every)) is None:
        time.sleep(BUSY_SECONDS)
    return left
