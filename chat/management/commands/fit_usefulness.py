"""Fit the probability that an answer is useful."""

import json
from pathlib import Path
from typing import Any

from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from chat.assistant.answering import usefulness
from chat.evaluation import reliability
from chat.evaluation.cases import read
from chat.management.commands.evaluate import CASES, from_files, run

SAMPLES = settings.BASE_DIR / "deploy" / "knowledge"

# What was looked at while the engine was tuned, over our articles and over another bank's.
TUNED_ON = [
    *(CASES / "tune", CASES / "third" / "tune", CASES / "customers"),
    *sorted(CASES.glob("*.yaml")),
]
OTHER_BANK = CASES / "other_bank"


class Command(BaseCommand):
    help = (
        "Fit the probability that an answer is useful on what was tuned on, by words and meaning "
        "or, with AICC_SEMANTIC=off, by words alone, write the weights of that way, and print "
        "the reliability of both halves."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--articles", type=Path, default=SAMPLES, metavar="PATH")
        parser.add_argument("--look", action="store_true", help="write nothing")

    def handle(self, *, articles: Path, look: bool, **options: Any) -> None:
        load = from_files(articles)
        tuned = reliability.judged(async_to_sync(run)(read(TUNED_ON), load))
        others = from_files(OTHER_BANK / "articles")
        tuned += reliability.judged(async_to_sync(run)(read([OTHER_BANK]), others))
        held = reliability.judged(async_to_sync(run)(read([CASES / "held"]), load))
        [way] = {each.way for each in tuned}
        if not look:
            fitted = reliability.fit(tuned)
            known = usefulness.weights() | {way: fitted}
            text = json.dumps(known, indent=1, sort_keys=True)
            usefulness.WEIGHTS.write_text(text + "\n", encoding="utf-8")
            usefulness.weights.cache_clear()
            self.stdout.write(f"{len(tuned)} answers, by {way}: {usefulness.WEIGHTS.name}")
        for half, answers in (("tune", tuned), ("held", held)):
            now = [
                reliability.Judged(
                    each.signals,
                    each.way,
                    usefulness.probability(each.signals, each.way),
                    each.useful,
                )
                for each in answers
            ]
            self.stdout.write(f"\n{half}, by {way}\n{reliability.table(now)}")
