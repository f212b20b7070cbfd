"""MySQL Router before a group of three, for the benchmarks. Imports neither Django nor ours.

Router finds the primary by a description of the group in a schema of MySQL Shell's making, which
Debian does not have; here stand the few columns of it that Router reads.
"""

import json
import subprocess
from pathlib import Path

from aicc.testing.database_servers.debian_root import inside, own_folder
from aicc.testing.database_servers.group_replication import PASSWORD, USER, GroupReplication
from aicc.testing.private_server import COMMAND_SECONDS, PrivateServer

SERVER = "usr/bin/mysqlrouter"
ACCOUNT, SECRET = "router", "of this run alone"
SCHEMA = "mysql_innodb_cluster_metadata"
CLUSTER = "bank"


class MySqlRouter(PrivateServer):
    """Leads whoever connects to the group's primary, by what the members say of themselves."""

    name = "mysqlrouter"

    def __init__(self, folder: Path, group: GroupReplication) -> None:
        super().__init__(folder)
        self.group = group
        self.place = Path("/srv") / f"{folder.name}-router"  # as it sees it

    def configure(self) -> None:
        """Its file, and the password of its account in a keyring."""
        seen = own_folder(self.place)
        known = {
            "group-replication-id": self.group.nodes[0].group,
            "cluster-metadata-servers": [
                f"mysql://127.0.0.1:{node.port}" for node in self.group.nodes
            ],
        }
        state = seen / "state.json"
        state.write_text(json.dumps({"metadata-cache": known, "version": "1.0.0"}))
        state.chmod(0o666)  # it writes there what it has learnt
        (seen / "router.conf").write_text(f"""[DEFAULT]
name={CLUSTER}
user=nobody
logging_folder=
runtime_folder={self.place}
data_folder={self.place}
dynamic_state={self.place}/state.json
keyring_path={self.place}/keyring
master_key_path={self.place}/master-key
[logger]
level=INFO
[metadata_cache:{CLUSTER}]
cluster_type=gr
router_id=1
user={ACCOUNT}
metadata_cluster={CLUSTER}
ttl=0.5
connect_timeout=2
read_timeout=2
ssl_mode=PREFERRED
[routing:primary]
bind_address=127.0.0.1
bind_port={self.port}
destinations=metadata-cache://{CLUSTER}/?role=PRIMARY
routing_strategy=first-available
connect_timeout=2
protocol=classic
client_ssl_mode=PASSTHROUGH
server_ssl_mode=AS_CLIENT
""")
        key = f"--master-key-file={self.place}/master-key"
        ring = f"{self.place}/keyring"
        for words in (("init", ring), ("set", ring, ACCOUNT, "password", SECRET)):
            subprocess.run(
                inside("mysqlrouter_keyring", *words, key),
                check=True,
                capture_output=True,
                timeout=COMMAND_SECONDS,
            )

    def command(self) -> list[str]:
        return inside("mysqlrouter", f"--config={self.place}/router.conf")


class RoutedGroup(GroupReplication):
    """The same three members, of which our servers know the Router's address alone."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.router = MySqlRouter(folder, self)

    def start(self) -> "RoutedGroup":
        super().start()
        self.primary().run("mariadb", f"--execute={self.description()}")
        self.router.configure()
        self.router.start()
        return self

    def description(self) -> str:
        rows = []
        for node in self.nodes:
            [uuid] = node.ask("SELECT @@server_uuid")
            rows.append(f"('{CLUSTER}', '{uuid}', '127.0.0.1:{node.port}', '', '{{}}', '')")
        return f"""
            CREATE DATABASE {SCHEMA}; USE {SCHEMA};
            CREATE TABLE schema_version (
                major INT, minor INT, patch INT, PRIMARY KEY (major, minor, patch));
            INSERT INTO schema_version VALUES (2, 1, 0);
            CREATE TABLE v2_cs_members (
                cluster_id VARCHAR(36) PRIMARY KEY, clusterset_id VARCHAR(36));
            CREATE TABLE v2_gr_clusters (
                cluster_id VARCHAR(36) PRIMARY KEY, cluster_name VARCHAR(36),
                group_name VARCHAR(36), cluster_type VARCHAR(2), primary_mode VARCHAR(2),
                attributes JSON, router_options JSON);
            INSERT INTO v2_gr_clusters VALUES
                ('{CLUSTER}', '{CLUSTER}', '{self.nodes[0].group}', 'gr', 'pm', '{{}}', '{{}}');
            CREATE TABLE v2_instances (
                cluster_id VARCHAR(36), mysql_server_uuid VARCHAR(36) PRIMARY KEY,
                endpoint VARCHAR(64), xendpoint VARCHAR(64), attributes JSON,
                label VARCHAR(64));
            INSERT INTO v2_instances VALUES {", ".join(rows)};
            CREATE TABLE v2_routers (
                router_id INT PRIMARY KEY, cluster_id VARCHAR(36), router_name VARCHAR(36),
                address VARCHAR(64), version VARCHAR(16), last_check_in TIMESTAMP NULL,
                attributes JSON, options JSON);
            INSERT INTO v2_routers VALUES
                (1, '{CLUSTER}', '{CLUSTER}', '', '', NULL, '{{}}', '{{}}');
            CREATE VIEW v2_this_instance AS
                SELECT cluster_id, '{CLUSTER}' AS cluster_name, 'gr' AS cluster_type
                FROM v2_instances JOIN performance_schema.global_variables
                ON variable_name = 'server_uuid'
                AND CAST(variable_value AS BINARY) = CAST(mysql_server_uuid AS BINARY);
            CREATE USER {ACCOUNT} IDENTIFIED BY '{SECRET}';
            GRANT SELECT, UPDATE ON {SCHEMA}.* TO {ACCOUNT};
            GRANT SELECT ON performance_schema.* TO {ACCOUNT};
        """

    def kill(self) -> None:
        self.router.kill()
        super().kill()

    def url(self, number: int) -> str:
        password = PASSWORD.replace(" ", "%20")
        return f"mysql://{USER}:{password}@127.0.0.1:{self.router.port}/aicc"
