#!/bin/sh
# django-unfold 0.91.0: a list filtered "to 30 November" has nothing of the 30th after midnight.
#
# RangeDateFilter asks for two days and may stand on a DateTimeField; one would guess that both days
# are shown, as Django's own filters and django-admin-rangefilter do. The second is compared as a
# moment, and that is its midnight: from the 30th to the 30th shows nothing, a month is a day short,
# and an export or a count by such a page lacks the last day's conversations, without a word. Ask
# one day further, use RangeDateTimeFilter, or override queryset().
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet \
    Django==5.2.19 django-unfold==0.91.0 django-admin-rangefilter==0.14.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from datetime import datetime
from importlib.metadata import version
from zoneinfo import ZoneInfo

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="an example",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=[
        "unfold",
        "unfold.contrib.filters",
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.messages",
        "django.contrib.sessions",
        "rangefilter",
    ],
    TIME_ZONE="Asia/Seoul",
    USE_TZ=True,
)
django.setup()
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import RequestFactory
from rangefilter.filters import DateRangeFilter
from unfold.contrib.filters.admin import RangeDateFilter

SEOUL = ZoneInfo("Asia/Seoul")
call_command("migrate", verbosity=0)
for day in (29, 30):
    User.objects.create(username=f"{day}", date_joined=datetime(2026, 11, day, 15, 5, tzinfo=SEOUL))


def shown(filter_class, start, end):
    class Users(admin.ModelAdmin):
        list_filter = (("date_joined", filter_class),)

    request = RequestFactory().get("/", {start: "2026-11-29", end: "2026-11-30"})
    request.user = User(is_superuser=True, is_staff=True)
    changes = Users(User, admin.site).get_changelist_instance(request)
    return sorted(changes.get_queryset(request).values_list("username", flat=True))


got = {
    "unfold": shown(RangeDateFilter, "date_joined_from", "date_joined_to"),
    "rangefilter": shown(DateRangeFilter, "date_joined__range__gte", "date_joined__range__lte"),
}
print("django-unfold", version("django-unfold"), "expected both days, seen", got)
assert got == {"unfold": ["29"], "rangefilter": ["29", "30"]}
PYTHON
