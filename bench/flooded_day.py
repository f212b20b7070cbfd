"""A day's traffic beside floods: no desk without its board, no message without its answer.

    python -m bench.flooded_day                    100 customers and 12 agents for ten minutes
    python -m bench.flooded_day --minutes 1440     a whole day of it
    python -m bench.flooded_day --database mariadb

Starts a server of its own, with its limits on, and lets `manage.py simulate` play at it while one
flood follows another from 200 addresses (`bench.flood.kinds`). Prints what the floods were
answered and the simulation's own table: what customers and agents saw against what is stored.
Exit code 1 where somebody missed something, or a figure differs.
"""

import argparse
import asyncio
import os
import sys
from collections import Counter
from itertools import cycle
from typing import Any

from aicc.testing import servers
from bench.flood.__main__ import MANY, SETTINGS, flooding, prepared
from bench.flood.kinds import FLOODS, LOOPS, NICENESS
from bench.stage import stage


async def simulated(server: servers.AiccServer, *options: str) -> tuple[bool, str]:
    """Whether everybody saw what is stored, and the simulation's table."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "manage.py", "simulate", "--url", server.url, *options),
        cwd=servers.ROOT,
        env=server.environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode == 0, said.decode(errors="replace")


async def pour_on(
    url: str,
    counts: dict[str, Counter[str]],
    is_over: asyncio.Event,
    addresses: int,
    **bounds: Any,
) -> None:
    """One flood after another. counts: what each was answered is added."""
    for name in cycle(FLOODS):
        answered = await flooding(url, name, addresses, **bounds)
        counts[name].update(answered)
        if is_over.is_set():
            return


async def play(
    server: servers.AiccServer,
    *options: str,
    seconds: float,
    addresses: int = MANY,
    loops: int = LOOPS,
    niceness: int = NICENESS,
) -> tuple[bool, str, dict[str, Counter[str]]]:
    """The simulation beside the floods, to its end: as `simulated`, and what floods were told.

    seconds: of each flood.
    """
    counts: dict[str, Counter[str]] = {name: Counter() for name in FLOODS}
    is_over = asyncio.Event()

    async def day() -> tuple[bool, str]:
        try:
            return await simulated(server, *options)
        finally:
            is_over.set()

    bounds = {"seconds": seconds, "loops": loops, "niceness": niceness}
    floods = pour_on(server.url, counts, is_over, addresses, **bounds)
    (good, said), _ = await asyncio.gather(day(), floods)
    return good, said, counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=100)
    parser.add_argument("--agents", type=int, default=12)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seconds", type=float, default=20.0, help="of each flood")
    parser.add_argument("--database", choices=["sqlite", "mariadb"], default="sqlite")
    options = parser.parse_args()
    os.environ["AICC_ENV_FILE"] = os.devnull
    scene = [
        f"--customers={options.customers}",
        f"--agents={options.agents}",
        f"--minutes={options.minutes}",
    ]
    with stage(SETTINGS, database=options.database) as here:
        (server,) = here.servers
        prepared(server)
        good, said, counts = asyncio.run(play(server, *scene, seconds=options.seconds))
    for name, answered in counts.items():
        print(f"{name:<10} {' '.join(f'{what}×{n}' for what, n in sorted(answered.items()))}")
    print(said)
    print("GOOD: everybody saw what is stored" if good else "MISSED: see above")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
