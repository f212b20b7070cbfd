"""What stands around the containers: MariaDB, Redis, addresses, and the Compose file's words."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from aicc.testing import servers
from deploy.image_test.containers import Container, Image, Network, run

RECORDS, PROXY = 2, 10  # addresses of MariaDB and Redis, and of who calls as nginx does
NUMBERS = {"backend": 11, "backend2": 12}  # as in docker-compose.yml
START_SECONDS = 90.0
TRIAL_PASSWORD = "aicc-trial"


class MariaDb(servers.MariaDb):
    def command(self) -> list[str]:
        # Its network is the trial's own: nobody else is there to reach it.
        return [*super().command(), "--bind-address=*", "--max-connections=200"]

    def make(self, name: str, password: str) -> None:
        """A database and its one user, as MySQL's image makes them."""
        self.create_database(name)
        self.ask(f"CREATE USER '{name}'@'%' IDENTIFIED BY '{password}'")
        self.ask(f"GRANT ALL ON `{name}`.* TO '{name}'@'%'")


class Redis(servers.Redis):
    def command(self) -> list[str]:
        return [*super().command(), "--bind", "*", "--protected-mode", "no"]


def services(folder: Path) -> dict[str, Any]:
    """docker-compose.yml as Compose understands it, without a .env."""
    folder.mkdir()
    shutil.copy(servers.ROOT / "docker-compose.yml", folder)
    compose = Path(sys.executable).parent / "docker-compose"
    done = subprocess.run(
        [str(compose), "config", "--format", "json"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"Compose refuses docker-compose.yml: {done.stderr.strip()}")
    found: dict[str, Any] = json.loads(done.stdout)["services"]
    return found


class House:
    """The trial's place: containers begin here and end with it."""

    def __init__(self, image: Image) -> None:
        self.image = image
        self.folder = servers.short_folder()
        self.services = services(self.folder / "compose")
        self.network = Network()
        self.network.names = {
            f"{self.network.prefix}.{RECORDS}": "db redis",
            **{f"{self.network.prefix}.{number}": name for name, number in NUMBERS.items()},
        }
        self.database = MariaDb(self.folder, 3306)
        self.redis = Redis(self.folder, 6379)
        self.containers: dict[str, Container] = {}

    def open(self) -> None:
        self.network.open()
        self.database.start()
        self.database.make("aicc", TRIAL_PASSWORD)
        self.redis.start()

    def close(self) -> None:
        for container in self.containers.values():
            container.remove()
        self.redis.kill()
        self.database.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def begin(self, service: str, *, name: str = "", number: int = 0, **more: Any) -> Container:
        """Start a container of that service, under its own name and address unless given."""
        name = name or service
        number = number or NUMBERS.get(name, 0) or 20 + len(self.containers)
        folder = more.pop("folder", self.folder)
        words = {"name": name, "number": number, **more}
        container = Container(self.image, self.network, folder, self.services[service], **words)
        self.containers[name] = container
        return container.start()

    def well(self, container: Container) -> tuple[int, str]:
        """The image's HEALTHCHECK, run inside: its exit code and its words."""
        check = self.image.config["Healthcheck"]["Test"]
        asked = container.ask(*check[1:])
        return asked.returncode, (asked.stdout + asked.stderr).strip()

    def wait_until_well(self, container: Container) -> float:
        """Seconds until its health check succeeds. Raises RuntimeError with its log."""
        began = time.monotonic()
        while self.well(container)[0]:
            ended = container.process and container.process.poll() is not None
            if ended or time.monotonic() > began + START_SECONDS:
                raise RuntimeError(f"{container.name} is not well:\n{container.log()[-2000:]}")
            time.sleep(0.2)
        return time.monotonic() - began

    def caller(self, container: Container, **headers: str) -> httpx.Client:
        """Who calls a server as nginx does, from nginx's address."""
        return httpx.Client(
            base_url=f"http://{container.address}:8000",
            headers={"Host": "localhost", **headers},
            transport=httpx.HTTPTransport(local_address=self.proxy),
            timeout=60,
        )

    @property
    def proxy(self) -> str:
        return f"{self.network.prefix}.{PROXY}"


def size_of(folder: Path) -> int:
    """Megabytes that a file system takes."""
    return int(run("du", "-sm", str(folder)).split()[0])
