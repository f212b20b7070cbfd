"""Of 200 lines as people type them personal data is masked, and of 100 look-alikes none."""

import re

import pytest
from django.conf import settings

from chat.evaluation.cases import read
from chat.evaluation.measures import measure
from chat.evaluation.scoring import judge_all
from chat.pii import mask

MAIL = re.compile(r"[a-z]+@gaonbank\.example")
FOLDER = settings.BASE_DIR / "deploy" / "evaluation" / "masking"


@pytest.mark.parametrize("half", ["tune", "held"])
async def test_masking_as_people_type_keeps_its_figures(half):
    cases = read([FOLDER / f"{half}.yaml"])
    outcomes = [outcome async for outcome in judge_all(cases, lambda day: None)]

    found = {row.name: row for row in measure(outcomes)}

    assert {case.half for case in cases} == {half}
    assert (len(cases), found["look-alikes left alone"].total) == (150, 50)
    assert found["personal data masked"].value >= 0.98
    assert found["look-alikes left alone"].right >= 49


def test_the_banks_own_articles_lose_nothing_but_addresses_of_mail():
    folder = settings.BASE_DIR / "deploy" / "knowledge"
    lines = [line for file in folder.rglob("*.md") for line in file.read_text().splitlines()]

    changed = [line for line in lines if mask(line).replace("[이메일]", "") != MAIL.sub("", line)]

    assert len(lines) > 1_000
    assert changed == []


def test_no_line_of_the_other_cases_is_masked():
    folders = [FOLDER.parent / name for name in ("tune", "held", "third", "fresh")]
    cases = [case for case in read(folders) if case.kind != "masking"]
    lines = [line for case in cases for line in (case.question, *(t.text for t in case.turns))]

    assert [line for line in lines if mask(line) != line] == []
