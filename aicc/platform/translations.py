"""The message catalogues, compiled without gettext: a fresh machine has no msgfmt."""

import os
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[2]


def stale() -> list[Path]:
    """Catalogues (.po) that are newer than their compiled form (.mo), or have none."""
    found = sorted(ROOT.glob("*/locale/*/LC_MESSAGES/*.po"))
    return [
        path
        for path in found
        if not path.with_suffix(".mo").exists()
        or path.with_suffix(".mo").stat().st_mtime < path.stat().st_mtime
    ]


def compile_stale() -> int:
    """Compile what is stale; how many. Safe beside another process that does the same."""
    paths = stale()
    for path in paths:
        half_done = path.with_suffix(f".{os.getpid()}.mo")
        polib.pofile(str(path)).save_as_mofile(str(half_done))
        half_done.replace(path.with_suffix(".mo"))
    return len(paths)
