#!/bin/sh
# pycountry 26.2.16: search_fuzzy("Republic of Korea") finds North Korea, and nothing else.
#
# The full name of South Korea, as passports, letterheads and the register of a bank's customers
# have it, is one would guess the safest thing to search for. ISO has the two as "Korea, Republic
# of" and "Korea, Democratic People's Republic of", the second with an official name in which
# "Republic of Korea" stands; that whole text is found there, so the search ends with KP alone.
# "Korea" gives KP first and KR second. Only "South Korea" is right. Whoever takes the first result,
# for a nationality or a screening by country, has the one country that no bank may serve. Take the
# code, or a table of one's own.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pycountry==26.2.16
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import pycountry

told = {"Republic of Korea": ["KP"], "Korea": ["KP", "KR"], "South Korea": ["KR"]}
got = {
    name: [country.alpha_2 for country in pycountry.countries.search_fuzzy(name)] for name in told
}
print("pycountry", version("pycountry"), got)
assert got == told
assert pycountry.countries.get(alpha_2="KR").name == "Korea, Republic of"
PYTHON
