"""Make the vectors that are missing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from aicc.platform.inference import embeddings
from chat.assistant.retrieval import knowledge
from chat.management.vectors import make_missing


class Command(BaseCommand):
    help = (
        "Make the vectors of the articles in force that have none, so that they are found by "
        "meaning at once. A server does the same beside its work; this one shows its progress."
    )

    def handle(self, **options: Any) -> None:
        if embeddings.embedder() is None:
            raise CommandError(f"There is nothing here that makes vectors: {embeddings.state()}.")
        knowledge.refresh()
        before = knowledge.missing()
        left = make_missing()
        self.stdout.write(f"{before - left} vectors made, {left} missing")
        if left:
            raise CommandError("The embedder failed: see the log, and run this again.")
