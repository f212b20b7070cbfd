#!/bin/sh
# django-money 3.6.2: save(update_fields=["price"]) with $1 leaves the currency: it is stored as ₩1.
#
# A MoneyField is one field with an amount and a currency, so one would guess that it is saved as
# one. It is two columns; naming the field in update_fields, as hot paths do, writes the amount
# alone, and the object in memory goes on saying dollars. Sums do not ask either: 1,000 won and 5
# dollars are aggregate(Sum) 1005, a plain number, and update(price=F("price") + Money(1, "USD"))
# adds it to won. Filters alone compare the currency. A fee of one dollar is charged as one won, or
# 1,000 won as dollars. Name price_currency as well, and group sums by it.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet Django==5.2.19 django-money==3.6.2
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["djmoney"],
    USE_TZ=True,
)
django.setup()
from django.db import connection, models
from djmoney.models.fields import MoneyField
from djmoney.money import Money


class Fee(models.Model):
    price = MoneyField(max_digits=14, decimal_places=2, default_currency="KRW")

    class Meta:
        app_label = "fees"


with connection.schema_editor() as editor:
    editor.create_model(Fee)
fee = Fee.objects.create(price=Money(9000, "KRW"))
fee.price = Money(1, "USD")
fee.save(update_fields=["price"])
in_memory, stored = fee.price, Fee.objects.get().price
won, dollars = (
    Fee.objects.create(price=Money(1000, "KRW")),
    Fee.objects.create(price=Money(5, "USD")),
)
both = Fee.objects.filter(pk__in=[won.pk, dollars.pk])
total = both.aggregate(models.Sum("price"))["price__sum"]
found = both.filter(price__gt=Money(1, "KRW")).count()
Fee.objects.filter(pk=won.pk).update(price=models.F("price") + Money(1, "USD"))
added = Fee.objects.get(pk=won.pk).price
print("django-money", version("django-money"), "in memory", in_memory, "stored", stored)
print("  sum", total, "filtered", found, "won plus a dollar", added)
assert in_memory == Money(1, "USD") and stored == Money(1, "KRW")
assert total == 1005 and found == 1
assert added == Money(1001, "KRW")
PYTHON
