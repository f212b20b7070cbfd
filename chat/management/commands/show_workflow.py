"""Draw the assistant's workflow."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from chat.assistant.workflow import drawing

PAGE = Path(settings.BASE_DIR) / "docs" / "workflow.md"


def page() -> str:
    return (
        "# The assistant's workflow\n\nMade by `manage.py show_workflow --write`.\n\n"
        f"```mermaid\n{drawing()}```\n"
    )


class Command(BaseCommand):
    help = "Print the assistant's workflow as a Mermaid diagram."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="into docs/workflow.md")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        if write:
            PAGE.write_text(page())
        self.stdout.write(drawing())
