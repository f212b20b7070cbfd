"""Draw what is to be reviewed, and give it to the reviewers."""

import sys
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from aicc.platform.command_arguments import day as day_argument
from aicc.platform.command_arguments import seed as seed_argument
from chat.models import ReviewDraw, ReviewRule
from chat.quality import assignments


class Command(BaseCommand):
    help = (
        "Draw conversations of one day by every active rule and assign them to the reviewers. "
        "Run it every night; a rule draws once for a day, whatever is repeated."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--day", type=day_argument, metavar="YYYY-MM-DD",
            help="whose last message was on this day (default: yesterday)")  # fmt: skip
        add("--rule", help="by this rule alone")
        add(
            "--seed",
            type=seed_argument,
            help="draw by this number (default: a new one for each rule)",
        )
        add("--verify", action="store_true",
            help="draw again by the recorded seeds; 1 where something else comes")  # fmt: skip

    def handle(
        self, *, day: date | None, rule: str | None, seed: int | None, **options: Any
    ) -> None:
        if options["verify"]:
            return self.verify()
        if seed is not None and not 0 <= seed < 2**63:
            raise CommandError("the seed must be a number from 0 to 2^63 - 1")
        rules = ReviewRule.objects.filter(active=True)
        if rule:
            rules = rules.filter(name=rule)
        if not rules.exists():
            raise CommandError(
                "there is no such active review rule; rules are made in the back office, and two "
                "come with seed_demo"
            )
        since, until = day_of(day or timezone.localdate() - timedelta(days=1))
        for each in rules:
            self.report(each, assignments.assign(each, since, until, seed))
        return None

    def report(self, rule: ReviewRule, made: ReviewDraw | None) -> None:
        if made is None:
            self.stdout.write(f"{rule}: drawn for that day already")
            return
        if not made.candidates:
            self.stdout.write(f"{rule}: no conversation of that day is one for it")
            return
        self.stdout.write(
            f"{rule}: {made.assignments.count()} of {len(made.candidates)} conversations "
            f"assigned, seed {made.seed}"
        )

    def verify(self) -> None:
        draws = list(ReviewDraw.objects.select_related("rule"))
        other = [made for made in draws if not assignments.is_reproducible(made)]
        for made in other:
            self.stdout.write(f"{made} (seed {made.seed}): something else comes out")
        self.stdout.write(f"{len(draws) - len(other)} of {len(draws)} draws come out the same")
        if other:
            sys.exit(1)


def day_of(day: date) -> tuple[datetime, datetime]:
    """The first moment of a day of the bank's, and the first after it."""
    first, after = (datetime.combine(each, time.min) for each in (day, day + timedelta(days=1)))
    return timezone.make_aware(first), timezone.make_aware(after)
