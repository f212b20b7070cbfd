#!/bin/sh
# Django 5.2.19, ko: a form reads "11/12/26", Korea's 26 December 2011, as 12 November 2026.
#
# Korean dates go year, month, day, and forms that are filled in by hand have two figures of the
# year. One would guess that the Korean locale reads them so or refuses them. Its input formats have
# those of America behind 2026-11-30: month, day, year. What can be no month is refused, "26/11/30"
# and "85/05/11" among it, so that a year up to 12 alone is taken, for another day: children's
# birthdays, and terms of ten years ago. "12/11/2026" is the 11th of December. Give the field its
# input_formats, or the project a FORMAT_MODULE_PATH.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet Django==5.2.19
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import django
from django.conf import settings

settings.configure(LANGUAGE_CODE="ko")
django.setup()
from django import forms


def read(text):
    try:
        return str(forms.DateField().clean(text))
    except forms.ValidationError:
        return "refused"


told = {
    "2026-11-30": "2026-11-30",
    "2026년 11월 30일": "2026-11-30",
    "26/11/30": "refused",
    "85/05/11": "refused",
    "11/12/26": "2026-11-12",
    "05/11/30": "2030-05-11",
    "12/11/2026": "2026-12-11",
}
got = {text: read(text) for text in told}
print("Django", django.__version__, "seen", got)
assert got == told
PYTHON
