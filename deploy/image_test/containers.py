"""Containers without an engine: crun starts the image's file system as a Compose service says.

User, read-only root, tmpfs, volumes, capabilities, privileges, address, names and environment
are the service's. Its memory and processors are not bounded here: that takes cgroups, which
not every machine lends. Imports neither Django nor pytest.
"""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CRUN = ("crun", "--cgroup-manager=disabled")
BRIDGE = "aicc0"
# Left to itself a bridge wears the lowest address of those on it, and changes it as they come
# and go: whoever knows the old one sends into nothing until its neighbour table forgets.
BRIDGE_ADDRESS = "02:00:5e:00:77:01"
STOP_SECONDS = 60.0  # for a container to end by itself


def run(*words: str) -> str:
    """What the command prints. Raises RuntimeError with its complaint where it fails."""
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


@dataclass
class Image:
    """root: its file system, unpacked; config: Docker's, with Env, Entrypoint, User …"""

    root: Path
    config: dict[str, Any]


@dataclass
class Network:
    """Compose's aicc-network in the current network namespace: a bridge and its addresses.

    prefix: the first three numbers of its addresses. MariaDB and Redis stand on .2, and
    whoever calls as nginx does, on .10.
    """

    prefix: str = "172.30.77"
    names: dict[str, str] = field(default_factory=dict)

    def open(self) -> None:
        run("ip", "link", "add", BRIDGE, "address", BRIDGE_ADDRESS, "type", "bridge")
        for number in (2, 10):
            run("ip", "addr", "add", f"{self.prefix}.{number}/24", "dev", BRIDGE)
        run("ip", "link", "set", BRIDGE, "up")

    def join(self, namespace: str, number: int) -> None:
        """A namespace of its own on the bridge, with that address."""
        outer = f"aicc-v{number}"
        run("ip", "netns", "add", namespace)
        peer = ["peer", "name", "eth0", "netns", namespace]
        run("ip", "link", "add", outer, "type", "veth", *peer)
        run("ip", "link", "set", outer, "master", BRIDGE, "up")
        inside = ["ip", "-n", namespace]
        run(*inside, "addr", "add", f"{self.prefix}.{number}/24", "dev", "eth0")
        run(*inside, "link", "set", "eth0", "up")
        run(*inside, "link", "set", "lo", "up")

    def leave(self, namespace: str) -> None:
        run("ip", "netns", "del", namespace)


