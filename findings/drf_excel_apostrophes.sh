#!/bin/sh
# drf-excel 2.6.0: the rate -0.5% and the number +82-2-123-4567 get an apostrophe before them.
#
# Texts that begin with = are defused so that Excel computes nothing, as is known of CSV files. In
# an XLSX file a cell says itself that it is a text, and one would guess that a mere sign is left.
# All texts that begin with + or - have an apostrophe, and it is part of the cell: it is seen,
# printed, and read back by whatever loads the file. Rates below zero, numbers with their country
# and notes that are lists ("- 카드 분실") are changed, in some rows of a column and not in others, and
# compare with nothing in the bank's own systems. Write such columns so that they begin with a
# letter or a digit, or take the apostrophe off on the way back.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet drf-excel==2.6.0 djangorestframework==3.18.3 Django==5.2.19
"$folder/venv/bin/python" - <<'PYTHON'
import io
from importlib.metadata import version

import django
from django.conf import settings

settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "rest_framework"],
    USE_TZ=True,
)
django.setup()
import openpyxl
from drf_excel.mixins import XLSXFileMixin
from drf_excel.renderers import XLSXRenderer
from rest_framework.response import Response
from rest_framework.serializers import CharField, Serializer
from rest_framework.test import APIRequestFactory
from rest_framework.viewsets import ViewSet

ROWS = [
    {"phone": "+82-2-123-4567", "rate": "-0.5%", "note": "- 카드 분실"},
    {"phone": "02-123-4567", "rate": "3.5%", "note": "카드 분실"},
]


class Row(Serializer):
    phone = CharField()
    rate = CharField()
    note = CharField()


class Rows(XLSXFileMixin, ViewSet):
    renderer_classes = [XLSXRenderer]

    def get_serializer(self):
        return Row()

    def list(self, request):
        return Response(Row(ROWS, many=True).data)


response = Rows.as_view({"get": "list"})(APIRequestFactory().get("/"))
sheet = openpyxl.load_workbook(io.BytesIO(response.render().content)).active
got = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=2)]
print("drf-excel", version("drf-excel"), got)
assert got[0] == ["'+82-2-123-4567", "'-0.5%", "'- 카드 분실"]
assert got[1] == list(ROWS[1].values())
PYTHON
