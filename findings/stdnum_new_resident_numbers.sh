#!/bin/sh
# python-stdnum 2.2: kr.rrn refuses nine of ten resident numbers that were given since October 2020.
#
# Since then the six digits behind the one for century and sex are drawn at random: no birthplace,
# no check digit. The module asks for both as before, so what a customer types rightly is told to
# be mistyped: a child's number, or that of whoever was registered or got a new number since. The
# date and thirteen digits are all that can be asked of those born since; of others the check digit
# is a hint and no reason to refuse.
# No number stands here: all the possible tails of one birthday are sampled, and counted.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet python-stdnum==2.2
"$folder/venv/bin/python" - <<'PYTHON'
from collections import Counter
from importlib.metadata import version

from stdnum.exceptions import ValidationError
from stdnum.kr import rrn

TAILS = range(0, 1_000_000, 997)  # of the million that one birthday and sex may be given


def verdict(number):
    try:
        rrn.validate(number)
    except ValidationError as error:
        return type(error).__name__
    return "valid"


def verdicts(birthday, sex):
    return Counter(verdict(f"{birthday}{sex}{tail:06}") for tail in TAILS)


print("python-stdnum", version("python-stdnum"))
for sex in (3, 4):
    counted = verdicts("210115", sex)
    print(f"  {len(TAILS)} numbers of 15 January 2021:", dict(counted))
    assert sum(counted.values()) == len(TAILS)
    assert counted["valid"] < len(TAILS) / 9
    assert counted["InvalidChecksum"] > len(TAILS) * 0.8 and counted["InvalidComponent"]
PYTHON
