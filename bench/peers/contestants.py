"""Who is measured: how each is started, on which database, and on which of the machine's cores."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from aicc.testing import migrated, servers
from bench.customer import SETTINGS
from bench.peers import shared

PACKAGES = servers.ROOT / "var" / "bench" / "peers"  # what FastAPI needs, beside .venv
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
OURS = {"AICC_LOG_LEVEL": "warning", "AICC_SEMANTIC": "off", "AICC_TURN_SECONDS": "60"}
SERVER_CORE, LOAD_CORE = "0", "1"
is_pinned = bool(shutil.which("taskset")) and (os.cpu_count() or 1) > 1


@dataclass(frozen=True)
class Contestant:
    """module: a peer's, or blank for ours. server: daphne or uvicorn."""

    name: str
    module: str
    server: str = ""
    has_http: bool = True

    @property
    def is_ours(self) -> bool:
        return not self.module

    def of(self, modes: Iterable[str]) -> list[str]:
        """Those that it can be asked."""
        return [mode for mode in modes if self.has_http or not mode.startswith("http")]


CONTESTANTS = {
    each.name: each
    for each in (
        Contestant("ours, daphne", "", "daphne"),
        Contestant("ours, uvicorn", "", "uvicorn"),
        Contestant("bare echo", "echo", has_http=False),
        Contestant("Channels tuned, daphne", "channels_tuned", "daphne"),
        Contestant("Channels tuned, uvicorn", "channels_tuned", "uvicorn"),
        Contestant("Channels by its docs, daphne", "channels_by_docs", "daphne"),
        Contestant("FastAPI, one commit", "fastapi_one_commit", "uvicorn"),
    )
}


def on_its_core(command: list[str]) -> list[str]:
    return ["taskset", "-c", SERVER_CORE, *command] if is_pinned else command


class PeerServer(servers.PrivateServer):
    def __init__(self, folder: Path, who: Contestant, url: str) -> None:
        super().__init__(folder)
        self.who, self.url = who, url
        self.log_path = folder / f"{who.module}-{self.port}.log"

    def environment(self) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(PACKAGES)}

    def command(self) -> list[str]:
        where = [str(self.port), self.url, self.who.server]
        return on_its_core([sys.executable, "-m", f"bench.peers.{self.who.module}", *where])


class OurServer(servers.AiccServer):
    def begun(self, log) -> subprocess.Popen[bytes]:
        """As a bank's is, on the core of all that are measured; the tests' own as theirs are."""
        if self.is_preforked:
            return super().begun(log)
        environment = self.environment()
        command = on_its_core(self.command())
        return subprocess.Popen(command, cwd=servers.ROOT, env=environment, stdout=log, stderr=log)


def fastapi_is_there() -> bool:
    """Installed on the first use, by pip and from the index that it knows."""
    if (PACKAGES / "fastapi").is_dir():
        return True
    PACKAGES.mkdir(parents=True, exist_ok=True)
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    where = ["--target", str(PACKAGES), "--requirement", str(REQUIREMENTS)]
    done = subprocess.run([sys.executable, *install, *where], check=False, capture_output=True)
    return done.returncode == 0


def started(
    who: Contestant, folder: Path, mariadb: servers.MariaDb, redis: servers.Redis, run: int
) -> servers.PrivateServer:
    """On a database of its own, empty at first."""
    name = f"peers_{list(CONTESTANTS).index(who.name)}_{run}"
    url = mariadb.create_database(name)
    if who.is_ours:
        mariadb.load(name, migrated.migrated_mariadb(mariadb).read_text())
        own = {"AICC_SERVER": who.server, "DATABASE_URL": url, "AICC_REDIS_URL": redis.url}
        server: servers.PrivateServer = OurServer(folder, SETTINGS | OURS | own)
    else:
        mariadb.load(name, shared.SCHEMA)
        server = PeerServer(folder, who, url)
    return server.start()
