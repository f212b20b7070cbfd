"""The page that walks a message names files and functions that are there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/architecture.md").read_text()
WALK = re.findall(r"`([\w/]+\.py)`((?:,? `[A-Za-z_.]+`)*)", PAGE)


def names_in(path):
    """Functions, classes and their methods, as `Class.method`."""
    found = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {
                f"{node.name}.{each.name}"
                for each in node.body
                if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
            }
    return found


def test_the_walk_goes_from_the_frame_to_the_push():
    steps = [line.split("|")[1].strip() for line in PAGE.splitlines() if line.count("|") == 4]

    walk = ["frame", "action", "stored", "acknowledged", "answered", "closed", "pushed"]
    assert [step for step in steps if step in walk] == walk


@pytest.mark.parametrize(("file", "names"), WALK, ids=[file for file, _ in WALK])
def test_every_file_and_function_that_the_page_names_is_there(file, names):
    path = ROOT / file

    assert path.exists(), f"docs/architecture.md names {file}"
    missing = set(re.findall(r"`([\w.]+)`", names)) - names_in(path)
    assert not missing, f"{file} has no {missing}"


def test_every_module_that_the_page_names_is_there():
    for name in re.findall(r"`((?:aicc|chat|handover)(?:\.\w+)+)`", PAGE):
        parts = name.split(".")
        places = [ROOT.joinpath(*parts[:size]) for size in range(len(parts), 1, -1)]
        assert any(p.is_dir() or p.with_suffix(".py").exists() for p in places), name
