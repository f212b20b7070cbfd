#!/bin/sh
# Django 5.2.19: urlize("www.example.com에서") links to the host www.example.com%EC%97%90%EC%84%9C.
#
# A Korean particle stands right behind its word. urlize ends an address at a blank alone, so the
# particle becomes part of the host, of a path, or of the domain of an e-mail address: every such
# link of a Korean text is dead. A blank before the particle, which Korean does not write, is what
# makes it work. An address must be matched by its own ASCII characters.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet django==5.2.19
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import re

import django
from django.conf import settings
from django.utils.html import urlize

settings.configure()
django.setup()

PARTICLE = "%EC%97%90%EC%84%9C"  # 에서, "at"
texts = {
    "https://www.example.com에서": f"https://www.example.com{PARTICLE}",
    "https://www.example.com/fees에서": f"https://www.example.com/fees{PARTICLE}",
    "help@example.com에서": f"mailto:help@example.com{PARTICLE}",
    "https://www.example.com 에서": "https://www.example.com",
}
led = {text: re.search(r'href="([^"]*)"', urlize(text))[1] for text in texts}
print("Django", django.get_version(), led)
assert led == texts
PYTHON
