from typing import Any

from django.core.management.base import BaseCommand, CommandError

from aicc.personal_data import sealed


class Command(BaseCommand):
    help = (
        "Seal the numbers of call-back requests and the second factors of staff anew, under the "
        "first phrase of AICC_CALL_BACK_KEYS; after it the others can be taken away. Harmless to "
        "repeat."
    )

    def handle(self, **options: Any) -> None:
        found = sealed.rotate()
        for column in sealed.COLUMNS:
            self.stdout.write(f"{found.done[column.called]} {column.called} sealed anew")
        if found.lost:
            told = ", ".join(f"{count} {what}" for what, count in found.lost.items())
            raise CommandError(f"{told} open with none of the phrases and were left.")
