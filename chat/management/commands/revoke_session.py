"""Shut a conversation: whoever holds a key of it, a thief or its customer, opens it no more."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from aicc.audit.recording import Action, record
from aicc.platform.command_arguments import MOST, whole_number
from chat.models import Conversation
from chat.sessions import sessions


class Command(BaseCommand):
    help = "Make every token of a conversation worthless, and close the sockets opened with one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "conversation", type=whole_number(1, MOST), help="its number, as in the back office"
        )
        parser.add_argument("--reason", required=True, help="what for; it stays on record")

    def handle(self, *, conversation: int, reason: str, **options: Any) -> None:
        row = Conversation.objects.filter(pk=conversation).first()
        if row is None:
            raise CommandError(f"There is no conversation {conversation}.")
        told = {"said": "tokens revoked"}
        record(Action.CHANGE, "chat.conversation", row.pk, reason=reason, details=told)
        sessions.revoke(row.session_id)
        self.stdout.write(f"No token opens conversation {conversation} any more.")
