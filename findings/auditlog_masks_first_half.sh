#!/bin/sh
# django-auditlog 3.4.1: mask_fields stars the first half of a value; the last digits stay readable.
#
# One would guess that a masked field is kept as stars. It is the first half that is, by the count
# of characters, and the second is stored: of a Korean resident number the birthday is gone and the
# seven digits behind the hyphen, which are what must be hidden, stand in the log; of a card the
# last eight, of a telephone number the subscriber's own digits, and None, which is printed, becomes
# "**ne". Banks mask the other way about. What is logged stays when the row is erased.
# AUDITLOG_MASK_CALLABLE, or a mask_callable for the model, takes a function of one's own;
# exclude_fields keeps nothing.
# The number here has letters in its secret places.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet Django==5.2.19 django-auditlog==3.4.1
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "auditlog"],
    USE_TZ=True,
)
django.setup()
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.core.management import call_command
from django.db import connection, models


class Customer(models.Model):
    number = models.CharField(max_length=20)
    telephone = models.CharField(max_length=20)

    class Meta:
        app_label = "customers"


call_command("migrate", verbosity=0)
with connection.schema_editor() as editor:
    editor.create_model(Customer)
auditlog.register(Customer, mask_fields=["number", "telephone"])
Customer.objects.create(number="YYMMDD-ABCDEFG", telephone="010-0000-1234")
changes = LogEntry.objects.get().changes
print("django-auditlog", version("django-auditlog"), changes)
assert changes["number"] == ["**ne", "*******ABCDEFG"]
assert changes["telephone"] == ["**ne", "******00-1234"]
PYTHON
