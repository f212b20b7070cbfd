"""Processes of ours that begin with their libraries loaded: importing is most of a start, and a
run of the tests makes hundreds.

`start` is for the servers and commands that tests call; what a start costs, and whether it works,
is tried and measured on `python` itself. Imports neither Django nor the project: what does is
`python -m aicc.testing.preforked SOCKET`, from which the processes are forked.
"""

import functools
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

# None of them starts a thread, opens a file or asks for our settings.
LIBRARIES = (
    "asyncio", "authlib.integrations.base_client", "autobahn.twisted.choosereactor",
    "autobahn.websocket.protocol", "cryptography.fernet",
    "cryptography.hazmat.primitives.asymmetric.rsa", "cryptography.x509",
    "django.contrib.auth.hashers", "django.core.management.commands.migrate", "django.db.models",
    "django.test", "django.urls", "drf_spectacular.utils", "email.mime.text", "fido2.rpid",
    "fido2.webauthn", "holidays", "http.cookies", "httpx", "jwt", "langchain_core.messages",
    "langgraph.graph", "logging.config", "markdown_it", "nh3", "numpy", "openai",
    "prometheus_client", "redis.asyncio", "requests", "rest_framework.serializers",
    "rich.pretty", "segno", "servestatic.middleware", "sqlite3", "sqlparse", "structlog",
    "twisted.internet.posixbase", "twisted.internet.ssl", "twisted.web.http", "unittest.mock",
    "uritemplate.variable", "urllib3", "uuid", "xml.etree.ElementTree", "yaml",
    "aicc.platform.rate_limits", "chat.assistant.answering.agreements",
    "chat.assistant.grounding.citations", "chat.assistant.grounding.forbidden_claims",
    "chat.assistant.grounding.forbidden_requests", "chat.assistant.grounding.machine_commands",
    "chat.assistant.grounding.numerals", "chat.assistant.grounding.reasoning",
    "chat.assistant.language.channels", "chat.assistant.language.concepts",
    "chat.assistant.language.worked_examples", "chat.assistant.retrieval.bm25",
    "chat.assistant.retrieval.section_heads", "chat.assistant.understanding.answer_type",
    "chat.assistant.understanding.classifier", "chat.assistant.understanding.triage",
    "chat.pii.keep_last_four", "chat.protocol.incoming", "chat.sessions.customer_assertion",
    "handover.briefing.keywords", "handover.briefing.summary", "handover.callbacks.protocol",
)  # fmt: skip
# Read by the interpreter and the linker before anything of ours: such a process begins anew.
BEFORE_PYTHON = ("PYTHON", "LD_", "LANG", "LC_", "OPENBLAS_", "MALLOC_", "FAKETIME")
REQUEST_BYTES = 1024 * 1024
KNOW = "know"  # in the place of a command, with the name of a file


class Preforked:
    """A process under way: what is used of subprocess.Popen. Its parent is not this process."""

    def __init__(self, pid: int, told: socket.socket) -> None:
        self.pid, self.told = pid, told
        self.returncode: int | None = None

    def poll(self) -> int | None:
        return self.ended_within(0.0)

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, or the signal that ended it below zero. Raises TimeoutExpired."""
        status = self.ended_within(timeout)
        if status is None:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0.0)
        return status

    def ended_within(self, seconds: float | None) -> int | None:
        if self.returncode is None and select.select([self.told], [], [], seconds)[0]:
            self.returncode = int(self.told.recv(64) or b"-9")
            self.told.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def start(
    command: list[str],
    environment: dict[str, str],
    output: int,
    errors: int,
    by: socket.socket | None = None,
) -> "Preforked | subprocess.Popen[bytes]":
    """`python …` in the project's folder. output, errors: descriptors that it writes to.

    by: the commander's, where one is to fork it; None is the common process with the libraries.
    """
    if interpreters(environment) != interpreters(dict(os.environ)):
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=errors)
    mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    request = json.dumps([command[1:], environment]).encode()
    with theirs:
        socket.send_fds(by or parent(namespaces()), [request], [output, errors, theirs.fileno()])
    return Preforked(int(mine.recv(64)), mine)


class Commander:
    """A process of aicc.testing.commander; `asked` is where to ask it."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.asked, theirs = pair()
        command = [sys.executable, "-m", "aicc.testing.commander"]
        with theirs:
            self.process = start(command, environment, theirs.fileno(), 2)

    def end(self) -> None:
        self.asked.close()
        self.process.wait(60)


