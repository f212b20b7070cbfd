"""Fit the probability that an answer is useful."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from chat.assistant.answering import usefulness
from chat.evaluation import reliability
from chat.evaluation.cases import read
from chat.evaluation.scoring import Load
from chat.management.commands.evaluate import CASES, from_files, run

SAMPLES = settings.BASE_DIR / "deploy" / "knowledge"

# What was looked at while the engine was tuned, over our articles and over other banks'.
TUNED_ON = [
    *(CASES / name for name in ("tune", "customers")),
    *(CASES / "blind" / name for name in ("first.yaml", "again.yaml", "third.yaml")),
]
TUNED_BANKS = {
    "other_bank": ("useful.yaml", "customers.yaml", "requests.yaml", "words.yaml"),
    "nuribom_bank": ("useful.yaml", "words.yaml"),
    "hangyeol_bank": ("first.yaml",),
    "dasol_bank": ("looked.yaml",),
    "saebom_bank": ("looked.yaml",),
}
# What is measured only.
HELD = [
    CASES / "held",
    *(CASES / "blind" / name for name in ("later.yaml", "again-held.yaml", "third-held.yaml")),
]
HELD_BANKS = {
    "hangyeol_bank": ("later.yaml",),
    "dasol_bank": ("held.yaml",),
    "saebom_bank": ("held.yaml",),
}


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
        tuned = [*answers_to(TUNED_ON, load), *answers_about(TUNED_BANKS)]
        held = [*answers_to(HELD, load), *answers_about(HELD_BANKS)]
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


def answers_about(banks: Mapping[str, tuple[str, ...]]) -> list[reliability.Judged]:
    """To the cases of these banks' files, each by its own articles."""
    return [
        answer
        for bank, files in banks.items()
        for answer in answers_to(
            [CASES / bank / file for file in files], from_files(CASES / bank / "articles")
        )
    ]


def answers_to(cases: list[Path], load: Load) -> list[reliability.Judged]:
    return reliability.judged(async_to_sync(run)(read(cases), load))
