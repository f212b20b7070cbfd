"""The quick start's steps, walked by the one command that walks them."""

import os
import subprocess

import pytest

import conftest
from aicc.testing import servers
from deploy import checklist
from deploy.walkthrough.__main__ import NEEDED
from deploy.walkthrough.steps import PLAIN, WITH_TLS


def holds(_subject):
    return "it stands"


def fails(_subject):
    raise AssertionError("it does not stand")


def breaks(_subject):
    raise OSError("no network")


def test_a_step_that_fails_is_told_and_ends_no_other():
    rows = checklist.prove((fails, breaks, holds), None)

    assert [passed for _, _, passed in rows] == [False, False, True]
    assert not checklist.all_hold(rows)
    assert "FAILED  fails   AssertionError: it does not stand" in checklist.table(rows)


@pytest.mark.servers
@pytest.mark.browser
def test_who_follows_the_quick_start_is_answered_with_and_without_tls():
    conftest.require(*NEEDED)
    pytest.importorskip("MySQLdb", reason="mysqlclient is not installed")
    if os.geteuid() != 0 and not conftest.REQUIRED:
        pytest.skip("the real ports are left out: a network of its own takes root")

    walked = subprocess.run(
        ["bash", "deploy/scripts/walkthrough.sh"],
        cwd=servers.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert walked.returncode == 0, walked.stdout + walked.stderr
    seen = [line for line in walked.stdout.splitlines() if line.startswith("ok ")]
    assert len(seen) == len(PLAIN + WITH_TLS)
    assert sum("🟢" in line for line in seen) == 2