def pair() -> tuple[socket.socket, socket.socket]:
    """The ends of a line that takes requests, environments and all."""
    ends = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for end in ends:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, REQUEST_BYTES)
    return ends


def know(passages: Path) -> None:
    """Have what is started from now on begin with these articles read: cutting them into terms
    and judging their headlines is half of a server's start, and what it remembers of that goes
    by the texts alone.

    passages: JSON, of each its language, the texts that are cut, and the headline.
    """
    request = json.dumps([[KNOW, str(passages)], {}]).encode()
    parent(namespaces()).sendall(request)


def interpreters(environment: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith(BEFORE_PYTHON)}


def namespaces() -> tuple[str, ...]:
    """Those of this thread, where there are any: a test may have entered a network of its own."""
    folder = Path("/proc/thread-self/ns")
    return tuple(str(each.readlink()) for each in sorted(folder.glob("*")))


@functools.cache
def parent(_inside: tuple[str, ...]) -> socket.socket:
    """Where to ask for processes. Ends with this one, as its socket closes."""
    mine, theirs = pair()
    with theirs:
        subprocess.Popen(
            [sys.executable, "-m", "aicc.testing.preforked", str(theirs.fileno())],
            cwd=ROOT,
            pass_fds=[theirs.fileno()],
            start_new_session=True,  # Ctrl+C is for the tests, which end what they started
        )
    return mine


def load() -> None:
    for name in LIBRARIES:
        importlib.import_module(name)
    gc.freeze()  # what is shared stays shared: the collector writes to what it looks at
    early = {"aicc.settings", "daphne", "twisted.internet.reactor"} & set(sys.modules)
    if early:
        raise RuntimeError(f"loaded before there are settings: {', '.join(early)}")


@functools.cache
def read_passages(path: Path) -> None:
    """Into the memories of the functions that a server's index and search call."""
    from chat.assistant.retrieval.tokenizer import terms_of_article
    from chat.assistant.understanding.classifier import by_words

    for language, texts, headline in json.loads(path.read_text()):
        for text in texts:
            terms_of_article(text, language)
        by_words(headline, language)
    gc.freeze()


def next_command(asked: socket.socket) -> list[str]:
    """What the forked process that returns from here is to run; the parent never does."""
    while True:
        request, descriptors, _, _ = socket.recv_fds(asked, REQUEST_BYTES, 3)
        if not request:
            os._exit(0)
        command, environment = json.loads(request)
        if command[:1] == [KNOW]:
            read_passages(Path(command[1]))
            continue
        if os.fork():
            for descriptor in descriptors:
                os.close(descriptor)
            # The one that was forked is the waiter: it is waited for once it has ended.
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
            continue
        asked.close()
        output, errors, telling = descriptors
        pid = os.fork()
        if pid:
            os.close(output)
            os.close(errors)
            wait_and_tell(pid, telling)
        become(environment, output, errors)
        os.close(telling)
        return list(command)


def wait_and_tell(pid: int, telling: int) -> None:
    os.write(telling, b"%d" % pid)
    _, status = os.waitpid(pid, 0)
    os.write(telling, b"%d" % os.waitstatus_to_exitcode(status))
    os._exit(0)


def become(environment: dict[str, str], output: int, errors: int) -> None:
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    for descriptor, number in ((output, 1), (errors, 2)):
        os.dup2(descriptor, number)
        os.close(descriptor)
    import numpy as np  # not by the tests, which import this for its `start`

    np.random.seed()  # the standard library's own is seeded anew by a fork


def run(command: list[str]) -> None:
    """`-m module …` or `script …`, as the interpreter would."""
    if command[0] == "-m":
        sys.argv = command[1:]
        runpy.run_module(command[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = command
        sys.path[0] = str(Path(command[0]).resolve().parent)
        runpy.run_path(command[0], run_name="__main__")


def main() -> None:
    asked = socket.socket(fileno=int(sys.argv[1]))
    load()
    run(next_command(asked))


if __name__ == "__main__":
    main()
