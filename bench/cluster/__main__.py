"""What fails in a database of three members and a Redis of three, and what customers notice.

    python -m bench.cluster               three servers of ours, 12 customers, some minutes
    python -m bench.cluster --short
    python -m bench.cluster --only galera
    python -m bench.cluster --cost        turns a second and processor: see bench.cluster.cost

First a MySQL group of three with a single primary, where MySQL is installed
(deploy/scripts/mysql_root.sh), by its hosts and by MySQL Router; then a Galera of three, each
server's own member first in its DATABASE_URL, and a Redis master with two replicas and three
Sentinels, and the same of Valkey; then a primary whose replica is five seconds behind, where
supervisors change something and look at it on another server; then one database, one Redis and
one model, each of which falls silent without closing a connection. Customers move between the
servers. All on loopback, so a cable is pulled by stopping a process, by a proxy that carries
nothing more (silence) or by Galera's own isolation (a partition). Prints a table; exit code 1 when
a message was lost or doubled, a number left out, or a socket closed that nothing forced to close.
"""

import asyncio
import random
import sys

from aicc.testing.database_servers import (
    Redis,
    WatchedRedis,
    debian_root,
    mysql,
    mysql_router,
    valkey,
)
from aicc.testing.database_servers.galera import Galera
from aicc.testing.database_servers.group_replication import GroupReplication
from aicc.testing.database_servers.lagging_pair import LaggingPair
from aicc.testing.database_servers.mysql_router import RoutedGroup
from aicc.testing.database_servers.valkey import WatchedValkey
from bench import chaos
from bench.chaos import Length
from bench.client import Pace
from bench.cluster import cost, galera, group_replication, replica, sentinel, silence
from bench.cluster.silence import SilentDatabase, SilentModel, SilentRedis
from bench.cluster.stage import OneDatabase, cluster
from bench.stage import scene_options

WORDS = "question {}: how do I order a new card?"  # which a model is asked, where there is one
LONG = Length(12, Pace(messages=40, every=1.0, ping=30.0, words=WORDS), 60.0, 20.0, 90.0, 60.0, 0)
SHORT = Length(6, Pace(messages=10, every=0.5, ping=2.0, words=WORDS), 3.0, 3.0, 6.0, 8.0, 0)
STAGES = (
    (GroupReplication, WatchedRedis, group_replication.SCENES),
    (RoutedGroup, WatchedRedis, group_replication.ROUTER_SCENES),
    (Galera, WatchedRedis, galera.SCENES | sentinel.SCENES),
    (OneDatabase, WatchedValkey, sentinel.VALKEY_SCENES),
    (LaggingPair, WatchedRedis, replica.SCENES),
    (SilentDatabase, SilentRedis, silence.SCENES),
    (SilentModel, Redis, silence.MODEL_SCENES),
)
COST = {"action": "store_true", "help": "what three members cost beside one, and no fault"}
OF_THE_ROOT = {
    GroupReplication: mysql.SERVER,
    RoutedGroup: mysql_router.SERVER,
    WatchedValkey: valkey.SERVER,
}


def main() -> int:
    options = scene_options(__doc__, lambda parser: parser.add_argument("--cost", **COST))
    if options.cost:
        cost.print_costs(short=options.short, only=options.only)
        return 0
    random.seed(options.seed)
    length = SHORT if options.short else LONG
    rows: dict[str, dict] = {}
    for kind, redis, scenes in STAGES:
        names = [name for name in scenes if options.only in name]
        needed = [program for each in (kind, redis) if (program := OF_THE_ROOT.get(each))]
        if names and not all(map(debian_root.has, needed)):
            print(f"Left out: {', '.join(names)}. bash deploy/scripts/mysql_root.sh installs it.")
        elif names:
            with cluster(kind, redis) as stage:
                rows |= asyncio.run(chaos.play_all(names, stage, length, options.seed, scenes))
    faults = chaos.faults_of(rows)
    print(f"Faults: {faults}" if faults else "Nothing was lost, doubled or closed without need.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
