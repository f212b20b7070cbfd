"""A MySQL for the tests alone: Debian's stable releases have none, so it runs in a root of its
own. Imports neither Django nor the project.
"""

import shutil
import subprocess
from pathlib import Path

from aicc.testing.database_servers import MariaDb
from aicc.testing.database_servers.debian_root import has, inside, own_folder, seen
from aicc.testing.private_server import COMMAND_SECONDS

SERVER = "usr/sbin/mysqld"
CLIENTS = {"mariadb": "mysql", "mariadb-dump": "mysqldump"}


class MySql(MariaDb):
    """The same with Oracle's server, in its own defaults: its collation, its SQL mode, its
    authentication by caching_sha2_password alone.

    folder: where its log lies; its data lie in the root, the only place that it sees.
    """

    name = "mysql"
    collation = "utf8mb4_0900_ai_ci"
    performance_schema = "OFF"

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.place = Path("/srv") / folder.name  # as the server sees it
        super().__init__(folder, port)

    @property
    def seen(self) -> Path:
        """The same as we see it."""
        return seen(self.place)

    def install(self) -> None:
        own_folder(self.place)
        # From 127.0.0.1 its root has no account: that is not localhost to it.
        (self.seen / "accounts.sql").write_text(
            "SET SESSION sql_log_bin = OFF;"  # each member of a group makes its own
            "CREATE USER IF NOT EXISTS root@'127.0.0.1';"
            "GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;"
        )
        shutil.chown(self.seen, 65534, 65534)
        command = ["mysqld", "--no-defaults", "--initialize-insecure", *self.places()]
        done = subprocess.run(
            inside(*command),
            check=False,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
        )
        if done.returncode:
            raise RuntimeError(f"mysqld --initialize-insecure failed:\n{done.stderr[-2000:]}")

    def places(self) -> list[str]:
        return [
            f"--datadir={self.place}/data",
            "--secure-file-priv=",
            "--lc-messages-dir=/usr/share/mysql",
        ]

    def command(self) -> list[str]:
        return inside(
            "mysqld",
            "--no-defaults",
            *self.places(),
            f"--port={self.port}",
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
            f"--socket={self.place}/db.sock",
            f"--pid-file={self.place}/db.pid",
            f"--init-file={self.place}/accounts.sql",
            "--mysqlx=OFF",
            *self.log_options,
            f"--performance-schema={self.performance_schema}",
            "--innodb-buffer-pool-size=128M",
            # A test's data need not outlive the machine's power.
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-flush-method=nosync",
            "--innodb-doublewrite=OFF",
        )

    def client(self, name: str) -> list[str]:
        return inside(CLIENTS[name])


def is_installed() -> bool:
    return has(SERVER)
