#!/bin/sh
# djangorestframework-camel-case 1.4.2: of {"kb_01": 1000, "kb01": 2000} one amount is sent.
#
# The package turns a serializer's field names into those of JavaScript, and back; one would guess
# that it is the names of fields, and that they come back as they went. It is every key at any
# depth, a JSONField's and a dict's by branch or product among them, and "_" before a figure is
# dropped: two keys become one, and the later amount alone arrives. On the way back "otp_2fa" is
# "otp2fa", and "KB_01", sent as "KB01", is "k_b_01". JSON_CAMEL_CASE's ignore_fields takes such a
# field out; send what is keyed by codes as a list of pairs.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet \
    Django==5.2.19 djangorestframework==3.18.3 djangorestframework-camel-case==1.4.2
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

import django
from django.conf import settings

settings.configure()
django.setup()
from djangorestframework_camel_case.settings import api_settings
from djangorestframework_camel_case.util import camelize, underscoreize

SENT = {"fees": {"kb_01": 1000, "kb01": 2000, "KB_02": 3000}, "otp_2fa": True}
seen = camelize(SENT)
back = underscoreize(seen, **api_settings.JSON_UNDERSCOREIZE)
name = version("djangorestframework-camel-case")
print("djangorestframework-camel-case", name, "expected", SENT, "seen", seen, back)
assert seen == {"fees": {"kb01": 2000, "KB02": 3000}, "otp2fa": True}
assert back == {"fees": {"kb_01": 2000, "k_b_02": 3000}, "otp2fa": True}
PYTHON
