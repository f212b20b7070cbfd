"""A copy of the records, whole although servers are writing."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

FOLDER = "backups"  # in the data folder


class Command(BaseCommand):
    help = (
        "Copy the SQLite database into the data folder's backups, servers running or not. Of "
        "MySQL and MariaDB it shows the command that dumps them. Deletes nothing."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, help="the copy's file (default: named by the time)")

    def handle(self, *, to: Path | None, **options: Any) -> None:
        database = settings.DATABASES["default"]
        if "mysql" in database["ENGINE"]:
            self.stdout.write(dump_command(database))
            return
        source = Path(database["NAME"])
        if not source.exists():
            raise CommandError(f"{source} is not there: there is nothing to back up.")
        to = to or settings.AICC_DATA_DIR / FOLDER / f"aicc-{timezone.now():%Y%m%d-%H%M%S}.sqlite3"
        copy(source, to)
        self.stdout.write(f"{to} ({to.stat().st_size / 1024 / 1024:.1f} MiB)")
        if not os.environ.get("AICC_SECRET_KEY"):
            self.stdout.write(
                f"Keep {settings.AICC_DATA_DIR / 'secret-key'} beside it: it signs the sessions."
            )


def copy(source: Path, to: Path) -> None:
    """Write `to`, readable by its owner alone, and prove it. Raises CommandError.

    Under its name only when it is whole: a copy that was cut off is never taken for one.
    """
    if to.exists():
        raise CommandError(f"{to} is there already: name another file.")
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half_done = to.with_name(f"{to.name}.half-done")
    os.close(os.open(half_done, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    address = f"file:{quote(str(source.resolve()))}?mode=ro"
    try:
        with (
            closing(sqlite3.connect(address, uri=True, timeout=20)) as live,
            closing(sqlite3.connect(half_done)) as kept,
        ):
            live.backup(kept)
            [[verdict]] = kept.execute("PRAGMA integrity_check(1)").fetchall()
    except sqlite3.Error as error:
        half_done.unlink()
        raise CommandError(f"{source} could not be copied: {error}.") from None
    if verdict != "ok":
        half_done.unlink()
        raise CommandError(f"{source} is damaged ({verdict}): keep it, and restore a backup.")
    half_done.rename(to)


def dump_command(database: dict[str, Any]) -> str:
    """For whoever keeps MySQL's records; the password is asked for, never shown."""
    options = database["OPTIONS"]
    words = ["mysqldump --single-transaction --routines --no-tablespaces"]
    words.append(f"--host={database['HOST']} --port={database['PORT']} --user={database['USER']}")
    if options.get("ssl_mode", "DISABLED") != "DISABLED":
        words.append(f"--ssl-mode={options['ssl_mode']}")  # MariaDB's: --ssl
        words += [f"--ssl-{name}={path}" for name, path in options["ssl"].items()]
    words.append(f"--password {database['NAME']} > aicc.sql")
    return " \\\n  ".join(words)
