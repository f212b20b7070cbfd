"""What fails in a database of three members and a Redis of three, and what customers notice.

    python -m bench.cluster               three servers of ours, 12 customers, some minutes
    python -m bench.cluster --short
    python -m bench.cluster --only galera

First a MySQL group of three with a single primary, where MySQL is installed
(deploy/scripts/mysql_root.sh); then a Galera of three, each server's own member first in its
DATABASE_URL, and a Redis master with two replicas and three Sentinels; then a primary whose
replica is five seconds behind, where supervisors change something and look at it on another
server. Customers move between the servers. All on loopback, so a cable is pulled by stopping a
process (silence) or by Galera's own isolation (a partition). Prints a table; exit code 1 when a
message was lost or doubled, a number left out, or a socket closed that nothing forced to close.
"""

import asyncio
import random
import sys

from aicc.testing.database_servers import mysql
from aicc.testing.database_servers.galera import Galera
from aicc.testing.database_servers.group_replication import GroupReplication
from aicc.testing.database_servers.lagging_pair import LaggingPair
from bench import chaos
from bench.chaos import Length
from bench.client import Pace
from bench.cluster import galera, group_replication, replica, sentinel
from bench.cluster.stage import cluster
from bench.stage import scene_options

LONG = Length(12, Pace(messages=40, every=1.0, ping=30.0), 60.0, 20.0, 90.0, 60.0, 0)
SHORT = Length(6, Pace(messages=10, every=0.5, ping=2.0), 3.0, 3.0, 6.0, 8.0, 0)
STAGES = {
    GroupReplication: group_replication.SCENES,
    Galera: galera.SCENES | sentinel.SCENES,
    LaggingPair: replica.SCENES,
}


def main() -> int:
    options = scene_options(__doc__)
    random.seed(options.seed)
    length = SHORT if options.short else LONG
    rows: dict[str, dict] = {}
    for kind, scenes in STAGES.items():
        names = [name for name in scenes if options.only in name]
        if names and kind is GroupReplication and not mysql.is_installed():
            print("Left out: MySQL's group. bash deploy/scripts/mysql_root.sh installs it.")
        elif names:
            with cluster(kind) as stage:
                rows |= asyncio.run(chaos.play_all(names, stage, length, options.seed, scenes))
    faults = chaos.faults_of(rows)
    print(f"Faults: {faults}" if faults else "Nothing was lost, doubled or closed without need.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
