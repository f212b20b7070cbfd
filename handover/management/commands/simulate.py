"""Believable customers and agents at a running server, for a demonstration or as load."""

import asyncio
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from aicc.platform.command_arguments import number, seed, whole_number
from handover.simulation.runner import Memory, Simulation, simulate
from handover.simulation.staff import signed_in
from handover.simulation.tally import Tally, compare

URL = "http://127.0.0.1:8000"


class Command(BaseCommand):
    help = (
        "Let simulated customers and agents talk over real sockets to a running server, whose "
        "database this command shares. They keep count: in the end what they saw is compared "
        "with what is stored. Exits 1 when something went wrong or a figure differs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--customers", type=whole_number(1, 5000), default=20, help="at the same time; 20"
        )
        parser.add_argument(
            "--agents", type=whole_number(1, 500), default=3, help="at the same time; 3"
        )
        parser.add_argument(
            "--minutes", type=number(0.05, 1440), default=2.0, help="of beginnings; 2"
        )
        parser.add_argument(
            "--pace", type=number(0.01, 1000), default=1.0, help="2 is twice as fast; 1"
        )
        parser.add_argument("--seed", type=seed, default=1, help="of the chances; 1")
        parser.add_argument("--url", default=URL, help=f"{URL} unless given")

    def handle(self, **options: Any) -> None:
        if settings.AICC_PRODUCTION:
            raise CommandError("This makes logins and invented conversations: not in production.")
        scene = Simulation(
            url=options["url"].rstrip("/"),
            customers=options["customers"],
            seconds=options["minutes"] * 60,
            pace=options["pace"],
            seed=options["seed"],
        )
        tally = Tally()
        with signed_in(options["agents"]) as logins, self.progress(scene) as bar:
            memory = asyncio.run(
                simulate(scene, logins, tally, lambda now: self.show(bar, now, tally))
            )
        self.report(tally, memory)

    def progress(self, scene: Simulation) -> tqdm:
        form = "{l_bar}{bar}| {n:.0f}/{total:.0f} s{postfix}"
        return tqdm(total=scene.seconds, desc="simulating", bar_format=form, disable=None)

    def show(self, bar: tqdm, now: float, tally: Tally) -> None:
        bar.n = now
        counts = tally.counts
        asked, taken = counts["customers' messages"], len(tally.segments)
        bar.set_postfix_str(f"{asked} asked, {taken} taken, {counts['errors']} errors")

    def report(self, tally: Tally, memory: Memory) -> None:
        rows = compare(tally)
        self.stdout.write(f"\n{'':<24}{'seen':>8}{'stored':>8}")
        for row in rows:
            mark = "" if row.seen == row.stored else "  ← differs"
            self.stdout.write(f"{row.name:<24}{row.seen:>8}{row.stored:>8}{mark}")
        self.stdout.write(f"{'errors':<24}{tally.counts['errors']:>8}")
        for trouble in tally.troubles:
            self.stdout.write(f"  {trouble}")
        self.stdout.write(self.of_memory(memory))
        if tally.counts["errors"] or any(row.seen != row.stored for row in rows):
            raise CommandError("Not everything was as it should be.")

    def of_memory(self, memory: Memory) -> str:
        if not memory.settled or not memory.end:
            return "server's memory: not known, /metrics is closed to this machine"
        grown = memory.end / memory.settled - 1
        first, last = memory.settled / 2**20, memory.end / 2**20
        return (
            f"server's memory: {first:.0f} MiB settled, {last:.0f} MiB at the end ({grown:+.1%})"
        )
