"""Give lapsed claims back to the queue."""

from typing import Any

from django.core.management.base import BaseCommand

from handover.desk import expiry


class Command(BaseCommand):
    help = (
        "Give conversations back to the queue whose agent said nothing in AICC_CLAIM_SECONDS or "
        "is gone. A serving process does this by itself every two seconds."
    )

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{expiry.expire_handovers()} handovers back in the queue")
