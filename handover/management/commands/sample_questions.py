from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand

from handover.models import IntakeQuestion

SAMPLE = settings.BASE_DIR / "deploy" / "demo" / "questions.yaml"


class Command(BaseCommand):
    help = (
        "Put in the sample questions that are asked while a customer waits, where there are "
        "none yet. A bank changes them in the back office."
    )

    def handle(self, **options: Any) -> None:
        if IntakeQuestion.objects.exists():
            return
        rows = [IntakeQuestion(**fields) for fields in yaml.safe_load(SAMPLE.read_text())]
        for row in rows:
            row.full_clean()
        IntakeQuestion.objects.bulk_create(rows)
        self.stdout.write(f"Intake questions: {len(rows)} samples put in.")
