"""Logins to try the back office with."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from aicc.backoffice.roles import make_demo_logins, remove_demo_logins
from aicc.checks import DEMO_LOGINS


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # production's refuse what --remove mends
    help = (
        "Show the demonstration's logins for /admin/: sam (supervisor) and mei (agent). "
        "Not in production."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--new", action="store_true", help="make them, with new passwords")
        parser.add_argument(
            "--if-none", action="store_true", help="make them unless somebody can sign in already"
        )

        parser.add_argument(
            "--remove", action="store_true", help="end them, as production demands"
        )

    def handle(self, *, new: bool, if_none: bool, remove: bool, **options: Any) -> None:
        path = settings.AICC_DATA_DIR / DEMO_LOGINS
        if remove:
            self.stdout.write(f"{remove_demo_logins(path)} logins ended")
            return
        if settings.AICC_PRODUCTION:
            raise CommandError(
                "Demonstration logins are not for production: use manage.py createsuperuser."
            )
        if new or (if_none and not User.objects.filter(is_staff=True).exists()):
            make_demo_logins(path)
            self.stdout.write(f"Logins for /admin/ stand in {path}")
        elif if_none:
            if path.exists():
                self.stdout.write(f"Logins for /admin/ stand in {path}")
        elif path.exists():
            self.stdout.write(path.read_text(), ending="")
        else:
            self.stdout.write("There are none yet: manage.py demo_login --new makes them.")
