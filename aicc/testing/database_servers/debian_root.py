"""What no stable Debian has, or bookworm lacks: programs of a newer one in a root of its own, made
by deploy/scripts/mysql_root.sh. Imports neither Django nor the project.
"""

import atexit
import shutil
from pathlib import Path

from aicc.testing.private_server import ROOT, program

SYSTEM = ROOT / "var" / "mysql"
NOBODY = "65534:65534"  # as a server runs in there; its files are that account's


def inside(*command: str) -> list[str]:
    return [program("chroot"), f"--userspec={NOBODY}", str(SYSTEM), *command]


def seen(place: Path) -> Path:
    """What is at `place` in there, as we see it."""
    return SYSTEM / place.relative_to("/")


def own_folder(place: Path) -> Path:
    """A folder in there, for as long as this process runs, that a server may write to; as we see
    it.
    """
    made = seen(place)
    made.mkdir(parents=True, exist_ok=True)
    shutil.chown(made, 65534, 65534)
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def has(path: str) -> bool:
    """Whether the program of this path, such as usr/sbin/mysqld, is installed there."""
    return (SYSTEM / path).exists()
