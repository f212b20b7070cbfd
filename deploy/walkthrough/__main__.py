"""Walks what the first system's page tells a reader to do: deploy/scripts/walkthrough.sh calls it.

    python -m deploy.walkthrough

On this machine, without a container engine: the shipped nginx.conf on port 80 in a network of
its own, two servers, a private MariaDB and Redis, on the ports and names of the Compose file;
then the same with TLS. Needs root on Linux. Prints what was seen of each step as a table;
exit code 1 where one failed.
"""

import os
import sys

from aicc.testing import servers
from deploy import checklist
from deploy.tests import installation
from deploy.walkthrough.house import House
from deploy.walkthrough.steps import PLAIN, WITH_TLS

NEEDED = ("nginx", "mariadbd", "mariadb", "redis-server", "curl", servers.chromium(), "unshare")


def main() -> int:
    if missing := servers.missing_programs(*NEEDED):
        print(f"Not installed: {', '.join(missing)}. bash deploy/scripts/system-packages.sh")
        return 1
    if os.geteuid() != 0:
        print("A network of its own, where port 80 is free, takes root: run it as root.")
        return 1
    with installation.own_network():
        return walk()


def walk() -> int:
    house = House()
    try:
        print("MariaDB, Redis, two servers and nginx on port 80 ...", flush=True)
        house.open()
        rows = checklist.prove(PLAIN, house)
        print("The same with AICC_TLS=on ...", flush=True)
        house.turn_on_tls()
        rows += checklist.prove(WITH_TLS, house)
    finally:
        house.close()
    print("\n" + checklist.table(rows))
    return 0 if checklist.all_hold(rows) else 1


if __name__ == "__main__":
    sys.exit(main())
