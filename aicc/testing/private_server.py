"""A child process of a test's own: on a free port, in a folder that is thrown away.

Nothing here touches a server of the machine: programs are started from their binaries and
stopped by their process ids. Imports neither Django nor the project.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import BinaryIO

from aicc.testing.preforked import ROOT, Preforked

COMMAND_SECONDS = 600.0
START_SECONDS = 180.0  # an end for what hangs: a busy machine takes ten times as long as ours


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int, host: str = "127.0.0.1") -> bool:
    try:
        socket.create_connection((host, port), 0.2).close()
    except OSError:
        return False
    return True


def missing_programs(*names: str) -> list[str]:
    """Those of `names` that are not installed; mariadbd and nginx often lie in sbin."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin:/usr/local/sbin"
    return [name for name in names if not shutil.which(name, path=path)]


def program(name: str) -> str:
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin:/usr/local/sbin"
    found = shutil.which(name, path=path)
    if not found:
        raise FileNotFoundError(f"{name} is not installed")
    return found


def chromium() -> str:
    """The name of the Chromium that is installed; Debian's build without windows costs half the
    processor of the other.
    """
    shell = "chromium-headless-shell"
    return "chromium" if missing_programs(shell) else shell


class PrivateServer:
    """One child process with a log file, waited for at its start and at its end."""

    name = "server"
    host = "127.0.0.1"

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.log_path = folder / f"{self.name}.log"
        self.process: subprocess.Popen[bytes] | Preforked | None = None

    def begun(self, log: BinaryIO) -> subprocess.Popen[bytes] | Preforked:
        return subprocess.Popen(
            self.command(), cwd=ROOT, env=self.environment(), stdout=log, stderr=log
        )

    def command(self) -> list[str]:
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        return dict(os.environ)

    def is_up(self) -> bool:
        return listens(self.port, self.host)

    def start(self) -> "PrivateServer":
        with self.log_path.open("ab") as log:
            self.process = self.begun(log)
        deadline = time.monotonic() + START_SECONDS
        while not self.is_up():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"{self.name} did not start:\n{self.log()[-4000:]}")
            time.sleep(0.05)
        return self

    def stop(self, seconds: float = 60.0) -> int | None:
        """Ask it to end; its exit code. Killed when it does not end in `seconds`."""
        if self.process is None:
            return None
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            return None

    def kill(self) -> None:
        """SIGKILL, as a machine that loses its power would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def log(self) -> str:
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""


def short_folder() -> Path:
    """A temporary folder whose path is short enough to hold a Unix socket."""
    return Path(tempfile.mkdtemp(prefix="aicc-"))
