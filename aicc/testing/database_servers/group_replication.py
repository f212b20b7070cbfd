"""Three MySQL servers of one group with a single primary (Group Replication, the engine of an
InnoDB Cluster) for the benchmarks, all on loopback. Imports neither Django nor the project.
"""

from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from aicc.testing import waits
from aicc.testing.database_servers.mysql import MySql
from aicc.testing.private_server import free_port

# By an account without the right to write where super_read_only is off and read_only on, whose
# password is proven by caching_sha2_password over a line without TLS.
USER, PASSWORD = "bank", "of this run"
ACCOUNTS = (
    f"CREATE USER IF NOT EXISTS {USER} IDENTIFIED BY '{PASSWORD}'",
    f"GRANT ALL ON aicc.* TO {USER}",
    f"GRANT SELECT ON performance_schema.replication_group_members TO {USER}",
)
CHANNEL = "group_replication_recovery"


class GroupMember(MySql):
    """One member; which of them is the primary is the group's to say."""

    performance_schema = "ON"  # where the group's members stand

    def __init__(self, folder: Path, number: int, group: str) -> None:
        self.number, self.group = number, group
        self.group_port = free_port()  # for the others
        self.others: list[GroupMember] = []
        super().__init__(folder)

    @property
    def log_options(self) -> Sequence[str]:
        members = sorted([self, *self.others], key=lambda each: each.number)
        seeds = ",".join(f"127.0.0.1:{each.group_port}" for each in members)
        return (
            "--log-bin=log",
            f"--server-id={self.number + 1}",
            "--gtid-mode=ON",
            "--enforce-gtid-consistency=ON",
            "--report-host=127.0.0.1",
            "--plugin-load-add=group_replication.so",
            f"--loose-group-replication-group-name={self.group}",
            "--loose-group-replication-start-on-boot=OFF",
            f"--loose-group-replication-local-address=127.0.0.1:{self.group_port}",
            f"--loose-group-replication-group-seeds={seeds}",
            "--loose-group-replication-ip-allowlist=127.0.0.1/8",
            "--loose-group-replication-recovery-get-public-key=ON",
            # By default a member is given up five seconds after the five in which it is missed.
            "--loose-group-replication-member-expel-timeout=0",
            # A member that was expelled comes back by itself.
            "--loose-group-replication-autorejoin-tries=30",
        )

    def begin(self, *, first: bool) -> None:
        """Take part; the first one of all begins the group."""
        source = f"CHANGE REPLICATION SOURCE TO SOURCE_USER='root' FOR CHANNEL '{CHANNEL}'"
        self.run("mariadb", f"--execute={source}")
        bootstrap = "SET GLOBAL group_replication_bootstrap_group = "
        start = "START GROUP_REPLICATION"
        deed = f"{bootstrap}ON; {start}; {bootstrap}OFF" if first else start
        self.run("mariadb", f"--execute={deed}")

    def join(self) -> None:
        """After it was stopped or killed: what it missed comes from the others."""
        self.start()
        self.begin(first=False)

    def role(self) -> tuple[str, str]:
        """Its state and its role, as it sees itself; blank where it does not answer."""
        lines = self.ask(
            "SELECT CONCAT(member_state, ' ', member_role) "
            "FROM performance_schema.replication_group_members WHERE member_id = @@server_uuid"
        )
        state, _, role = (lines or [""])[0].partition(" ")
        return state, role


class GroupReplication:
    """Three members with one primary; `url(n)` is DATABASE_URL for any server."""

    def __init__(self, folder: Path) -> None:
        self.nodes: list[GroupMember] = []
        self.settings: dict[str, str] = {}  # of our servers, beside `url`
        group = str(uuid4())
        for number in range(3):
            own = folder / f"{folder.name}-member-{number}"
            own.mkdir()
            self.nodes.append(GroupMember(own, number, group))
        for node in self.nodes:
            node.others = [each for each in self.nodes if each is not node]

    def start(self) -> "GroupReplication":
        for number, node in enumerate(self.nodes):
            node.start()
            node.begin(first=number == 0)
        waits.wait_until("a group of three", self.is_whole)
        primary = self.primary()
        primary.create_database("aicc")
        primary.run("mariadb", f"--execute={'; '.join(ACCOUNTS)}")
        return self

    def is_whole(self) -> bool:
        roles = [node.role() for node in self.nodes]
        return all(state == "ONLINE" for state, _ in roles) and "PRIMARY" in [
            role for _, role in roles
        ]

    def primary(self) -> GroupMember:
        """Raises StopIteration where none says so of itself."""
        return next(node for node in self.nodes if node.role() == ("ONLINE", "PRIMARY"))

    def kill(self) -> None:
        for node in self.nodes:
            node.kill()

    def url(self, number: int) -> str:
        """Each server's own member first: it asks until it finds who may write."""
        own = self.nodes[number:] + self.nodes[:number]
        places = ",".join(f"127.0.0.1:{node.port}" for node in own)
        return f"mysql://{USER}:{PASSWORD.replace(' ', '%20')}@{places}/aicc"
