"""Personal data of every kind into whatever takes a text or an id at the chat's doors, the desk's,
the sign-in's and the office's; then found nowhere.

    python -m bench.canary                        a private MariaDB and Redis, some minutes
    python -m bench.canary --database sqlite --rounds 2

A private server with debug logging; customers, agents and somebody who signs in write a
registration number, a card, a password and the other kinds that are masked into each frame, body,
header, query, path and id, while a stand-in for the model answers or fails. Ordinary simulated
traffic goes on beside. Then every text column, every file of the server, its database and its data
folder, the log, the metrics, Redis' traffic and what the model was sent are looked through. What
is written in one field is written in no other, so a finding tells where it came in and where it
lies. Of the office every form is filled in as its page has it, up to five times; conversations, a
print, figures, articles, the audit log, a certificate and a person's package are taken out.

Exit code 1 where something is found, a field of chat, desk or sign-in did not get every kind that
fits in it, or the server's log tells of a fault.
"""

import argparse
import os
import subprocess
import sys

from aicc.testing import servers
from bench.canary.day import SETTINGS, Day, model
from bench.canary.places import Monitor
from bench.fuzz.watch import complaints
from bench.stage import stage


def traffic(server: servers.AiccServer, minutes: float) -> subprocess.Popen[bytes]:
    command = [sys.executable, "manage.py", "simulate", f"--url={server.url}", "--customers=10"]
    return subprocess.Popen(
        [*command, f"--minutes={minutes}", "--pace=3"],
        cwd=servers.ROOT, env=server.environment(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=["sqlite", "mariadb"], default="mariadb")
    parser.add_argument("--rounds", type=int, default=40, help="customers who say everything")
    parser.add_argument("--minutes", type=float, default=3.0, help="of ordinary traffic beside")
    given = parser.parse_args()
    os.environ["AICC_ENV_FILE"] = os.devnull
    with model() as service:
        settings = SETTINGS | {"OPENAI_BASE_URL": service.url, "AICC_EMBEDDINGS_URL": service.url}
        with stage(settings, database=given.database) as here:
            (server,) = here.servers
            server.manage("import_knowledge")
            day = Day(server, service, Monitor(here.redis) if here.redis else None)
            beside = traffic(server, given.minutes)
            try:
                day.passes(given.rounds)
                beside.wait()
            finally:
                beside.kill()
            faults = complaints(server.log())
            found = day.findings(server.folder)
    missing = [each for each in day.planter.missing() if not each.startswith("office ")]
    for line in (*found, *missing, *faults):
        print(line)
    planted = len(day.planter.canaries()), len(day.planter.planted)
    print(f"{planted[0]} canaries in {planted[1]} fields")
    print(f"{len(found)} findings, {len(missing)} fields short of kinds, {len(faults)} faults")
    return 1 if found or missing or faults else 0


if __name__ == "__main__":
    sys.exit(main())
