"""The compiled message catalogues, for an image or a checkout that has none."""

from typing import Any

from django.core.management.base import BaseCommand

from aicc.platform.translations import compile_stale


class Command(BaseCommand):
    help = "Compile the message catalogues that changed. Needs no gettext."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{compile_stale()} catalogues compiled")
