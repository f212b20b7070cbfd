"""What the tests run is counted, and may only become more."""

import json
import subprocess

import pytest

from deploy import coverage

PYTHON, CLIENT = coverage.KINDS
FLOORS = {PYTHON: 75.0, CLIENT: 50.0}


def measured(folder, *, covered):
    files = {
        "chat/a.py": {
            "executed_lines": list(range(covered)),
            "missing_lines": [1] * (8 - covered),
        },
        "aicc/b.py": {"executed_lines": [1, 2], "missing_lines": []},
    }
    (folder / "python.json").write_text(json.dumps({"files": files}))
    lcov = "SF:static/chat/a.js\nDA:1,1\nLH:3\nLF:4\nend_of_record\n"
    (folder / "client.lcov").write_text(lcov)


def test_figures_stand_beside_their_floors(tmp_path):
    measured(tmp_path, covered=6)

    rows = list(coverage.report(tmp_path, FLOORS | {CLIENT: 74.5}))

    assert rows == [
        (True, f" 80.0 %  {PYTHON}: raise its floor of 75.0 % in coverage_floors.json"),
        (True, "    100.0 %  aicc: 2 lines"),
        (True, "     75.0 %  chat: 8 lines"),
        (True, f" 75.0 %  {CLIENT} (floor 74.5 %)"),
    ]


def test_what_lies_below_its_floor_fails(tmp_path):
    measured(tmp_path, covered=5)

    (is_well, line), *_ = coverage.report(tmp_path, FLOORS)

    assert not is_well
    assert line == f" 70.0 %  {PYTHON}: BELOW its floor of 75.0 %, test what is new"


def test_what_was_not_measured_is_said_to_be_so(tmp_path):
    rows = list(coverage.report(tmp_path, FLOORS))

    assert rows[0] == (True, f" 75.0 %  {PYTHON} at least: not measured in this run")


def test_no_floor_was_ever_higher():
    path = str(coverage.FLOORS.relative_to(coverage.ROOT))
    now = json.loads(coverage.FLOORS.read_text())
    assert now.keys() == coverage.KINDS.keys()
    if not (coverage.ROOT / ".git").exists():
        pytest.skip("no history here")

    for commit in git("log", "--format=%H", "--", path).split():
        before = json.loads(git("show", f"{commit}:{path}"))
        assert all(now[name] >= floor for name, floor in before.items() if name in now)


def git(*arguments):
    return subprocess.run(
        ["git", *arguments], cwd=coverage.ROOT, capture_output=True, text=True, check=True
    ).stdout
