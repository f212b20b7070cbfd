#!/bin/sh
# djangorestframework-yaml 2.0.0: "open: 09:00" and "close: 18:00" are the text "09:00" and 1080.
#
# One would guess that two times of day are read alike. PyYAML, and so this parser, knows YAML 1.1's
# numbers of base sixty, which may not begin with 0: hours from 10:00 are minutes, those before are
# texts. A serializer's CharField takes both, and a desk that closes at "1080" is shown or compared
# as such; a branch's 0011, which is written to base eight, is "9". With 08:00 and 09:00 all is
# right. ruamel.yaml 0.18.16, which reads YAML 1.2, has texts in both places. Set off times and
# codes by quotation marks.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet \
    Django==5.2.19 djangorestframework==3.18.3 djangorestframework-yaml==2.0.0 ruamel.yaml==0.18.16
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import io
from importlib.metadata import version

import django
from django.conf import settings

settings.configure()
django.setup()
from rest_framework import serializers
from rest_framework_yaml.parsers import YAMLParser
from ruamel.yaml import YAML

TEXT = 'open: 09:00\nclose: 18:00\nbranch: 0011\nquoted: "18:00"\n'


class Desk(serializers.Serializer):
    open = serializers.CharField()
    close = serializers.CharField()
    branch = serializers.CharField()
    quoted = serializers.CharField()


desk = Desk(data=YAMLParser().parse(io.BytesIO(TEXT.encode()), None, {}))
desk.is_valid(raise_exception=True)
got = dict(desk.validated_data)
other = dict(YAML(typ="safe", pure=True).load(TEXT))
name = version("djangorestframework-yaml")
print("djangorestframework-yaml", name, "expected 09:00 and 18:00, seen", got, other)
assert got == {"open": "09:00", "close": "1080", "branch": "9", "quoted": "18:00"}
assert (other["open"], other["close"]) == ("09:00", "18:00")
PYTHON
