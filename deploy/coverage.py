"""Which lines the tests run, held by floors that may only rise: `make coverage`.

Reads what the runs of deploy/scripts/coverage.sh left in var/coverage: python.json, by SlipCover
over the quick part, and client.lcov, by node over the client library's own tests. Counted are the
lines that run in the tests' own processes, not those of servers that a test starts. Prints a
table; exit code 1 where a figure lies below its floor in deploy/coverage_floors.json.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ROOT / "deploy" / "coverage_floors.json"
MEASURED = ROOT / "var" / "coverage"
STEP = 1.0  # percentage points above its floor: time to raise it


class Lines(NamedTuple):
    covered: int
    all: int

    @property
    def percent(self) -> float:
        return 100 * self.covered / self.all if self.all else 100.0


def of_python(path: Path) -> dict[str, Lines]:
    """By package, from SlipCover's JSON."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for name, file in json.loads(path.read_text())["files"].items():
        package = Path(name).parts[0]
        covered, missing = len(file["executed_lines"]), len(file["missing_lines"])
        found[package][0] += covered
        found[package][1] += covered + missing
    return {package: Lines(*found[package]) for package in sorted(found)}


def of_javascript(path: Path) -> dict[str, Lines]:
    """By folder, from an lcov file."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    folder = ""
    for line in path.read_text().splitlines():
        kind, _, value = line.partition(":")
        if kind == "SF":
            folder = str(Path(value).parent)
        elif kind in ("LH", "LF"):
            found[folder][kind == "LF"] += int(value)
    return {folder: Lines(*found[folder]) for folder in sorted(found)}


KINDS = {
    "Python, by the quick part": ("python.json", of_python),
    "client library, without a browser": ("client.lcov", of_javascript),
}


def report(measured: Path, floors: dict[str, float]) -> Iterator[tuple[bool, str]]:
    """Whether it is well, and a line of the table."""
    for name, (file, read) in KINDS.items():
        floor = floors[name]
        if not (measured / file).exists():
            yield True, f"{floor:5.1f} %  {name} at least: not measured in this run"
            continue
        parts = read(measured / file)
        whole = Lines(*(sum(each) for each in zip(*parts.values(), strict=True)))
        yield judged(name, round(whole.percent, 1), floor)
        if len(parts) > 1:
            for part, lines in parts.items():
                yield True, f"    {lines.percent:5.1f} %  {part}: {lines.all} lines"


def judged(name: str, percent: float, floor: float) -> tuple[bool, str]:
    if percent < floor:
        return False, f"{percent:5.1f} %  {name}: BELOW its floor of {floor} %, test what is new"
    if percent >= floor + STEP:
        return True, f"{percent:5.1f} %  {name}: raise its floor of {floor} % in {FLOORS.name}"
    return True, f"{percent:5.1f} %  {name} (floor {floor} %)"


def main() -> int:
    rows = list(report(MEASURED, json.loads(FLOORS.read_text())))
    sys.stdout.write("".join(f"{line}\n" for _, line in rows))
    return int(not all(is_well for is_well, _ in rows))


if __name__ == "__main__":
    sys.exit(main())
