#!/bin/sh
# django-import-export 4.4.3: BooleanWidget reads "Y" as False, and 예, yes and O, without an error.
#
# Spreadsheets in Korea say Y and N, O and X, or 예 and 아니오. The widget, which every BooleanField of
# a resource gets, knows "1" and "true"; whatever else is False, though it has a list of what means
# False. A column of consents that is imported turns all of them down, the preview shows a change
# like any other, and nothing is reported. Django REST framework 3.18.3 takes Y and yes, and refuses
# what it does not know. Likewise IntegerWidget makes 1000.7 of an amount 1000. Give such columns a
# widget of one's own that raises ValueError.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet \
    django-import-export==4.4.3 djangorestframework==3.18.3 django==5.2.19
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import django
from django.conf import settings

settings.configure(LANGUAGE_CODE="ko", INSTALLED_APPS=["import_export"])
django.setup()

from import_export.widgets import BooleanWidget, IntegerWidget
from rest_framework.serializers import BooleanField, ValidationError


def by_rest_framework(word):
    try:
        return BooleanField().run_validation(word)
    except ValidationError:
        return "refused"


WORDS = ("Y", "yes", "예", "O", "N", "1", "TRUE")
got = {word: (BooleanWidget().clean(word), by_rest_framework(word)) for word in WORDS}
cut = IntegerWidget().clean("1000.7")
print("django-import-export", version("django-import-export"), got, cut)
assert got == {
    "Y": (False, True),
    "yes": (False, True),
    "예": (False, "refused"),
    "O": (False, "refused"),
    "N": (False, False),
    "1": (True, True),
    "TRUE": (True, True),
}
assert cut == 1000
PYTHON
