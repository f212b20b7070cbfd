"""What the runs came to: medians, spreads and ratios, as text and in docs/performance.md."""

import datetime as dt
import os
import platform
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from aicc.testing.servers import ROOT

DOCUMENT = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- peers: by python -m bench.peers --write -->", "<!-- the end of peers -->"


@dataclass(frozen=True)
class Run:
    """cpu: seconds of the server's processor for 1,000 answers. p50, p99: ms of one answer."""

    who: str
    mode: str
    answered: int
    errors: int
    cpu: float
    p50: float
    p99: float


@dataclass(frozen=True)
class Goal:
    """That `who` costs at most `most` times what `peer` does."""

    mode: str
    who: str
    peer: str
    most: float


TUNED = {"daphne": "Channels tuned, daphne", "uvicorn": "Channels tuned, uvicorn"}
DOCS, FASTAPI = "Channels by its docs, daphne", "FastAPI, one commit"
GOALS = [
    *(Goal(f"turns@{n}", "ours, daphne", TUNED["daphne"], 1.7) for n in (50, 200)),
    *(Goal(f"turns@{n}", "ours, uvicorn", TUNED["uvicorn"], 2.2) for n in (50, 200)),
    *(Goal("ping@50", f"ours, {by}", TUNED[by], 1.5) for by in TUNED),
    *(Goal("connect@20", f"ours, {by}", DOCS, 1.2) for by in TUNED),
    *(Goal("http@50", f"ours, {by}", FASTAPI, 0.5) for by in TUNED),
]


def by_mode(runs: list[Run]) -> dict[str, dict[str, list[Run]]]:
    found: dict[str, dict[str, list[Run]]] = defaultdict(lambda: defaultdict(list))
    for run in runs:
        found[run.mode][run.who].append(run)
    return found


def cost(runs: list[Run]) -> float:
    return median(run.cpu for run in runs)


def spread(runs: list[Run]) -> str:
    least, most = min(run.cpu for run in runs), max(run.cpu for run in runs)
    return f"{cost(runs):.3f} ({least:.3f}–{most:.3f})"


def table(runs: list[Run]) -> list[str]:
    """One row for each contestant, one column for each mode."""
    modes = by_mode(runs)
    names = list(dict.fromkeys(run.who for run in runs))
    lines = ["| | " + " | ".join(modes) + " |", "|---" * (len(modes) + 1) + "|"]
    for name in names:
        cells = [spread(modes[mode][name]) if name in modes[mode] else "–" for mode in modes]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


def waits(runs: list[Run]) -> list[str]:
    """p50 / p99 of an answer in ms, medians of the runs: the machine's as much as the server's."""
    modes = by_mode(runs)
    names = list(dict.fromkeys(run.who for run in runs))
    lines = ["| ms | " + " | ".join(modes) + " |", "|---" * (len(modes) + 1) + "|"]
    for name in names:
        cells = []
        for mode in modes:
            own = modes[mode].get(name)
            p50, p99 = (
                (median(getattr(run, at) for run in own) for at in ("p50", "p99"))
                if own
                else (0, 0)
            )
            cells.append(f"{p50:.1f} / {p99:.1f}" if own else "–")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


def ratios(runs: list[Run]) -> list[str]:
    """Each goal whose two sides were measured."""
    modes = by_mode(runs)
    lines = ["| mode | of | by | goal | measured |", "|---|---|---|---|---|"]
    for goal in GOALS:
        sides = modes.get(goal.mode, {})
        if goal.who in sides and goal.peer in sides:
            ratio = cost(sides[goal.who]) / cost(sides[goal.peer])
            said = f"{ratio:.2f}" if ratio <= goal.most else f"**missed**: {ratio:.2f}"
            lines.append(f"| {goal.mode} | {goal.who} | {goal.peer} | ≤ {goal.most} | {said} |")
    return lines


def machine() -> str:
    cores, load = os.cpu_count(), os.getloadavg()[2]
    today = dt.datetime.now(dt.UTC)
    return (
        f"{today:%d %B %Y}, {platform.machine()}, {cores} cores, Python "
        f"{platform.python_version()}; other programs kept {load:.0f} processes waiting for them."
    )


def text_of(runs: list[Run]) -> str:
    repeats = max(len(own) for mode in by_mode(runs).values() for own in mode.values())
    told = f"Seconds of the server's processor for 1,000, median of {repeats} (least–most). "
    parts = [told + machine(), table(runs), "Against the goals:", ratios(runs)]
    parts += ["How long an answer took, p50 / p99:", waits(runs)]
    return "\n\n".join(each if isinstance(each, str) else "\n".join(each) for each in parts)


def write(text: str, document: Path = DOCUMENT) -> None:
    """Put it between the two marks. Raises ValueError where they are not there."""
    before, begin, rest = document.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{document} has no place for the tables: {BEGIN} … {END}")
    document.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}")
