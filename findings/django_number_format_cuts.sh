#!/bin/sh
# Django 5.2.19: number_format(66.67, 1) is "66.6": what has too many decimals is cut, not rounded.
#
# The filter floatformat beside it rounds, so that one share is 66.7% in a template and 66.6% where
# a view formats it; with 0 decimals 1.99 becomes 1. A Decimal is cut like a float. Rounding first,
# by Decimal.quantize, keeps the two alike.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet django==5.2.19
"$folder/venv/bin/python" - <<'PYTHON'
from decimal import ROUND_HALF_UP, Decimal

import django
from django.conf import settings
from django.template.defaultfilters import floatformat
from django.utils.formats import number_format

settings.configure()
django.setup()

SHARE = 2 / 3 * 100
shown = {
    "float": number_format(SHARE, 1),
    "Decimal": number_format(Decimal("66.67"), 1),
    "no decimals": number_format(1.99, 0),
    "floatformat": floatformat(SHARE, 1),
    "rounded first": number_format(Decimal(str(SHARE)).quantize(Decimal("0.1"), ROUND_HALF_UP), 1),
}
print("Django", django.get_version(), shown)
assert shown == {
    "float": "66.6",
    "Decimal": "66.6",
    "no decimals": "1",
    "floatformat": "66.7",
    "rounded first": "66.7",
}
PYTHON
