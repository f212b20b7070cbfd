#!/bin/sh
# django-ninja 1.7.1: a message of 15:05:00.123456 is sent as 15:05:00.123; what is after it is it.
#
# A response has a pydantic schema, and pydantic writes a moment whole, so one would guess that the
# database's microseconds arrive. Before JSON is made the schema is turned into Python's values, and
# Django's encoder, which cuts at milliseconds, writes them. A page that has read up to a message
# and asks for what came after gets the last one again each time, a stamp that is sent back to show
# that nobody changed the record never fits, and a test with moments of whole seconds is green.
# Django REST framework 3.18.3 sends all six figures. Page by the key, or have a schema write
# isoformat().
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet django-ninja==1.7.1 Django==5.2.19
"$folder/venv/bin/python" - <<'PYTHON'
import sys
import types
from datetime import datetime, timedelta, timezone
from importlib.metadata import version

import django
from django.conf import settings

settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF="pages", USE_TZ=True)
django.setup()
from django.test import Client
from django.urls import path
from ninja import NinjaAPI, Schema

MOMENT = datetime(2026, 11, 30, 15, 5, 0, 123456, tzinfo=timezone(timedelta(hours=9)))


class Message(Schema):
    text: str
    at: datetime


api = NinjaAPI()


@api.get("/messages", response=list[Message])
def messages(request, after: datetime = None):
    stored = [Message(text="금리는?", at=MOMENT)]
    return [message for message in stored if after is None or message.at > after]


pages = types.ModuleType("pages")
pages.urlpatterns = [path("", api.urls)]
sys.modules["pages"] = pages
first = Client().get("/messages").json()
again = Client().get("/messages", {"after": first[-1]["at"]}).json()
alone = Message(text="금리는?", at=MOMENT).model_dump_json()
print("django-ninja", version("django-ninja"), first, again, "pydantic:", alone)
assert first[0]["at"] == "2026-11-30T15:05:00.123+09:00"
assert again == first and "15:05:00.123456+09:00" in alone
PYTHON
