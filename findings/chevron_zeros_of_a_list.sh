#!/bin/sh
# chevron 0.14.0: "{{#fees}}{{.}}원 {{/fees}}" for 500, 0 and 1000 is "500원 1000원 "; 0 is left out.
#
# That a section of the value 0 is not shown is known of Mustache, and that {{fee}} of 0 is "0". Of
# a list, one would guess that a section is shown once for each entry, whatever the entry is, as
# pystache 0.6.8 does. An entry of 0, 0.0 or "" is left out with all the words around it: of three
# fees two are told, the free one is missing, and those behind it stand in its place. Entries that
# are records, {{#fees}}{{won}}원{{/fees}}, are shown with their 0. Give texts ("0") or records.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet chevron==0.14.0 pystache==0.6.8
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

import chevron
import pystache

LIST = "{{#fees}}{{.}}원 {{/fees}}"
RECORDS = "{{#fees}}{{won}}원 {{/fees}}"
fees = [500, 0, 1000]
got = {
    "chevron": chevron.render(LIST, {"fees": fees}),
    "pystache": pystache.render(LIST, {"fees": fees}),
    "records": chevron.render(RECORDS, {"fees": [{"won": fee} for fee in fees]}),
    "texts": chevron.render(LIST, {"fees": [str(fee) for fee in fees]}),
}
print("chevron", version("chevron"), "expected 500원 0원 1000원, seen", got)
assert got["chevron"] == "500원 1000원 "
assert got["pystache"] == got["records"] == got["texts"] == "500원 0원 1000원 "
PYTHON
