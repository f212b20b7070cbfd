"""Imports go down, never up, and three things are done by one module each."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("aicc", "chat", "handover")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]
OFF_THE_FLOORS = {"aicc.formats", "aicc.testing", *(f"{app}.{part}" for app in APPS
                  for part in ("tests", "migrations", "locale"))}  # fmt: skip
MODULES = [
    (".".join(path.relative_to(ROOT).with_suffix("").parts), path)
    for app in APPS
    for path in sorted((ROOT / app).rglob("*.py"))
    if not {"tests", "testing", "migrations"} & set(path.parts)
]


def test_every_import_keeps_to_the_contracts_of_pyproject():
    linter = Path(sys.executable).with_name("lint-imports")

    told = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)

    assert told.returncode == 0, told.stdout


def test_every_module_of_an_app_stands_on_a_floor():
    floors = {name for layer in CONTRACTS[0]["layers"] for name in layer.split() if name != ":"}
    there = {".".join(name.split(".")[:2]) for name, _ in MODULES} - {"aicc.__init__",
             "chat.__init__", "handover.__init__"}  # fmt: skip

    assert there - OFF_THE_FLOORS == floors, "give it a floor in pyproject.toml"


def calls_in(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)
            if node.args:
                yield f"{ast.unparse(node.func)}({ast.unparse(node.args[0])})"


def test_only_events_touches_the_channel_layer():
    words = ("group_send", "group_add", "group_discard", "get_channel_layer")

    hands = [name for name, path in MODULES if any(c.endswith(words) for c in calls_in(path))]

    assert hands == ["aicc.platform.events"]


def test_only_the_transcript_makes_messages():
    makers = {"Message", "bulk_sql.new(Message)"} | {
        f"Message.objects.{way}"
        for way in ("create", "bulk_create", "get_or_create", "update_or_create")
    }

    hands = [name for name, path in MODULES if makers & set(calls_in(path))]

    assert hands == ["chat.transcript"]


def test_no_folder_holds_more_than_sixteen_modules():
    folders = {path.parent for _, path in MODULES}

    crowded = {
        str(folder.relative_to(ROOT)): count
        for folder in folders
        if (count := len([p for p in folder.glob("*.py") if p.name != "__init__.py"])) > 16
    }

    assert not crowded, "part it by what its modules are about"


def test_every_exception_to_a_rule_of_security_says_why():
    """ruff's S rules are bandit's: whoever silences one gives the reason in brackets."""
    silenced = re.compile(r"# noqa: S\d+(?!\d|  ?\(\w)")

    silent = [
        f"{name}: {line.strip()}"
        for name, path in MODULES
        for line in path.read_text().splitlines()
        if silenced.search(line)
    ]

    assert silent == []
