"""Floods of strangers beside well-behaved neighbours: what the neighbours notice.

    python -m bench.flood                         each flood from one address and from 200
    python -m bench.flood --flood logins --seconds 5
    python -m bench.flood --database mariadb      on a private MariaDB and Redis

Starts a server of its own, with its limits on, and ten neighbours at addresses of their own, who
ask a question every two or three seconds. Before each flood they are measured alone, once the
server is quiet after the one before, so that what else the machine does counts on both sides.
Prints their p50 and p99 under each flood and alone, how busy the server was, the memory that its
processes held at most, and what the neighbours were refused. The goal: p99 within three times
what it is alone, memory under the container's limit, nothing refused. Exit code 1 where that is
missed. The flood comes from this machine too, but last in line for its processors (niceness 19,
in a session of its own): strangers bring their own. It sends all the same as fast as it is
answered.
"""

import argparse
import asyncio
import contextlib
import json
import math
import os
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from aicc.platform.passwords import container_mib
from aicc.testing import servers
from bench.flood.kinds import FLOODS, LOOPS, NICENESS
from bench.flood.neighbours import Neighbours
from bench.stage import stage
from bench.turns import cpu_of

MANY = 200  # addresses
GOAL = 3.0  # times the p99 alone
SAMPLE_SECONDS = 0.25  # between two looks at the memory
QUIET_SHARE = 0.15  # of a processor, that a server uses at most which nobody asks
QUIET_SECONDS = 120.0  # until what a flood left behind must be done
SETTINGS = {
    "AICC_ENGINE": "offline",
    "AICC_TRUSTED_PROXIES": "127.0.0.1",  # the addresses that the flood pretends to
    "AICC_LOG_LEVEL": "warning",
}
MAKE_MEI = """
from aicc.testing.logins import login_of
login_of("mei", "of this benchmark alone")
"""


def tree(pid: int) -> Iterator[int]:
    """A process and all that it started."""
    yield pid
    with contextlib.suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            yield from tree(int(child))


def memory_mib(pid: int) -> float:
    """What the processes of a tree hold of memory together."""
    held = 0
    for each in tree(pid):
        with contextlib.suppress(OSError, IndexError, ValueError):
            status = Path(f"/proc/{each}/status").read_text()
            held += int(status.partition("VmRSS:")[2].split()[0])
    return held / 1024


async def watch_memory(pid: int, held: list[float]) -> None:
    while True:
        held.append(memory_mib(pid))
        await asyncio.sleep(SAMPLE_SECONDS)


async def flooding(
    url: str, name: str, addresses: int, *, seconds: float, loops: int, niceness: int
) -> dict:
    """The flood in a process of its own; what it was answered."""
    command = [sys.executable, "-m", "bench.flood.kinds", name, "--url", url]
    command += ["--seconds", str(seconds), "--addresses", str(addresses), "--loops", str(loops)]
    command += ["--niceness", str(niceness)]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=servers.ROOT, stdout=asyncio.subprocess.PIPE
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), seconds + 60)
    except TimeoutError:
        process.kill()
        raise
    return json.loads(said) if process.returncode == 0 else {"the flood failed": 1}


async def until_quiet(server: servers.AiccServer) -> None:
    """Wait until the server has done what the flood before left it, its embedder's work too.

    Raises TimeoutError where it goes on: what "alone" is cannot be measured then.
    """
    async with asyncio.timeout(QUIET_SECONDS):
        used, pauses = work_of(server.process.pid), 0
        while pauses < 2:  # one quiet second may be a pause between two batches
            await asyncio.sleep(1)
            before, used = used, work_of(server.process.pid)
            pauses = pauses + 1 if used - before < QUIET_SHARE else 0


def work_of(pid: int) -> float:
    """CPU seconds that the processes of a tree have used so far."""
    used = 0.0
    for each in tree(pid):
        with contextlib.suppress(OSError):
            used += cpu_of(each)
    return used


