"""Stop the language model on every server, or let it answer again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from chat.assistant import kill_switch
from chat.models import GenerationSwitch


class Command(BaseCommand):
    help = "Show the generation switch, or turn it: every server follows within 5 seconds."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("turn", nargs="?", choices=("on", "off"), help="leave out to look")
        parser.add_argument("--reason", default="", help="why, for the record")

    def handle(self, *args: Any, turn: str | None, reason: str, **options: Any) -> None:
        if turn:
            if not reason.strip():
                raise CommandError("Say why: --reason")
            kill_switch.turn(turn == "on", reason.strip()[:200])
        newest = GenerationSwitch.objects.first()
        if newest is None:
            self.stdout.write("Generation is on; the switch was never turned.")
            return
        state = "on" if newest.on else "off"
        self.stdout.write(
            f"Generation is {state} since {newest.turned_at:%F %T %Z}: {newest.reason}"
        )
