#!/bin/sh
# pydantic 2.14.4: a datetime from "20261130" is 23 August 1970, without an error.
#
# Banks' hosts write dates as eight, twelve or fourteen digits. A text of digits alone is taken for
# seconds since 1970, or for milliseconds when it is long: "20261130150500", five past three, is a
# moment of the year 2612, and "202611301505" one of 1976. A field of type date refuses what is no
# whole day, which is nearly all of them, so only datetime fields go wrong, and silently. dateutil
# and Django REST framework read 2026 in "20261130". Give such a field a validator with strptime, in
# mode "before", which runs ahead of this.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pydantic==2.14.4 python-dateutil==2.9.0.post0
"$folder/venv/bin/python" - <<'PYTHON'
from datetime import date, datetime
from importlib.metadata import version

from dateutil.parser import isoparse
from pydantic import TypeAdapter, ValidationError


def read(kind, text):
    try:
        return str(TypeAdapter(kind).validate_python(text))
    except ValidationError as error:
        return error.errors()[0]["type"]


moments = {text: read(datetime, text) for text in ("20261130", "202611301505", "20261130150500")}
refused = read(date, "20261130")
print("pydantic", version("pydantic"), moments, "as a date:", refused)
assert moments == {
    "20261130": "1970-08-23 12:05:30+00:00",
    "202611301505": "1976-06-03 00:55:01.505000+00:00",
    "20261130150500": "2612-01-19 19:42:30.500000+00:00",
}
assert refused == "date_from_datetime_inexact"
assert isoparse("20261130") == datetime(2026, 11, 30)
PYTHON
