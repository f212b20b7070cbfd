#!/bin/sh
# Django REST framework 3.18.3: ?search=1,000원 finds 10,000원 and 1,000,000원 too.
#
# Its SearchFilter is known to look for each word of a query; one would guess that words end at
# blanks, as in the admin's search box, which the two share their search_fields with. A comma ends
# one as well, so that the amount is "1" and "000원", to be found anywhere in a row: nearly all
# amounts of a thousand and more. A list of fees or articles by the API has rows that the same words
# do not show in the admin, and the first of them is the wrong one. In quotation marks, "1,000원",
# the amount is one word.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet Django==5.2.19 djangorestframework==3.18.3
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import django
import rest_framework
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes"],
)
django.setup()
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.management import call_command
from rest_framework.filters import SearchFilter
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

FEES = ["이체 1,000원", "송금 10,000원", "한도 1,000,000원", "발급 5,000원"]


class View:
    search_fields = ("name",)


class Groups(admin.ModelAdmin):
    search_fields = ("name",)


def by_rest(words):
    request = Request(APIRequestFactory().get("/", {"search": words}))
    return SearchFilter().filter_queryset(request, Group.objects.all(), View())


def by_admin(words):
    return Groups(Group, admin.site).get_search_results(None, Group.objects.all(), words)[0]


def names(rows):
    return list(rows.order_by("pk").values_list("name", flat=True))


call_command("migrate", verbosity=0)
for name in FEES:
    Group.objects.create(name=name)
got = {
    "rest": names(by_rest("1,000원")),
    "rest, quoted": names(by_rest('"이체 1,000원"')),
    "admin": names(by_admin("1,000원")),
}
print("Django REST framework", rest_framework.VERSION, "expected", FEES[:1], "seen", got)
assert got == {"rest": FEES[:3], "rest, quoted": FEES[:1], "admin": FEES[:1]}
PYTHON