class Container:
    """One service of the Compose file, or another command in its place.

    folder: where its bundle, its log and the volumes of all containers lie.
    environment: on top of the service's own; None takes a name away.
    files: more files, by their place inside; read only.
    """

    def __init__(
        self,
        image: Image,
        network: Network,
        folder: Path,
        service: dict[str, Any],
        *,
        name: str,
        number: int,
        command: list[str] | None = None,
        environment: dict[str, str | None] | None = None,
        files: dict[str, Path] | None = None,
    ) -> None:
        self.image, self.network, self.service = image, network, service
        self.volumes, self.number, self.files = folder / "volumes", number, files or {}
        self.name = f"aicc-trial-{os.getpid()}-{name}"
        self.bundle = folder / name
        self.log_path = folder / f"{name}.log"
        config = image.config
        self.command = (config.get("Entrypoint") or []) + (
            command or service.get("command") or config.get("Cmd") or []
        )
        self.environment = dict(entry.split("=", 1) for entry in config["Env"])
        for key, value in {**service["environment"], **(environment or {})}.items():
            if value is None:
                self.environment.pop(key, None)
            else:
                self.environment[key] = value
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"{self.network.prefix}.{self.number}"

    def start(self) -> "Container":
        self.bundle.mkdir()
        (self.bundle / "config.json").write_text(json.dumps(self.specification(), indent=1))
        self.network.join(self.name, self.number)
        with self.log_path.open("wb") as log:
            line = [*CRUN, "run", "--bundle", str(self.bundle), self.name]
            self.process = subprocess.Popen(line, stdout=log, stderr=log)
        return self

    def user(self) -> tuple[int, int]:
        """Its user and group."""
        user, _, group = (self.service.get("user") or self.image.config["User"]).partition(":")
        return int(user), int(group or user)

    def specification(self) -> dict[str, Any]:
        """What an engine would hand to an OCI runtime for this service."""
        uid, gid = self.user()
        service = self.service
        paths = ["kcore", "keys", "latency_stats", "timer_list", "sched_debug", "scsi", "acpi"]
        return {
            "ociVersion": "1.0.0",
            "hostname": self.bundle.name,
            "root": {"path": str(self.image.root), "readonly": service.get("read_only", False)},
            "process": {
                "user": {"uid": uid, "gid": gid},
                "cwd": self.image.config["WorkingDir"],
                "args": self.command,
                "env": [f"{key}={value}" for key, value in self.environment.items()],
                "capabilities": {},  # the service drops all
                "noNewPrivileges": "no-new-privileges:true" in service["security_opt"],
            },
            "mounts": [*KERNEL_MOUNTS, *self.mounts()],
            "linux": {
                "namespaces": [
                    *({"type": kind} for kind in ("pid", "ipc", "uts", "mount")),
                    {"type": "network", "path": f"/run/netns/{self.name}"},
                ],
                "maskedPaths": [f"/proc/{path}" for path in paths],
                "readonlyPaths": ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys"],
            },
        }

    def mounts(self) -> list[dict[str, Any]]:
        hosts = self.bundle / "hosts"
        names = {"127.0.0.1": "localhost"} | self.network.names
        hosts.write_text("".join(f"{address} {name}\n" for address, name in names.items()))
        laid = [bind(self.volume(volume), volume["target"]) for volume in self.service["volumes"]]
        laid += [bind(hosts, "/etc/hosts", "ro")]
        laid += [bind(file, place, "ro") for place, file in self.files.items()]
        for line in self.service.get("tmpfs", []):
            place, _, options = line.partition(":")
            words = ["nosuid", "nodev", "mode=1777", *filter(None, options.split(","))]
            laid.append(mount(place, "tmpfs", *words))
        return laid

    def volume(self, volume: dict[str, Any]) -> Path:
        """A named volume begins with what the image has in its place, as an engine's does."""
        place = self.volumes / volume["source"]
        if not place.exists():
            original = self.image.root / volume["target"].lstrip("/")
            shutil.copytree(original, place)
            owner = original.stat()
            os.chown(place, owner.st_uid, owner.st_gid)
        return place

    def ask(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command inside, as `docker exec` does: as the service's user, at its place."""
        uid, gid = self.user()
        who = ["--user", f"{uid}:{gid}", "--cwd", self.image.config["WorkingDir"]]
        inside = [*CRUN, "exec", *who, self.name, *words]
        return subprocess.run(inside, capture_output=True, text=True, check=False)

    def signal(self, name: str) -> None:
        run(*CRUN, "kill", self.name, name)

    def wait(self, seconds: float = STOP_SECONDS) -> int:
        """Its exit code, once it has ended by itself. Raises subprocess.TimeoutExpired."""
        assert self.process
        code = self.process.wait(seconds)
        self.network.leave(self.name)
        self.process = None
        return code

    def remove(self) -> None:
        if self.process:
            subprocess.run([*CRUN, "kill", self.name, "KILL"], capture_output=True, check=False)
            self.wait()

    def process_id(self) -> int:
        """Of its first process, seen from outside."""
        return int(json.loads(run(*CRUN, "state", self.name))["pid"])

    def log(self) -> str:
        return self.log_path.read_text(errors="replace")


def mount(place: str, kind: str, *options: str) -> dict[str, Any]:
    return {"destination": place, "type": kind, "source": kind, "options": list(options)}


def bind(source: Path, place: str, way: str = "rw") -> dict[str, Any]:
    options = ["rbind", way]
    return {"destination": place, "type": "bind", "source": str(source), "options": options}


KERNEL_MOUNTS = [
    mount("/proc", "proc"),
    mount("/dev", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
    mount("/dev/pts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"),
    mount("/dev/shm", "tmpfs", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k"),
    mount("/sys", "sysfs", "nosuid", "noexec", "nodev", "ro"),
]
