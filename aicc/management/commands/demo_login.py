"""Logins to try the back office with."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from aicc.roles import make_demo_logins


class Command(BaseCommand):
    help = (
        "Show the demonstration's logins for /admin/: sam (supervisor) and mei (agent). "
        "Not in production."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--new", action="store_true", help="make them, with new passwords")
        parser.add_argument(
            "--if-none", action="store_true", help="make them unless somebody can sign in already"
        )

    def handle(self, *, new: bool, if_none: bool, **options: Any) -> None:
        if settings.AICC_PRODUCTION:
            raise CommandError(
                "Demonstration logins are not for production: use manage.py createsuperuser."
            )
        path = settings.AICC_DATA_DIR / "demo-logins"
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
