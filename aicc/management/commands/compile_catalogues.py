"""The former name of compile_translations, for one release."""

from typing import Any

from aicc.management.commands.compile_translations import Command as Renamed


class Command(Renamed):
    help = f"{Renamed.help} Former name of compile_translations; goes with the next release."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stderr.write("compile_catalogues is called compile_translations.")
        super().handle(*args, **options)
