"""The embedder's process as its parent sees it: asked, bounded, buried and started again.

One text at a time; questions go before passages. A worker that dies or does not answer in time
costs its text the vector; the next one is started after a pause, which grows as long as workers
die young.
"""

import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from aicc.platform import metrics

log = logging.getLogger(__name__)

START_SECONDS = 15.0  # to load the model: 0.4 s, on a busy machine some seconds
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0
STEADY_SECONDS = 60.0  # a worker that lived so long did not die of being started
MOST_BYTES = 64 * 1024  # of a frame to us
LENGTH_BYTES = 4

ROOT = Path(__file__).resolve().parents[len(__package__.split("."))]
COMMAND = (sys.executable, "-m", f"{__package__}.embedding_worker")
# Threads of the worker's own that wait for each other sleep, and numpy adds none.
ENVIRONMENT = {"OMP_WAIT_POLICY": "passive", "OPENBLAS_NUM_THREADS": "1"}
# Of ours it needs what a program is found and run by, and no key or password.
PASSED_ON = ("PATH", "LD_", "LANG", "LC_", "PYTHON", "OPENBLAS_", "TMPDIR", "HOME")


class NoVectors(Exception):
    """The texts could not be embedded now. reason: one of aicc.platform.metrics.NO_VECTOR."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name.startswith(PASSED_ON)}
    return kept | ENVIRONMENT


class Worker:
    """One worker's process and the socket to it. Every wait ends at `until`, a monotonic time."""

    def __init__(self, command: Sequence[str]) -> None:
        self.began = time.monotonic()
        self.is_ready = False
        self._received = bytearray()  # of a frame that is not whole yet
        self.socket, theirs = socket.socketpair()
        try:
            self.process = self._started(command, theirs)
        except OSError:
            self.socket.close()
            raise
        finally:
            theirs.close()

    def _started(self, command: Sequence[str], theirs: socket.socket) -> subprocess.Popen[bytes]:
        # Of a group of its own: Ctrl+C at a terminal is the server's to answer.
        return subprocess.Popen(  # noqa: S603  (our own program)
            command,
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=environment(),
            process_group=0,
        )

    @property
    def lives(self) -> bool:
        return self.process.poll() is None

    def wait_until_ready(self, until: float) -> None:
        if not self.is_ready:
            self._receive(until)
            self.is_ready = True

    def ask(self, content: bytes, until: float) -> bytes:
        self.socket.settimeout(max(until - time.monotonic(), 0.001))
        self.socket.sendall(len(content).to_bytes(LENGTH_BYTES, "big") + content)
        return self._receive(until)

    def _receive(self, until: float) -> bytes:
        """The next frame. Raises TimeoutError, EOFError, OSError; what came of it is kept."""
        self._read(LENGTH_BYTES, until)
        size = LENGTH_BYTES + int.from_bytes(self._received[:LENGTH_BYTES], "big")
        if size > MOST_BYTES:
            raise EOFError
        self._read(size, until)
        content = bytes(self._received[LENGTH_BYTES:size])
        del self._received[:size]
        return content

    def _read(self, size: int, until: float) -> None:
        """Receive until there are so many bytes."""
        while len(self._received) < size:
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            # By poll(), not select(): a server has more than 1,024 sockets.
            self.socket.settimeout(left)
            part = self.socket.recv(size - len(self._received))
            if not part:
                raise EOFError
            self._received += part

    def end(self) -> int:
        """Kill it; its exit status, negative for a signal's number."""
        status = self.process.poll()
        if status is None:
            self.process.kill()
        self.socket.close()
        return self.process.wait() if status is None else status


def pause_after(deaths: int) -> float:
    """Seconds before the next start, after so many workers in a row that died young."""
    return min(FIRST_PAUSE_SECONDS * 2 ** min(deaths, 30), LONGEST_PAUSE_SECONDS)


