"""Ask the assistant from the command line."""

import json
from datetime import date
from typing import Any

from asgiref.sync import async_to_sync
from django.core.management.base import BaseCommand, CommandParser

from aicc.platform.command_arguments import day
from chat import assistant
from chat.assistant.retrieval import knowledge
from chat.assistant.types import Question
from chat.pii import mask


class Command(BaseCommand):
    help = "Ask the assistant one question. Nothing is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("question", help="in Korean or English")
        parser.add_argument("--json", action="store_true", help="print the answer's data")
        parser.add_argument(
            "--as-of", type=day, metavar="DATE",
            help="answer with what was in force that day, such as 2026-01-31 (default: today)",
        )  # fmt: skip

    def handle(
        self, *args: Any, question: str, json: bool, as_of: date | None, **options: Any
    ) -> None:
        knowledge.refresh(as_of)
        reply = async_to_sync(assistant.reply_to)(Question(mask(question)))
        data = reply.as_data()
        if json:
            self.stdout.write(dumps(data))
            return
        self.stdout.write(f"{reply.text}\n\n{data['intent']} · {data['suggested_action']}")
        for number, source in enumerate(reply.sources, start=1):
            self.stdout.write(
                f"[{number}] {source.source} · {source.page} · {source.score:.2f} · {source.url}"
            )


def dumps(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)
