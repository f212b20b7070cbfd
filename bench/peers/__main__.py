"""Ours beside its peers, in turn, on a private MariaDB and Redis.

    python -m bench.peers                     five repeats of all modes; some twenty minutes
    python -m bench.peers --repeats 1 --modes turns@50,ping@50 --only ours,tuned
    python -m bench.peers --short             a second of each, without FastAPI: that they work
    python -m bench.peers --write             the tables go into docs/performance.md

The figure to compare is seconds of the server's processor for 1,000 answers, and its ratio
within one run: turns a second and milliseconds are the machine's as much as the server's. In each
repeat every contestant has its turn, so that a busy minute meets all. Exit code 1 when anything
was answered with an error.
"""

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import uvloop

from aicc.testing import servers, waits
from bench.peers import contestants, load, report
from bench.peers.contestants import CONTESTANTS, Contestant
from bench.stage import DurableMariaDb

MODES = ("turns@50", "turns@200", "ping@50", "connect@20", "http@50")
SHORT = ("turns@4", "ping@4", "connect@2", "http@4")
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_of(pid: int) -> float:
    """Seconds of the processor that the process and its children have used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return (int(fields[11]) + int(fields[12])) / TICKS + sum(
        cpu_of(int(each)) for each in children
    )


def measure(who: Contestant, server: servers.PrivateServer, mode: str, seconds: float):
    """One load on one server that is up."""
    spent = 0.0

    async def pace(tally: load.Tally) -> None:
        nonlocal spent
        await asyncio.sleep(seconds / 3)  # until it is warm
        before, tally.measuring = cpu_of(server.process.pid), True
        await asyncio.sleep(seconds)
        # On a busy machine the first one may take longer.
        await waits.until("an answer", lambda: tally.seconds or tally.errors)
        tally.measuring = False
        spent = cpu_of(server.process.pid) - before

    tally = uvloop.run(load.run(mode, server.port, pace))
    took = sorted(tally.seconds) or [0.0]
    return report.Run(
        who=who.name,
        mode=mode,
        answered=len(tally.seconds),
        errors=len(tally.errors),
        cpu=1000 * spent / max(1, len(tally.seconds)),
        p50=1000 * took[len(took) // 2],
        p99=1000 * took[int(len(took) * 0.99)],
    )


@contextmanager
def services() -> Iterator[tuple[Path, servers.MariaDb, servers.Redis]]:
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)  # MariaDB's own user reads it
        mariadb, redis = DurableMariaDb(folder), servers.Redis(folder)
        for each in (mariadb, redis):
            stack.callback(each.kill)
            each.start()
        yield folder, mariadb, redis


def play(
    who: list[Contestant], modes: tuple[str, ...], *, repeats: int, seconds: float
) -> list[report.Run]:
    runs = []
    with services() as (folder, mariadb, redis):
        for repeat in range(repeats):
            for each in who:
                own = folder / f"{each.name}-{repeat}".replace(" ", "-")
                own.mkdir()
                server = contestants.started(each, own, mariadb, redis, repeat)
                try:
                    runs += [told(measure(each, server, mode, seconds)) for mode in each.of(modes)]
                finally:
                    server.stop(10)
                shutil.rmtree(own, ignore_errors=True)
    return runs


def told(run: report.Run) -> report.Run:
    print(
        f"{run.mode:<11} {run.who:<30} {run.cpu:7.3f} s per 1,000 of {run.answered:>6} answered, "
        f"p50 {run.p50:.1f} ms, p99 {run.p99:.1f} ms, {run.errors} errors",
        flush=True,
    )
    return run


def chosen(words: str, *, short: bool) -> list[Contestant]:
    wanted = [word.strip().lower() for word in words.split(",") if word.strip()]
    found = [
        each
        for each in CONTESTANTS.values()
        if not wanted or any(word in each.name.lower() for word in wanted)
    ]
    fastapi = CONTESTANTS[report.FASTAPI]
    if fastapi in found and (short or not contestants.fastapi_is_there()):
        found.remove(fastapi)
        reason = "it is fetched from an index" if short else "it cannot be installed"
        print(f"without {fastapi.name}: {reason}")
    return found


def options_of(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.peers", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each load")
    parser.add_argument("--modes", default=",".join(MODES))
    parser.add_argument("--only", default="", help="those whose names hold one of these words")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args(arguments)
    if given.short:
        given.repeats, given.seconds, given.modes = 1, 1.0, ",".join(SHORT)
    return given


def main(arguments: list[str] | None = None) -> int:
    given = options_of(arguments)
    os.environ["AICC_ENV_FILE"] = os.devnull
    if contestants.is_pinned:
        os.sched_setaffinity(0, {int(contestants.LOAD_CORE)})
    who = chosen(given.only, short=given.short)
    modes = tuple(given.modes.split(","))
    runs = play(who, modes, repeats=given.repeats, seconds=given.seconds)
    text = report.text_of(runs)
    print(f"\n{text}")
    if given.write:
        report.write(text)
    return 1 if any(run.errors or not run.answered for run in runs) else 0


if __name__ == "__main__":
    sys.exit(main())
