"""Lays the collected static files where nginx serves them, while it serves them.

    python deploy/publish_static.py FROM TO

Each file appears whole and at once, so a page that loads meanwhile gets the old one or the
new one, and two containers may do it together. What lies there already stays: under their
hashed names the files of the deployment before are wanted by pages that are still open.
"""

import filecmp
import secrets
import shutil
import sys
from pathlib import Path


def lay(source: Path, target: Path) -> int:
    """Copy what is new or changed; how many files."""
    laid = 0
    for path in sorted(source.rglob("*")):
        place = target / path.relative_to(source)
        if path.is_dir() or (place.exists() and filecmp.cmp(path, place, shallow=False)):
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        half_done = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
        shutil.copy2(path, half_done)
        half_done.replace(place)
        laid += 1
    return laid


if __name__ == "__main__":
    print(f"Static files laid: {lay(Path(sys.argv[1]), Path(sys.argv[2]))}.")