class EmbeddingProcess:
    """Whichever worker there is. Any number of threads may ask."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self.command = command
        self.worker: Worker | None = None
        self.deaths_in_a_row, self.rests_until = 0, 0.0
        self._turn = threading.Condition()
        self._is_taken, self._urgent = False, 0

    @property
    def state(self) -> str:
        """ready, starting, or resting: dead, and not yet to be started again."""
        worker = self.worker
        if self._rests() or (worker and not worker.lives):
            return "resting"
        return "ready" if worker and worker.is_ready else "starting"

    def start(self) -> None:
        """Begin to start a worker where there is none; nobody waits for it."""
        with self._alone(time.monotonic() + START_SECONDS, urgent=False):
            self._present()

    def keep_alive(self) -> None:
        """Replace a worker that died, once its pause is over, and wait until it is ready."""
        if not self._rests():
            until = time.monotonic() + START_SECONDS
            with self._alone(until, urgent=False):
                self._guarded(lambda worker: None, until)

    def stop(self) -> None:
        """End the worker; whoever asks then starts another."""
        with self._turn:
            worker, self.worker = self.worker, None
        if worker:
            worker.end()

    def ask(self, content: bytes, seconds: float, *, urgent: bool) -> bytes:
        """What the worker answers. Raises NoVectors.

        seconds: for the answer, once it is its turn; it waits half as long for that.
        urgent: before everything that is not, and not at all for a worker that others start.
        """
        if self._rests():
            raise NoVectors("resting")
        if urgent and self._is_taken and self.state == "starting":
            raise NoVectors("starting")
        with self._alone(time.monotonic() + seconds / 2, urgent=urgent):
            # Its waiting is not the worker's fault, which is ended when it takes too long.
            until = time.monotonic() + seconds
            answer = self._guarded(lambda worker: worker.ask(content, until), until)
        assert answer is not None  # noqa: S101  (for the types alone)
        return answer

    @contextmanager
    def _alone(self, until: float, *, urgent: bool) -> Iterator[None]:
        with self._turn:
            self._urgent += urgent
            try:
                is_ours = self._turn.wait_for(
                    lambda: not self._is_taken and (urgent or not self._urgent),
                    max(until - time.monotonic(), 0.0),
                )
            finally:
                self._urgent -= urgent
                self._turn.notify_all()
            if not is_ours:
                raise NoVectors("busy")
            self._is_taken = True
        try:
            yield
        finally:
            with self._turn:
                self._is_taken = False
                self._turn.notify_all()

    def _present(self) -> Worker:
        """The worker, or one that begins to start. Raises NoVectors while it rests."""
        if self.worker and not self.worker.lives:
            self._bury("died")
        if self._rests():
            raise NoVectors("resting")
        if self.worker is None:
            try:
                self.worker = Worker(self.command)
            except OSError as error:  # no process, no memory, no file descriptor left
                self._rest()
                raise NoVectors("died") from error
        return self.worker

    def _guarded(self, work: Callable[[Worker], bytes | None], until: float) -> bytes | None:
        """What `work` brings of a worker that is ready; one that fails is buried."""
        worker = self._present()
        try:
            worker.wait_until_ready(until)
            return work(worker)
        except TimeoutError as error:
            if not worker.is_ready and time.monotonic() - worker.began < START_SECONDS:
                raise NoVectors("starting") from error  # it may still come
            self._bury("time")
            raise NoVectors("time") from error
        except (EOFError, OSError) as error:
            self._bury("died")
            raise NoVectors("died") from error

    def _bury(self, reason: str) -> None:
        worker, self.worker = self.worker, None
        if worker is None:  # stopped meanwhile
            return
        status = worker.end()
        if time.monotonic() - worker.began > STEADY_SECONDS:
            self.deaths_in_a_row = 0
        self._rest()
        metrics.EMBEDDER_DEATHS.labels(reason).inc()
        # The text that it died of is in no log: it is a customer's.
        log.error(
            "the embedder's process ended (%s, status %d); search goes by words for %.0f s",
            reason,
            status,
            self.rests_until - time.monotonic(),
        )

    def _rest(self) -> None:
        self.rests_until = time.monotonic() + pause_after(self.deaths_in_a_row)
        self.deaths_in_a_row += 1

    def _rests(self) -> bool:
        return time.monotonic() < self.rests_until
