"""Tries a built image: deploy/scripts/build_image.sh calls it.

    python -m deploy.trial --root FOLDER --image FILE --built-in SECONDS

FOLDER is the image's file system, FILE what `buildah inspect` says of it. Needs root.
Prints what was seen of each proof as a table; exit code 1 where one failed.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

import httpx
from websockets.exceptions import WebSocketException

from deploy.tests import installation
from deploy.trial.containers import Image
from deploy.trial.house import House
from deploy.trial.proofs import PROOFS

STOOD_IN = (
    "stood in for: python:3.12-slim by Debian and this machine's CPython, the engine by crun, "
    "aicc-records by aicc-network, MySQL and Redis by private ones of this machine."
)
FAULTS = (
    *(AssertionError, RuntimeError, OSError, KeyError, subprocess.TimeoutExpired),
    *(httpx.HTTPError, WebSocketException),
)
Row = tuple[str, str, bool]


def try_all(house: House) -> list[Row]:
    rows = []
    house.open()
    for proof in PROOFS:
        name = proof.__name__.replace("_", " ")
        began = time.monotonic()
        print(f"  {name} ...", flush=True)
        try:
            rows.append((name, proof(house), True))
        except FAULTS as error:
            rows.append((name, f"{type(error).__name__}: {error}", False))
        outcome = "seen" if rows[-1][2] else f"FAILED: {rows[-1][1]}"
        print(f"    {outcome}, {time.monotonic() - began:.1f} s", flush=True)
    return rows


def table(rows: list[Row]) -> str:
    width = max(len(name) for name, _, _ in rows)
    return "\n".join(
        f"{'ok    ' if passed else 'FAILED'}  {name:<{width}}  {seen}"
        for name, seen, passed in rows
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy.trial", description=__doc__)
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--image", type=Path, required=True)
    parser.add_argument("--built-in", required=True, help="seconds")
    given = parser.parse_args()
    config = json.loads(given.image.read_text())["Docker"]["config"]
    with installation.own_network():
        house = House(Image(given.root, config))
        try:
            rows = try_all(house)
        finally:
            house.close()
    built = f"deploy/Dockerfile, two stages, in {given.built_in} s"
    print("\n" + table([("image is built", built, True), *rows]) + f"\n\n{STOOD_IN}")
    return 0 if all(passed for _, _, passed in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
