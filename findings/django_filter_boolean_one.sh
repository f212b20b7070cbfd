#!/bin/sh
# django-filter 26.2: ?urgent=1 filters nothing and shows every row; ?urgent=2 is True, 3 False.
#
# 1 and 0 are what forms, other services and Django itself take for yes and no, and a value that a
# filter does not know would, one guesses, be an error. A BooleanField's filter is read by the form
# widget for "unknown, yes, no", whose options are numbered: "true" and "True" are known, and 2 and
# 3; all else, "TRUE", "1", "yes" or 예, is unknown, which filters nothing, with is_valid() True. The
# FilterSet of its REST half knows 1, 0 and TRUE, and not 2 and 3. A list of what is urgent, or an
# export of who has agreed, is then that of everybody. Declare TypedChoiceFilter with its choices.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet Django==5.2.19 django-filter==26.2 \
    djangorestframework==3.18.3
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django_filters"],
)
django.setup()
import django_filters
from django.contrib.auth.models import User
from django.core.management import call_command
from django_filters import rest_framework

ALL, YES, NO = ["lin", "mei"], ["mei"], ["lin"]


class Page(django_filters.FilterSet):
    class Meta:
        model = User
        fields = ["is_staff"]


class Rest(rest_framework.FilterSet):
    class Meta:
        model = User
        fields = ["is_staff"]


def found(filters, text):
    chosen = filters({"is_staff": text}, queryset=User.objects.order_by("pk"))
    assert chosen.is_valid()
    return [user.username for user in chosen.qs]


call_command("migrate", verbosity=0)
User.objects.create(username="lin")
User.objects.create(username="mei", is_staff=True)
told = {
    "true": (YES, YES),
    "TRUE": (ALL, YES),
    "1": (ALL, YES),
    "0": (ALL, NO),
    "2": (YES, ALL),
    "3": (NO, ALL),
    "yes": (ALL, ALL),
    "예": (ALL, ALL),
}
got = {text: (found(Page, text), found(Rest, text)) for text in told}
print("django-filter", version("django-filter"), "page, REST:", got)
assert got == told
PYTHON
