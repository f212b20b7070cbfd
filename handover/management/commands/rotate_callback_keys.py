from typing import Any

from django.core.management.base import BaseCommand, CommandError

from handover.callbacks import calls


class Command(BaseCommand):
    help = (
        "Seal the numbers of call-back requests anew, under the first phrase of "
        "AICC_CALL_BACK_KEYS; after it the others can be taken away. Harmless to repeat."
    )

    def handle(self, **options: Any) -> None:
        done, lost = calls.rotate()
        self.stdout.write(f"{done} numbers sealed anew")
        if lost:
            raise CommandError(f"{lost} numbers open with none of the phrases and were left.")
