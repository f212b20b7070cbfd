#!/bin/sh
# dictdiffer 0.10.0: of {"message": 1234567890123456789} and ...889 it finds no difference.
#
# Whole numbers are equal or not, one would guess. All numbers are compared with a tolerance, that
# of a float, by their share: at nineteen digits, which messages and transfers are numbered with,
# two hundred either way are the same, and most of sixteen digits equal the next one. 0 and False,
# 1 and True are the same too. A log of what changed in a record has no line for it, and
# patch() leaves the old number standing. Floats of 3.5 and 3.50001 differ, so nothing looks loose.
# tolerance=0 helps at sixteen digits and not at nineteen. Make texts of such numbers first.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet dictdiffer==0.10.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from dictdiffer import diff, patch

old, new = {"message": 1234567890123456789}, {"message": 1234567890123456889}
account = list(diff({"account": 5402000000000001}, {"account": 5402000000000002}))
flag = list(diff({"urgent": 0}, {"urgent": False}))
found, strict = list(diff(old, new)), list(diff(old, new, tolerance=0))
texts = list(diff({"message": "1"}, {"message": "2"}))
print("dictdiffer", version("dictdiffer"), found, account, flag, "tolerance=0:", strict)
assert found == strict == account == flag == []
assert patch(diff(old, new), old) == old != new
assert len(texts) == 1
assert list(diff({"rate": 3.5}, {"rate": 3.50001}))
PYTHON
