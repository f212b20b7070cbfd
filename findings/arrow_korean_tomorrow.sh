#!/bin/sh
# arrow 1.4.0: on Monday at 22:00, Wednesday 09:00 is "내일", tomorrow, by humanize(locale="ko").
#
# One would guess that a word of the calendar is chosen by the calendar. The Korean locale has 어제,
# 내일, 모레 and even 그글피, and takes them by whole spans of 24 hours, as English takes "in a day": 35
# hours are one, so that the day after tomorrow is promised as tomorrow, and what was said on
# Saturday is 어제 on Monday. The next morning, eleven hours away, is "11시간 후". English, which names
# no day, is not wrong. A page that shows when a call-back is due sends the customer to wait a day
# early. Choose the word by the difference of the dates in the bank's own time zone.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet arrow==1.4.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import arrow

monday_evening = arrow.get(2026, 11, 30, 22, 0)
told = {
    "2026-12-01T09:00": ("11시간 후", "in 11 hours"),
    "2026-12-02T09:00": ("내일", "in a day"),
    "2026-12-02T21:00": ("내일", "in a day"),
    "2026-12-03T21:00": ("모레", "in 2 days"),
    "2026-11-28T23:00": ("어제", "a day ago"),
}
got = {
    moment: tuple(
        arrow.get(moment).humanize(monday_evening, locale=locale) for locale in ("ko", "en")
    )
    for moment in told
}
print("arrow", version("arrow"), "from Monday", monday_evening, got)
assert monday_evening.weekday() == 0
assert got == told
PYTHON
