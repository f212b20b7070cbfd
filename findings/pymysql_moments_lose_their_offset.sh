#!/bin/sh
# PyMySQL 1.2.4: one moment, as 15:05+09:00 and as 06:05+00:00, is sent to the database as two.
#
# MariaDB's DATETIME has no time zone, so one would guess that a driver converts an aware datetime
# to the session's zone, or refuses it. PyMySQL cuts the offset off, and so does mysql-connector
# 26.10.0. Under Django 5.2.19, whose rows are in UTC, the ORM's filters and the parameters of raw()
# are converted before; those of connection.cursor().execute() are not. So "calls since 15:05",
# moved from raw() to a cursor, misses nine hours of them, and an UPDATE by a cursor puts a
# call-back nine hours too late. Give a cursor moments in UTC.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet \
    PyMySQL==1.2.4 mysql-connector-python==26.10.0 Django==5.2.19
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from datetime import datetime, timedelta, timezone
from importlib.metadata import version

import pymysql
from mysql.connector.conversion import MySQLConverter

pymysql.install_as_MySQLdb()
import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.mysql", "NAME": "calls"}},
    TIME_ZONE="Asia/Seoul",
    USE_TZ=True,
)
django.setup()
from django.db import connection

SEOUL = datetime(2026, 11, 30, 15, 5, tzinfo=timezone(timedelta(hours=9)))
UTC = SEOUL.astimezone(timezone.utc)
cursor = pymysql.connections.Connection(defer_connect=True).cursor()
other = MySQLConverter("utf8mb4", True)
got = {
    "PyMySQL": [cursor.mogrify("%s", (moment,)) for moment in (SEOUL, UTC)],
    "mysql-connector": [other.to_mysql(moment).decode() for moment in (SEOUL, UTC)],
    "Django's raw()": [str(connection.ops.adapt_unknown_value(moment)) for moment in (SEOUL, UTC)],
}
print("PyMySQL", version("PyMySQL"), "expected 06:05 twice, seen", got)
assert SEOUL == UTC
assert got["PyMySQL"] == ["'2026-11-30 15:05:00'", "'2026-11-30 06:05:00'"]
assert got["mysql-connector"] == ["2026-11-30 15:05:00", "2026-11-30 06:05:00"]
assert got["Django's raw()"] == ["2026-11-30 06:05:00"] * 2
PYTHON
