#!/bin/sh
# feedparser 6.0.14: an entry of "2025. 3. 12." was published on the first of the present month.
#
# One would guess None for what it cannot read, and it has readers for two Korean forms of dates.
# But its reader of ISO 8601 comes first, takes the year, puts in the month of today, and never says
# that it left the rest: "2025년 03월 12일  15:05:00" goes the same way, and of "2025-03-12 오후 3:05:00"
# the time is lost, so that it is midnight. Notices of an authority that are read in as knowledge
# take effect on wrong days, and on another one every month. Read the text of `published` yourself.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet feedparser==6.0.14
"$folder/venv/bin/python" - <<'PYTHON'
import time
from importlib.metadata import version

import feedparser

FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>공지</title>
<item><title>금리 안내</title><pubDate>%s</pubDate></item></channel></rss>"""


def published(text):
    [entry] = feedparser.parse(FEED % text).entries
    assert entry.published == text
    return entry.published_parsed and tuple(entry.published_parsed[:5])


def seen():
    return {
        text: published(text)
        for text in (
            "2025. 3. 12.",
            "2025년 03월 12일  15:05:00",
            "2025-03-12 오후 3:05:00",
            "2025-03-12 15:05:00",
            "12일 3월 2025년",
        )
    }


months = {time.gmtime()[1]}
got = seen()
months.add(time.gmtime()[1])
print("feedparser", version("feedparser"), got)
first_of_month = [(2025, month, 1, 0, 0) for month in months]
assert got["2025. 3. 12."] in first_of_month
assert got["2025년 03월 12일  15:05:00"] in first_of_month
assert got["2025-03-12 오후 3:05:00"] == (2025, 3, 12, 0, 0)
assert got["2025-03-12 15:05:00"] == (2025, 3, 12, 15, 5)
PYTHON
