#!/bin/sh
# arrow 1.4.0: format("A h:mm", locale="ko") writes 15:05 as " 3:05"; the 오후 is gone.
#
# The Korean locale has its days, months and even 글피, but no words for morning and afternoon, and
# the token A is left empty without a warning: 03:05 and 15:05 look alike, and a call-back that was
# promised for the afternoon is sent as three o'clock. Japanese, Chinese, German and Vietnamese have
# the same gap; in English A is AM and PM. pendulum 3.3.0 writes "오후 3:05" from the same pattern.
# Write HH:mm, or 오전 and 오후 from the hour.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet arrow==1.4.0 pendulum==3.3.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import arrow
import pendulum

PATTERN = "A h:mm"
LOCALES = ("ko", "ja", "zh", "de", "vi", "en")
hours = (3, 15)
by_arrow = {
    locale: [arrow.get(2026, 11, 30, hour, 5).format(PATTERN, locale=locale) for hour in hours]
    for locale in LOCALES
}
by_pendulum = [
    pendulum.datetime(2026, 11, 30, hour, 5).format(PATTERN, locale="ko") for hour in hours
]
print("arrow", version("arrow"), by_arrow, "pendulum", version("pendulum"), by_pendulum)
assert by_arrow.pop("en") == ["AM 3:05", "PM 3:05"]
assert all(texts == [" 3:05", " 3:05"] for texts in by_arrow.values())
assert by_pendulum == ["오전 3:05", "오후 3:05"]
assert arrow.get(2026, 12, 3).humanize(arrow.get(2026, 11, 30), locale="ko") == "글피"
PYTHON
