#!/bin/sh
# Django 5.2.19, ko: a moment is shown as "2026년 11월 30일 3:05 오후", a time alone as "오후 3:05".
#
# Korean has 오전 and 오후 before the hour. The locale's TIME_FORMAT has it so; DATETIME_FORMAT, which
# {{ moment }} and the admin use, has it behind, as English does, and so does the letter P ("3:05
# 오후"). One page then shows both, and the form field of the same locale reads neither of them:
# what was copied from the page is refused. A project's own FORMAT_MODULE_PATH mends it.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet django==5.2.19
"$folder/venv/bin/python" - <<'PYTHON'
from datetime import datetime

import django
from django.conf import settings

settings.configure(LANGUAGE_CODE="ko", USE_TZ=False, TEMPLATES=[])
django.setup()

from django import forms
from django.template import Context, Engine
from django.utils import translation

translation.activate("ko")
PAGE = "{{ at }}|{{ at|time }}|{{ at|date:'P' }}|{{ at|date:'A g:i' }}"
at = datetime(2026, 11, 30, 15, 5)
shown = Engine().from_string(PAGE).render(Context({"at": at})).split("|")


def read(field, text):
    try:
        return field(localize=True).clean(text)
    except forms.ValidationError as error:
        return error.code


again = [read(forms.DateTimeField, shown[0]), read(forms.TimeField, shown[1])]
print("Django", django.__version__, shown, "read again:", again)
assert shown == ["2026년 11월 30일 3:05 오후", "오후 3:05", "3:05 오후", "오후 3:05"]
assert again == ["invalid", "invalid"]
PYTHON
