#!/bin/sh
# "00:30" is half an hour to pydantic 2.14.4 and half a minute to Django 5.2.19.
#
# Each is sure of itself: pydantic reads two parts as hours and minutes, Django's parse_duration,
# and with it every DurationField of forms and of Django REST framework, as minutes and seconds.
# Three parts agree, so examples with seconds hide it. A setting of a waiting time, or an export,
# that goes from one to the other, as where a FastAPI service stands beside a Django one, is sixty
# times too long or too short, and both are fine durations. Send three parts, seconds, or PT30M.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pydantic==2.14.4 django==5.2.19
"$folder/venv/bin/python" - <<'PYTHON'
from datetime import timedelta
from importlib.metadata import version

from django.utils.dateparse import parse_duration
from pydantic import TypeAdapter

durations = TypeAdapter(timedelta)
texts = ("00:30", "09:00", "90:00", "00:30:00", "PT30M")
got = {text: (str(durations.validate_python(text)), str(parse_duration(text))) for text in texts}
print("pydantic", version("pydantic"), "Django", version("django"), got)
assert got == {
    "00:30": ("0:30:00", "0:00:30"),
    "09:00": ("9:00:00", "0:09:00"),
    "90:00": ("3 days, 18:00:00", "1:30:00"),
    "00:30:00": ("0:30:00", "0:30:00"),
    "PT30M": ("0:30:00", "0:30:00"),
}
PYTHON
