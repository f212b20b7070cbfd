#!/bin/sh
# django-lifecycle 1.3.0: a hook on a status is never run if another field was saved in between.
#
# A save with update_fields=["note"] rightly runs no hook for the status, which it does not write.
# One would guess that the hook runs with the save that does write it. After each save all fields
# count as saved, the status too: the next save() puts "closed" into the database, no change is
# seen, and the message to the customer, or the entry in the call's record, is never made.
# django-model-utils 5.0.0 keeps the change until it is written. Save such fields together, or tell
# of a change where it is made.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet \
    django-lifecycle==1.3.0 django-model-utils==5.0.0 Django==5.2.19
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
)
django.setup()

from django.db import connection, models
from django_lifecycle import AFTER_UPDATE, LifecycleModel, hook
from model_utils import FieldTracker

told = []


class Chat(LifecycleModel):
    status = models.CharField(max_length=9, default="open")
    note = models.CharField(max_length=9, default="")
    tracker = FieldTracker(["status"])

    class Meta:
        app_label = "bank"

    @hook(AFTER_UPDATE, when="status", was="open", is_now="closed")
    def tell(self):
        told.append(self.pk)


with connection.schema_editor() as editor:
    editor.create_model(Chat)


def close(*saves):
    chat = Chat.objects.create()
    chat.status, chat.note = "closed", "OTP"
    told.clear()
    tracked = []
    for fields in saves:
        tracked.append(chat.tracker.has_changed("status"))
        chat.save(update_fields=fields)
    return Chat.objects.get(pk=chat.pk).status, len(told), tracked


got = {
    "at once": close(None),
    "status alone": close(["status"]),
    "note first": close(["note"]),
    "note, then all": close(["note"], None),
}
print("django-lifecycle", version("django-lifecycle"), "expected one hook for each, seen", got)
assert got["at once"] == got["status alone"] == ("closed", 1, [True])
assert got["note first"] == ("open", 0, [True])
assert got["note, then all"] == ("closed", 0, [True, True])
PYTHON
