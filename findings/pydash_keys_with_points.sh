#!/bin/sh
# pydash 8.1.0: get({"연 3.5%": 1}, "연 3.5%") is None; a key with a point in it is never found.
#
# get() takes a path, "a.b". lodash, which the package follows, first looks whether the object has
# the very key, and one would guess the same. Here the text is always cut: get(), has(), pick() and
# map_() find nothing, omit() leaves the key in, and group_by() puts all under None. Products by
# their rate (3.5%), articles (제3.1조) and dates (26.11.30) are such keys: a fee that is there is
# answered with the default, and what was to be left out of a log is written. A list, ["연 3.5%"],
# is a path of one key; take that.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pydash==8.1.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import pydash

fees = {"연 3.5%": 500}
found = pydash.get(fees, "연 3.5%", "없음"), pydash.has(fees, "연 3.5%"), pydash.pick(fees, "연 3.5%")
kept, groups = pydash.omit(fees, "연 3.5%"), pydash.group_by([{"제3.1조": 1}, {"제3.1조": 2}], "제3.1조")
listed = pydash.get(fees, ["연 3.5%"])
print("pydash", version("pydash"), found, kept, groups, listed)
assert found == ("없음", False, {})
assert kept == fees and list(groups) == [None] and listed == 500
PYTHON
