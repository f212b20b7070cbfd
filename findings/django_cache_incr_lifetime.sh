#!/bin/sh
# Django 5.2.19: incr() on a counter that was set for a day leaves it five minutes, in two caches.
#
# cache.set("codes:lin", 1, timeout=86400), then incr(): one would guess that counting changes the
# count. The caches in memory, Redis and memcached keep the end of the day. DatabaseCache and
# FileBasedCache read, add and set anew, with the cache's own default of 300 seconds, and what was
# kept without an end gets one: "five codes a day" becomes five in five minutes, or, where the
# default is long, a lock that each try makes longer. Tests with the cache in memory are green. Keep
# the end in the value, or count in a table.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet Django==5.2.19
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import pickle
import tempfile
import time

import django
from django.conf import settings

folder = tempfile.TemporaryDirectory()
DAY = 86400
BACKENDS = "django.core.cache.backends"
settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    CACHES={
        "default": {"BACKEND": f"{BACKENDS}.locmem.LocMemCache"},
        "database": {"BACKEND": f"{BACKENDS}.db.DatabaseCache", "LOCATION": "counters"},
        "files": {"BACKEND": f"{BACKENDS}.filebased.FileBasedCache", "LOCATION": folder.name},
    },
    USE_TZ=True,
)
django.setup()
from datetime import UTC

from django.core.cache import caches
from django.core.management import call_command
from django.db import connection


def end_in_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT expires FROM counters")
        return cursor.fetchone()[0].replace(tzinfo=UTC).timestamp()


def end_in_files():
    with open(caches["files"]._key_to_file("codes"), "rb") as file:
        return pickle.load(file)


ends = {
    "default": lambda: caches["default"]._expire_info[":1:codes"],
    "database": end_in_database,
    "files": end_in_files,
}
call_command("createcachetable")
got = {}
for name, end in ends.items():
    caches[name].set("codes", 1, timeout=DAY)
    before = end() - time.time()
    assert caches[name].incr("codes") == 2
    got[name] = (round(before, -2), round(end() - time.time(), -2))
folder.cleanup()
print("Django", django.__version__, "seconds to live, before and after incr():", got)
assert got == {"default": (DAY, DAY), "database": (DAY, 300), "files": (DAY, 300)}
PYTHON
