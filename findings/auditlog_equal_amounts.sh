#!/bin/sh
# django-auditlog 3.4.1: saving a limit of 1000 over 1000.00 is logged as a change of the limit.
#
# The log says who changed what, and one would guess that what is equal is no change. Values are
# compared as they are printed: a DecimalField is 1000.00 in the database, and an object to which a
# program, a JSON body or an import gave 1000 or 1000.0 differs from it, in every save. The trail
# fills with changes that nobody made, and "limit: 1000.00 → 1000.0" is what an examiner reads,
# beside the true ones. A Decimal without the decimals differs too. Quantize to the column's places
# before saving.
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
from decimal import Decimal

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.core.management import call_command
from django.db import connection, models


class Account(models.Model):
    limit = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        app_label = "accounts"


def logged_for(value):
    """What is logged as this equal value is saved over the one that is stored."""
    before = LogEntry.objects.count()
    account = Account.objects.get()
    assert account.limit == value
    account.limit = value
    account.save()
    assert Account.objects.get().limit == Decimal("1000.00")
    return [entry.changes for entry in LogEntry.objects.order_by("pk")[before:]]


call_command("migrate", verbosity=0)
with connection.schema_editor() as editor:
    editor.create_model(Account)
auditlog.register(Account)
Account.objects.create(limit=Decimal("1000.00"))
got = {
    repr(value): logged_for(value) for value in (Decimal("1000.00"), Decimal(1000), 1000, 1000.0)
}
print("django-auditlog", version("django-auditlog"), got)
assert got == {
    "Decimal('1000.00')": [],
    "Decimal('1000')": [{"limit": ["1000.00", "1000"]}],
    "1000": [{"limit": ["1000.00", "1000"]}],
    "1000.0": [{"limit": ["1000.00", "1000.0"]}],
}
PYTHON
