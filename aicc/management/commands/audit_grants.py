"""SQL by which the servers' database account can write the audit log and never change it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from aicc.audit import grants


class Command(BaseCommand):
    help = "Print the grants of the servers' database account; run them again after migrating."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("account", help="as SQL writes it, such as \"'aicc'@'%%'\"")

    def handle(self, *, account: str, **options: Any) -> None:
        if connection.vendor != "mysql":
            raise CommandError("SQLite knows no accounts: whoever has the file can write to it.")
        for statement in grants.statements(account):
            self.stdout.write(statement)
