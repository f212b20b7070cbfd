"""Tries a built image: deploy/scripts/build_image.sh calls it.

    python -m deploy.image_test --root FOLDER --image FILE --built-in SECONDS

FOLDER is the image's file system, FILE what `buildah inspect` says of it. Needs root.
Prints what was seen of each proof as a table; exit code 1 where one failed.
"""

import argparse
import json
import sys
from pathlib import Path

from deploy import checklist
from deploy.image_test.containers import Image
from deploy.image_test.house import House
from deploy.image_test.proofs import PROOFS
from deploy.tests import installation

STOOD_IN = (
    "stood in for: python:3.12-slim by Debian and this machine's CPython, the engine by crun, "
    "aicc-records by aicc-network, MySQL and Redis by private ones of this machine."
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy.image_test", description=__doc__)
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--image", type=Path, required=True)
    parser.add_argument("--built-in", required=True, help="seconds")
    given = parser.parse_args()
    config = json.loads(given.image.read_text())["Docker"]["config"]
    with installation.own_network():
        house = House(Image(given.root, config))
        try:
            house.open()
            rows = checklist.prove(PROOFS, house)
        finally:
            house.close()
    built = f"deploy/Dockerfile, two stages, in {given.built_in} s"
    print("\n" + checklist.table([("image is built", built, True), *rows]) + f"\n\n{STOOD_IN}")
    return 0 if checklist.all_hold(rows) else 1


if __name__ == "__main__":
    sys.exit(main())
