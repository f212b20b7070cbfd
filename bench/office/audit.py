"""A long audit log, verified: how long it takes, in how much memory, and what it finds.

    python -m bench.office.audit                          1,000,000 entries on a private MariaDB
    python -m bench.office.audit --entries 20000 --database sqlite

Writes entries as the program does, with macs and in chained batches; verifies them; then changes
one, removes one, inserts one and lets two change places, and verifies again. Exit code 1 where the
untouched log is not whole, one of the five is not named, or the first verification took more than
60 s of the processor.
"""

import argparse
import os
import resource
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

from aicc.testing import migrated, servers
from bench.stage import DurableMariaDb

MOST_SECONDS = 60.0
AT_ONCE = 2_000  # entries of a statement


@contextmanager
def database(kind: str) -> Iterator[None]:
    """A migrated database of this process' own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        mariadb = DurableMariaDb(folder) if kind == "mariadb" else None
        if mariadb:
            mariadb.start()
            url = mariadb.create_database("aicc")
            servers.AiccServer(folder, {"DATABASE_URL": url}).manage("migrate", "--verbosity=0")
        else:
            url = f"sqlite:///{shutil.copy(migrated.migrated_sqlite(), folder)}"
        os.environ |= {"DATABASE_URL": url, "AICC_DATA_DIR": name}
        os.environ["DJANGO_SETTINGS_MODULE"] = "aicc.settings"
        django.setup()
        try:
            yield
        finally:
            if mariadb:
                mariadb.kill()


def write(count: int) -> None:
    """So many looks, a second apart, the last an hour ago."""
    from django.utils import timezone

    from aicc.audit import chain, keys, recording
    from aicc.audit.models import AuditEvent

    key, begin = keys.writing(), timezone.now() - timedelta(hours=1, seconds=count)

    def look(number: int) -> AuditEvent:
        event = AuditEvent(
            event_id=secrets.token_hex(16),
            at=begin + timedelta(seconds=number),
            actor_id=1 + number % 50,
            actor_name="Sam",
            address="192.0.2.7",
            login=secrets.token_hex(8),
            request_id=secrets.token_hex(16),
            action="list" if number % 3 else "view",
            object_type="chat.conversation",
            object_id=str(number),
            details='{"rows":["1","2","3","4","5","6","7","8","9","10"],"page":"1"}',
            key_id=key.key_id,
        )
        signed = (getattr(event, name) for name in recording.SIGNED)
        event.mac = key.mac(recording.content(signed))
        return event

    for first in range(0, count, AT_ONCE):
        some = range(first, min(first + AT_ONCE, count))
        AuditEvent.objects.bulk_create(map(look, some))
    chain.seal()


def tamper(count: int) -> dict[str, set[int]]:
    """What somebody with the database's password does; what is to be named, by its kind."""
    from django.db import connection

    from aicc.audit.models import AuditEvent

    keys = AuditEvent.objects.order_by("pk").values_list("pk", flat=True)
    changed, top = keys[count // 2], keys.order_by("-pk")[0]
    removed, one, other, inserted = changed + 10, changed + 20, changed + 30, top + 1
    names = [f.column for f in AuditEvent._meta.concrete_fields if f.column != "id"]
    copied = ", ".join("'copied'" if name == "event_id" else name for name in names)
    statements = [
        f"UPDATE audit_auditevent SET object_id = 'x' WHERE id = {changed}",
        f"DELETE FROM audit_auditevent WHERE id = {removed}",
    ]
    columns = ", ".join(names)
    statements.append(
        f"INSERT INTO audit_auditevent (id, {columns}) "
        f"SELECT {inserted}, {copied} FROM audit_auditevent WHERE id = {one}"
    )
    for before, after in ((one, top + 2), (other, one), (top + 2, other)):
        statements.append(f"UPDATE audit_auditevent SET id = {after} WHERE id = {before}")
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    return {
        "changed": {changed}, "removed": {removed}, "inserted": {inserted},
        "reordered": {one, other},
    }  # fmt: skip


def verified() -> tuple[Any, float, float]:
    """What was found, and seconds of this process and by the clock."""
    from aicc.audit import verification

    cpu, clock = time.process_time(), time.monotonic()
    found = verification.verify()
    return found, time.process_time() - cpu, time.monotonic() - clock


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def named(found: Any) -> dict[str, set[int]]:
    kinds: dict[str, set[int]] = {}
    for fault in found.faults:
        kinds.setdefault(str(fault.kind), set()).add(fault.number)
    return kinds


def measure(count: int) -> int:
    write(count)
    before = peak_mib()
    found, cpu, clock = verified()
    print(
        f"{found.entries} entries in {found.batches} batches verified in {cpu:.1f} s of the "
        f"processor, {clock:.1f} s by the clock, {peak_mib() - before:.0f} MiB more than before; "
        f"faults: {len(found.faults)}"
    )
    wanted = tamper(count)
    told = named(verified()[0])
    print(f"changed, removed, inserted, reordered: {'each named' if told == wanted else told}")
    return 1 if found.faults or told != wanted or cpu > MOST_SECONDS else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--database", choices=["sqlite", "mariadb"], default="mariadb")
    given = parser.parse_args()
    os.environ["AICC_ENV_FILE"] = os.devnull
    os.environ["AICC_AUDIT_KEYS"] = secrets.token_hex(32)  # of the migrations' entries as well
    with database(given.database):
        return measure(given.entries)


if __name__ == "__main__":
    sys.exit(main())
