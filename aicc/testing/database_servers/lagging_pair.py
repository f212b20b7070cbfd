"""A primary and a replica some seconds behind it, for the benchmarks, both on loopback. Imports
neither Django nor the project.
"""

from pathlib import Path

from aicc.testing import waits
from aicc.testing.database_servers import LoggingMariaDb, MariaDb

LAG_SECONDS = 5


class LaggingPair:
    """All write to the primary; the office reads from the replica."""

    def __init__(self, folder: Path) -> None:
        self.nodes: list[MariaDb] = []
        for number, name in enumerate(("primary", "replica"), start=1):
            own = folder / name
            own.mkdir()
            self.nodes.append(LoggingMariaDb(own, number))

    @property
    def settings(self) -> dict[str, str]:
        return {"AICC_DATABASE_REPLICA_URL": self.nodes[1].url("aicc")}

    def start(self) -> "LaggingPair":
        primary, replica = self.nodes
        for node in self.nodes:
            node.start()
        assert isinstance(replica, LoggingMariaDb)
        replica.follow(primary, LAG_SECONDS)
        primary.create_database("aicc")
        return self

    def catches_up(self) -> None:
        """Wait until it has all that the primary has now."""
        primary, replica = self.nodes
        [position] = primary.ask("SELECT @@global.gtid_binlog_pos")
        there = f"SELECT MASTER_GTID_WAIT('{position}', 0) = 0"
        waits.wait_until("the replica", lambda: replica.ask(there) == ["1"])

    def kill(self) -> None:
        for node in self.nodes:
            node.kill()

    def url(self, number: int) -> str:
        return self.nodes[0].url("aicc")
