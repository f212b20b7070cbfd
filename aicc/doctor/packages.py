"""Python and the packages, against the lock that the project was tested with."""

import platform
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from packaging.requirements import Requirement

from aicc.doctor.finding import Finding, error, ok, warning

OLDEST, FIRST_UNTRIED = (3, 11), (3, 14)
NAMED = 5  # packages; the rest is counted


def examine() -> Iterator[Finding]:
    here = platform.python_version()
    if OLDEST <= sys.version_info < FIRST_UNTRIED:
        yield ok(f"Python {here}")
    else:
        yield error(
            f"Python {here}", _("Use Python 3.11, 3.12 or 3.13; make run finds one by itself.")
        )
    other = differing(settings.BASE_DIR / "deploy" / "requirements" / "embedded.lock")
    if not other:
        yield ok(_("Packages are those of the lock."))
        return
    shown = ", ".join(other[:NAMED]) + (" …" if len(other) > NAMED else "")
    yield warning(
        ngettext(
            "%(count)d package is not that of the lock: %(shown)s",
            "%(count)d packages are not those of the lock: %(shown)s",
            len(other),
        )
        % {"count": len(other), "shown": shown},
        _("Run make run, or pip install --require-hashes -r deploy/requirements/embedded.lock."),
    )


def differing(lock: Path) -> list[str]:
    """`name installed≠wanted` for each package of the lock that is missing or another one."""
    found = []
    for line in lock.read_text().splitlines():
        if "==" not in line or line.startswith(("#", " ")):
            continue
        wanted = Requirement(line.rstrip("\\ "))
        if wanted.marker and not wanted.marker.evaluate():
            continue
        try:
            installed = metadata.version(wanted.name)
        except metadata.PackageNotFoundError:
            installed = "–"
        if installed not in wanted.specifier:
            found.append(f"{wanted.name} {installed}≠{str(wanted.specifier).lstrip('=')}")
    return found
