"""What lies on the disk: room, secrets, catalogues, collected files."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from aicc.doctor.finding import Finding, error, ok, warning
from aicc.environment import env
from aicc.platform import translations

LEAST_FREE, LITTLE_FREE = 200 * 2**20, 2 * 2**30  # bytes


def examine() -> Iterator[Finding]:
    yield from disk()
    yield from database()
    yield from secrets()
    yield from prepared()


def disk() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.AICC_DATA_DIR).free
    text = _("%(gigabytes).1f GB are free for %(folder)s") % {
        "gigabytes": free / 10**9,
        "folder": settings.AICC_DATA_DIR,
    }
    remedy = _("Make room, or set AICC_DATA_DIR to a larger disk.")
    if free < LEAST_FREE:
        yield error(text, remedy)
    elif free < LITTLE_FREE:
        yield warning(text, remedy)
    else:
        yield ok(text)


def database() -> Iterator[Finding]:
    """SQLite writes into its file, and beside it."""
    given = settings.DATABASES["default"]
    place = Path(str(given["NAME"]))
    if "sqlite" not in given["ENGINE"] or not place.is_file():
        return
    for path in (place, place.parent):
        if not os.access(path, os.W_OK):
            yield error(
                _("This user may not write to %(path)s: no message can be stored.")
                % {"path": path},
                _(
                    "Give it to the user who runs the servers; a read-only disk is to be mounted "
                    "anew."
                ),
            )


def secrets() -> Iterator[Finding]:
    """Files that hold keys and passwords are their owner's alone."""
    given = env.str("AICC_ENV_FILE", "").strip()
    for path in (
        Path(given) if given else settings.BASE_DIR / ".env",
        settings.AICC_DATA_DIR / "secret-key",
        settings.AICC_DATA_DIR / "demo-logins",
        settings.AICC_DATA_DIR / "aicc.sqlite3",
    ):
        if path.is_file() and open_to_all(path):
            yield error(
                _("Everybody on this machine can read %(path)s.") % {"path": path},
                f"chmod o= {path}",
            )


def open_to_all(path: Path) -> bool:
    """Whether others can read it, by its own mode and those of the folders it lies in."""
    can_reach = all(folder.stat().st_mode & 0o001 for folder in path.resolve().parents)
    return can_reach and bool(path.stat().st_mode & 0o004)


def prepared() -> Iterator[Finding]:
    if translations.stale():
        yield error(
            _("The Korean texts are not compiled: pages would be English."),
            _("Run manage.py compile_translations."),
        )
    if settings.AICC_STATIC_DIR and not (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield error(
            _("Nothing is collected in AICC_STATIC_DIR: pages would have no styles."),
            _("Run manage.py collectstatic --noinput."),
        )
