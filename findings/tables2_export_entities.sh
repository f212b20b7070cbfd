#!/bin/sh
# django-tables2 3.0.1: the customer "R&D 센터" is "R&amp;D 센터" in the CSV that a table exports.
#
# For an export, the documentation says, the tags of a TemplateColumn are stripped; one would guess
# that what is left is the text that stands in the browser's table. The entities stay: &amp;, &lt;
# and &#x27; go into CSV and XLSX files, and "한도 <100만원" is "한도 &lt;100만원". Such a file,
# which is loaded into a mail merge or back into the bank's system, no longer has the customer's
# name, and a plain Column beside it has. Give the column a value_NAME() of its own that returns the
# record's text.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet django-tables2==3.0.1 tablib==3.10.0 Django==5.2.19
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

import django
from django.conf import settings

settings.configure(
    INSTALLED_APPS=["django_tables2"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)
django.setup()

import django_tables2 as tables
from django_tables2.export import TableExport

BOLD = "<b>{{ record.name }}</b>"


class Customers(tables.Table):
    name = tables.Column()
    bold = tables.TemplateColumn(BOLD)
    own = tables.TemplateColumn(BOLD)

    def value_own(self, record):
        return record["name"]


names = ["R&D 센터", "종로 지점", "한도 <100만원"]
lines = TableExport("csv", Customers([{"name": name} for name in names])).export().splitlines()
got = [line.split(",") for line in lines]
print("django-tables2", version("django-tables2"), "expected each name three times, seen", got)
assert got == [
    ["Name", "Bold", "Own"],
    ["R&D 센터", "R&amp;D 센터", "R&D 센터"],
    ["종로 지점", "종로 지점", "종로 지점"],
    ["한도 <100만원", "한도 &lt;100만원", "한도 <100만원"],
]
PYTHON
