"""Answer what a stopped server left unanswered."""

from typing import Any

from django.core.management.base import BaseCommand

from chat import turns
from chat.assistant.retrieval import knowledge


class Command(BaseCommand):
    help = "Answer every turn that was left unanswered and is nobody's now."

    def handle(self, *args: Any, **options: Any) -> None:
        knowledge.refresh()
        self.stdout.write(f"{turns.finish_abandoned()} turns answered")
