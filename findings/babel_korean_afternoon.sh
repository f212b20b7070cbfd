#!/bin/sh
# Babel 2.19.0: parse_time("오후 3:05", locale="ko") is 03:05; the afternoon is read as the morning.
#
# format_time writes just this text, so what a page shows and its form sends back comes out twelve
# hours early, without an error; "오전 12:10", ten past midnight, is noon. Only the letters "PM" are
# looked for, whatever the locale: "3:05 PM" is right in Korean too, and Chinese and Greek times are
# wrong likewise. parse_date beside it reads Korean dates as they are written. A form should
# send 15:05, or have 오전 and 오후 replaced by AM and PM first.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet babel==2.19.0
"$folder/venv/bin/python" - <<'PYTHON'
from datetime import date, time
from importlib.metadata import version

from babel.dates import format_time, parse_date, parse_time

LOCALES = ("ko", "zh_Hant_TW", "el", "en_US")


def there_and_back(told, locale):
    shown = format_time(told, "short", locale=locale)
    return shown, parse_time(shown, locale=locale)


afternoon = {locale: there_and_back(time(15, 5), locale) for locale in LOCALES}
midnight = there_and_back(time(0, 10), "ko")
latin = parse_time("3:05 PM", locale="ko")
print("Babel", version("babel"), "15:05:")
for locale, (shown, read) in afternoon.items():
    print(f"  {locale}: {shown!r} is read as {read}")
print("00:10:", midnight, "3:05 PM in Korean:", latin)
assert afternoon["ko"] == ("오후 3:05", time(3, 5)) and midnight == ("오전 12:10", time(12, 10))
assert [afternoon[locale][1] for locale in LOCALES[1:]] == [time(3, 5), time(3, 5), time(15, 5)]
assert latin == time(15, 5)
assert parse_date("2026. 11. 30.", locale="ko") == date(2026, 11, 30)
PYTHON
