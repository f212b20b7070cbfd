"""Let somebody sign in again who was locked out."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from aicc.platform.command_arguments import login_name
from handover.staff_sessions import lock_out


class Command(BaseCommand):
    help = (
        "Lift the locks of a login after failed sign-ins, or of an address. In the back office "
        "an administrator does the same under Failed sign-ins."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("username", nargs="?", type=login_name, help="the login's name")
        which.add_argument("--address", help="an address from which nobody may sign in any more")

    def handle(self, *, username: str | None, address: str | None, **options: Any) -> None:
        if address:
            count = lock_out.unlock_address(address)
        elif User.objects.filter(username=username).exists():
            count = lock_out.unlock(username or "")
        else:
            raise CommandError(f"There is no login {username!r}.")
        self.stdout.write(f"{count} locks lifted")
