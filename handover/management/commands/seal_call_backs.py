"""The former name of rotate_callback_keys, for one release."""

from typing import Any

from handover.management.commands.rotate_callback_keys import Command as Renamed


class Command(Renamed):
    help = f"{Renamed.help} Former name of rotate_callback_keys; goes with the next release."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stderr.write("seal_call_backs is called rotate_callback_keys.")
        super().handle(*args, **options)
