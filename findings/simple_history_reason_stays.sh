#!/bin/sh
# django-simple-history 3.13.0: the reason of one change is recorded for all that follow it.
#
# _change_reason on an object says why it is saved; one would guess that a save uses it up. It stays
# on the object: who raises a limit "after review" and, some lines later, closes the account or
# stamps a date by the same object, has both recorded as "after review", in rows that an examiner
# takes for evidence. Loaded anew, the object has none, so tests that fetch between saves are green.
# Set it before each save, to None if there is none.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet Django==5.2.19 django-simple-history==3.13.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "simple_history"],
    USE_TZ=True,
)
django.setup()
from django.core.management import call_command
from django.db import connection, models
from simple_history.models import HistoricalRecords


class Account(models.Model):
    limit = models.IntegerField()
    is_open = models.BooleanField(default=True)
    history = HistoricalRecords(app="auth")

    class Meta:
        app_label = "auth"


call_command("migrate", verbosity=0)
with connection.schema_editor() as editor:
    editor.create_model(Account)
    editor.create_model(Account.history.model)
account = Account(limit=1000)
account.save()
account.limit, account._change_reason = 5000, "after review"
account.save()
account.is_open = False
account.save()
Account.objects.get().save()
got = list(Account.history.order_by("history_id").values_list("is_open", "history_change_reason"))
print("django-simple-history", version("django-simple-history"), "reasons:", got)
assert got == [(True, None), (True, "after review"), (False, "after review"), (False, None)]
PYTHON
