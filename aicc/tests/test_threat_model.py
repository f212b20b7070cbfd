"""Every test that the threat model and the map of requirements name is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("threat-model.md", "compliance.md", "compliance.ko.md")
TEST = re.compile(r"`((?:aicc|bench|chat|handover|deploy)/[\w/]+\.py)(?:::(\w+))?`")


def named_in(page):
    return TEST.findall((ROOT / "docs" / page).read_text())


@pytest.mark.parametrize("page", PAGES)
def test_every_test_that_a_page_names_is_there(page):
    missing = [
        (file, name)
        for file, name in named_in(page)
        if not (ROOT / file).exists()
        or (name and not re.search(rf"def {name}\(", (ROOT / file).read_text()))
    ]

    assert named_in(page)
    assert missing == []


def test_each_mitigation_of_the_threat_model_names_a_test():
    page = (ROOT / "docs" / "threat-model.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("|") and line.count("|") == 4]
    mitigations = [row for row in rows if not row.startswith(("| threat ", "|---"))]

    assert len(mitigations) > 30
    assert [row for row in mitigations if not TEST.search(row)] == []


def test_both_languages_name_the_same_tests():
    assert set(named_in("compliance.ko.md")) == set(named_in("compliance.md"))
