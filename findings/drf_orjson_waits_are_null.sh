#!/bin/sh
# drf-orjson-renderer 1.8.0: Response({"waited": timedelta(minutes=5)}) is sent as null.
#
# It is put in the place of REST framework's own renderer for speed. That one writes "300.0", and
# raises for what it cannot write; this one sends null for a length of time and for any object
# that it does not know, with status 200. Bytes, such as a text from a cache, become a list of numbers.
# Avg of waits, straight from aggregate(), is such a length: the board of waiting times goes blank,
# and a client cannot tell it from a day without calls. Send seconds, or a DurationField's text.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet drf-orjson-renderer==1.8.0 orjson==3.13.0 \
    djangorestframework==3.18.3 django==5.2.19
"$folder/venv/bin/python" - <<'PYTHON'
import json
from datetime import timedelta
from importlib.metadata import version

import django
from django.conf import settings

settings.configure(USE_TZ=True, TIME_ZONE="Asia/Seoul")
django.setup()

from drf_orjson_renderer.renderers import ORJSONRenderer
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer


class Unknown:
    pass


def sent(renderer, value):
    try:
        return json.loads(renderer().render({"value": value}))["value"]
    except TypeError:
        return TypeError


values = {"wait": timedelta(minutes=5), "object": Unknown(), "bytes": "한도".encode()}
got = {
    name: (sent(JSONRenderer, value), sent(ORJSONRenderer, value)) for name, value in values.items()
}
print("drf-orjson-renderer", version("drf-orjson-renderer"), got)
assert got["wait"] == ("300.0", None)
assert got["object"] == (TypeError, None)
assert got["bytes"] == ("한도", list("한도".encode()))
text = serializers.DurationField().to_representation(timedelta(minutes=5))
assert sent(ORJSONRenderer, text) == "00:05:00"
PYTHON
