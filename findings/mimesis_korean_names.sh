#!/bin/sh
# mimesis 22.2.0, Locale.KO: full_name() is the given name, a blank and then the surname.
#
# Korean has the surname first and no blank, and the package knows its locale's names, so one
# would guess that it knows their order. It does not, and reverse=True mends the order but not the
# blank. Its telephone numbers keep the shape of a mobile one and draw the area at random: of 1,000,
# 10 begin with 010, and most with codes that nobody has. Tests of masking, of a search by name or
# of a form, fed with this, look thorough and hold nothing that a Korean customer would type, and
# what finds a Korean name in a text is never asked to. Join surname() and first_name(), and write 010.
# Names and numbers are made up and counted; none is printed.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet mimesis==22.2.0
"$folder/venv/bin/python" - <<'PYTHON'
import re
from importlib.metadata import version

from mimesis import Person
from mimesis.locales import Locale

MOBILE = re.compile(r"\+82[ -]10[ -]\d{4}[ -]\d{4}")
SHAPE = re.compile(r"\+82[ -]\d\d[ -]\d{4}[ -]\d{4}")
person = Person(Locale.KO, seed=7)
names = [(person.surname(), person.first_name()) for _ in range(1000)]
surnames, given = ({pair[place] for pair in names} for place in (0, 1))
full = [person.full_name().split(" ") for _ in range(1000)]
reverse = [person.full_name(reverse=True).split(" ") for _ in range(1000)]
surname_last = sum(len(name) == 2 and name[1] in surnames for name in full)
surname_first = sum(len(name) == 2 and name[0] in surnames for name in reverse)
numbers = [person.phone_number() for _ in range(1000)]
mobile = sum(bool(MOBILE.fullmatch(number)) for number in numbers)
shaped = sum(bool(SHAPE.fullmatch(number)) for number in numbers)
print("mimesis", version("mimesis"), len(surnames), "surnames,", len(given), "given names")
print("  of 1,000: surname last", surname_last, "reversed: first", surname_first)
print("  of 1,000 numbers:", shaped, "of a mobile's shape,", mobile, "mobile")
assert all(len(name) == 2 for name in full)
assert surname_last > 900 and surname_first > 900
assert shaped == 1000 and mobile < 30
PYTHON
