#!/bin/sh
# django-phonenumber-field 9.0.0: "02-1234-5678 ext. 12" is valid, and comes back without the 12.
#
# One would guess that a field keeps what it found valid, or refuses it. The number is parsed with
# its extension, which the object has until it is saved; what is stored is E.164, the default, which
# has no place for it. The desk of a branch becomes its switchboard, two people with one number are
# equal in a unique column, and the form that took the number shows it without an error the next
# time. PHONENUMBER_DB_FORMAT = "RFC3966" keeps the extension.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet \
    Django==5.2.19 django-phonenumber-field==9.0.0 phonenumbers==9.0.43
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "phonenumber_field"],
    PHONENUMBER_DEFAULT_REGION="KR",
)
django.setup()
from django.db import connection, models
from django.test import override_settings
from phonenumber_field.modelfields import PhoneNumberField


class Desk(models.Model):
    telephone = PhoneNumberField()

    class Meta:
        app_label = "auth"


with connection.schema_editor() as editor:
    editor.create_model(Desk)


def extensions():
    """The extension of one number: before it is saved, and as it is read again."""
    desk = Desk(telephone="02-1234-5678 ext. 12")
    desk.full_clean()
    desk.save()
    return desk.telephone.extension, Desk.objects.get(pk=desk.pk).telephone.extension


got = {"E164": extensions()}
with override_settings(PHONENUMBER_DB_FORMAT="RFC3966"):
    got["RFC3966"] = extensions()
print("django-phonenumber-field", version("django-phonenumber-field"), "extensions", got)
assert got == {"E164": ("12", None), "RFC3966": ("12", "12")}
PYTHON
