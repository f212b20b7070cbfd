from django.core.management.base import BaseCommand

from chat import transcript


class Command(BaseCommand):
    help = (
        "After the database was restored from a backup, and before the servers start: "
        "customers' clients then read their conversations anew instead of mixing two pasts."
    )

    def handle(self, **options):
        self.stdout.write(f"{transcript.begin_epoch()} conversations begin a new epoch")