async def beside(
    server: servers.AiccServer,
    name: str,
    addresses: int,
    *,
    seconds: float,
    loops: int = LOOPS,
    niceness: int = NICENESS,
) -> dict:
    """Neighbours beside one flood, or alone where it has no name; a row of the table."""
    neighbours, held = Neighbours(server.url), []
    before, began = cpu_of(server.process.pid), time.monotonic()
    watching = asyncio.create_task(watch_memory(server.process.pid, held))
    work = [neighbours.talk(seconds)]
    if name:
        bounds = {"seconds": seconds, "loops": loops, "niceness": niceness}
        work.append(flooding(server.url, name, addresses, **bounds))
    _, *answered = await asyncio.gather(*work)
    watching.cancel()
    return {
        "flood": name or "alone",
        "addresses": addresses,
        "p50": 1000 * statistics.median(neighbours.waits or [0.0]),
        "p99": neighbours.quantile(0.99),
        "asked": neighbours.asked,
        "well": neighbours.well,
        "errors": neighbours.errors,
        "memory": max(held),
        "busy": (cpu_of(server.process.pid) - before) / (time.monotonic() - began),
        "answered": answered[0] if answered else {},
    }


def shown(row: dict) -> str:
    statuses = " ".join(f"{status}×{count}" for status, count in sorted(row["answered"].items()))
    return (
        f"{row['flood']:<10} {row['addresses']:>4}  {shown_delay(row)}"
        f"  alone {shown_delay(row['alone'])}  {ratio(row):>4.1f} ×"
        f"  busy {row['busy']:>4.0%}  {row['memory']:>4.0f} MiB"
        f"  asked {row['asked']}, refused {len(row['errors'])}  {statuses}"
    )


def shown_delay(row: dict) -> str:
    return f"p50 {row['p50']:>5.0f} p99 {row['p99']:>5.0f} ms"


def ratio(row: dict) -> float:
    """Of the p99 beside the flood to that alone; nothing known of one of them is no good news."""
    return row["p99"] / row["alone"]["p99"] if row["p99"] and row["alone"]["p99"] else math.inf


def verdict(rows: list[dict], limit_mib: int) -> tuple[bool, str]:
    worst, most = max(map(ratio, rows)), max(row["memory"] for row in rows)
    unwell = sum(not row["well"] for row in rows)
    good = worst <= GOAL and most < limit_mib and not unwell
    return good, (
        f"{'GOOD' if good else 'MISSED'}: worst p99 {worst:.1f} × (goal {GOAL:.0f} ×), most "
        f"memory {most:.0f} of {limit_mib} MiB, {unwell} of {len(rows)} floods cost a neighbour "
        "an answer"
    )


def prepared(server: servers.AiccServer) -> None:
    """Articles to answer from, and a login to guess at; read anew by the server."""
    server.manage("import_knowledge")
    server.manage("shell", "--verbosity=0", "-c", MAKE_MEI)
    server.kill()
    server.start()


async def play(server: servers.AiccServer, options: argparse.Namespace) -> tuple[bool, str]:
    bounds = {"seconds": options.seconds, "loops": options.loops}
    await beside(server, "", 0, seconds=min(5.0, options.seconds))  # what a first use costs
    rows = []
    for name in options.flood or FLOODS:
        for addresses in options.addresses:
            await until_quiet(server)
            alone = await beside(server, "", 0, **bounds)
            rows.append(await beside(server, name, addresses, **bounds) | {"alone": alone})
            print(shown(rows[-1]), flush=True)
    return verdict(rows, options.memory_mib)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--flood", nargs="*", choices=FLOODS, help="these alone")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each flood")
    parser.add_argument("--addresses", type=int, nargs="*", default=[1, MANY])
    parser.add_argument("--loops", type=int, default=LOOPS, help="of strangers at once")
    parser.add_argument("--database", choices=["sqlite", "mariadb"], default="sqlite")
    parser.add_argument("--memory-mib", type=int, default=container_mib(), help="the limit")
    options = parser.parse_args()
    os.environ["AICC_ENV_FILE"] = os.devnull
    with stage(SETTINGS, database=options.database) as here:
        (server,) = here.servers
        prepared(server)
        good, sentence = asyncio.run(play(server, options))
    print(sentence)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
