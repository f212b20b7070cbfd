#!/bin/sh
# Faker 40.63.0, ko_KR: of 1,000 numbers that ssn() makes, 95 have the right check digit.
#
# A Korean resident number of before October 2020 has a check digit in its last place. Here it is
# drawn like the others, so that one of eleven is right by chance, and the seventh digit is 1 or 2
# alone: nobody born since 2000 and no foreigner. Tests of masking or of a form that are fed with
# such numbers look thorough, and hardly ever hold one that the check accepts. Compute the last
# digit, and draw the seventh from 1 to 8.
# No number is printed; they are counted.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet faker==40.63.0
"$folder/venv/bin/python" - <<'PYTHON'
from collections import Counter
from importlib.metadata import version

from faker import Faker

WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


def checks(number):
    digits = [int(sign) for sign in number if sign.isdigit()]
    total = sum(weight * digit for weight, digit in zip(WEIGHTS, digits[:12], strict=True))
    return digits[12] == (11 - total % 11) % 10


Faker.seed(1)
korean = Faker("ko_KR")
numbers = [korean.ssn() for _ in range(1000)]
right = sum(checks(number) for number in numbers)
sevenths = Counter(number.split("-")[1][0] for number in numbers)
print("Faker", version("faker"), "right:", right, "of", len(numbers), dict(sevenths))
assert right == 95
assert set(sevenths) == {"1", "2"}
PYTHON
