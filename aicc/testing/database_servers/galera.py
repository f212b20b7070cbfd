"""A Galera cluster of three for the benchmarks, all on loopback. Imports neither Django nor the
project.
"""

import shutil
import subprocess
from pathlib import Path

from aicc.testing import waits
from aicc.testing.database_servers import MariaDb
from aicc.testing.private_server import COMMAND_SECONDS, free_port

LIBRARY = Path("/usr/lib/galera/libgalera_smm.so")
# By an account that read_only binds, as the bank's should be.
LOGIN = "bank:of%20this%20run"


class GaleraNode(MariaDb):
    """One member. It takes no copy of the whole data: it begins with the first one's files."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        # What brings the copy becomes nobody where root runs it, and leaves a file there.
        self.data.chmod(0o777)
        self.base_port = free_port()  # for the others; the next one is for what it missed
        self.copy_port = free_port()
        self.others: list[GaleraNode] = []
        self.position = ""  # where it goes on after it was killed

    def command(self) -> list[str]:
        others = ",".join(f"127.0.0.1:{each.base_port}" for each in self.others)
        listen = f"gmcast.listen_addr=tcp://127.0.0.1:{self.base_port}"
        # Faster than Galera's own 5 s: three members of one machine.
        quick = "evs.keepalive_period=PT0.5S;evs.suspect_timeout=PT2S;evs.inactive_timeout=PT4S"
        options = [
            *super().command(),
            "--innodb-flush-log-at-trx-commit=2",
            "--wsrep-on=ON",
            f"--wsrep-provider={LIBRARY}",
            f"--wsrep-cluster-address=gcomm://{others}",
            f"--wsrep-provider-options=base_port={self.base_port};{listen};{quick}",
            f"--wsrep-node-address=127.0.0.1:{self.base_port}",
            "--wsrep-sst-method=rsync",  # of what is missing: the files are there
            f"--wsrep-sst-receive-address=127.0.0.1:{self.copy_port}",
            "--binlog-format=ROW",
            "--innodb-autoinc-lock-mode=2",
        ]
        return [*options, f"--wsrep-start-position={self.position}"] if self.position else options

    def is_up(self) -> bool:
        """It listens before it takes part, and answers nobody."""
        return super().is_up() and self.status("wsrep_ready") == "ON"

    def status(self, name: str) -> str:
        lines = self.ask(f"SHOW GLOBAL STATUS LIKE '{name}'")
        return lines[0].split("\t")[1] if lines else ""

    def is_one_of(self, count: int) -> bool:
        """Whether it is ready, in a cluster of so many."""
        size, ready = self.status("wsrep_cluster_size"), self.status("wsrep_ready")
        return (size, ready) == (str(count), "ON")

    def join(self) -> None:
        """Tried again: a port may be taken meanwhile, or the others be busy with each other."""
        for attempt in range(3):
            try:
                self.start()
            except RuntimeError:
                if attempt == 2:
                    raise
                self.copy_port = free_port()
            else:
                return

    def rejoin(self) -> None:
        """After it was killed: from what its files hold, with the rest from the others."""
        done = subprocess.run(
            [*self.command(), "--wsrep-recover"],
            check=False,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
        )
        said = done.stderr + done.stdout
        self.position = said.rpartition("Recovered position:")[2].split()[0]
        self.join()
        self.position = ""


class Galera:
    """Three members; `url(n)` is DATABASE_URL for a server whose own member is the n-th."""

    def __init__(self, folder: Path) -> None:
        first = folder / "node-0"
        first.mkdir()
        self.nodes = [GaleraNode(first)]
        self.settings: dict[str, str] = {}  # of our servers, beside `url`
        self.folder = folder
        folder.chmod(0o755)

    def start(self) -> "Galera":
        [first] = self.nodes
        first.start()
        first.create_database("aicc")
        user, _, password = LOGIN.replace("%20", " ").partition(":")
        first.run("mariadb", f"--execute=CREATE USER {user} IDENTIFIED BY '{password}'")
        first.run("mariadb", f"--execute=GRANT ALL ON aicc.* TO {user}")
        first.stop()
        for number in (1, 2):
            folder = self.folder / f"node-{number}"
            folder.mkdir()
            shutil.copytree(first.data, folder / "mariadb")
            self.nodes.append(GaleraNode(folder))
        first.start()
        for node in self.nodes[1:]:
            node.others = [each for each in self.nodes if each is not node]
            node.join()
        first.others = self.nodes[1:]
        waits.wait_until("a cluster of three", self.is_whole)
        return self

    def is_whole(self) -> bool:
        return all(node.is_one_of(len(self.nodes)) for node in self.nodes)

    def kill(self) -> None:
        for node in self.nodes:
            node.kill()

    def url(self, number: int) -> str:
        own = self.nodes[number:] + self.nodes[:number]
        places = ",".join(f"127.0.0.1:{node.port}" for node in own)
        return f"mysql://{LOGIN}@{places}/aicc"
