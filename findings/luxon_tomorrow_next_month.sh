#!/bin/sh
# luxon 3.7.2: on 30 November at 22:00, 1 December 09:00 is "다음 달", next month; it is tomorrow.
#
# toRelativeCalendar() is for words of the calendar, and on any other evening the next morning is
# 내일, so one would guess that the nearest word is taken. It takes the largest unit in which the two
# differ: at the end of a month tomorrow is next month, on New Year's Eve it is next year, in every
# language, and yesterday on the 1st is last month. A call-back that was promised for the morning is
# shown as some time in December, one night in thirty, which is what a test of a fixed day in the
# middle of a month never meets. Ask with unit: "days".
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-audit --no-fund --prefix "$folder" luxon@3.7.2
cat >"$folder/seen.js" <<'JAVASCRIPT'
const assert = require("node:assert");
const { DateTime, VERSION } = require("luxon");

const at = (text) => DateTime.fromISO(text, { zone: "Asia/Seoul" });
const word = (from, to, options) =>
  at(to).toRelativeCalendar({ base: at(from), locale: "ko", ...options });
const pairs = [
  ["2026-11-29T22:00", "2026-11-30T09:00"],
  ["2026-11-30T22:00", "2026-12-01T09:00"],
  ["2026-12-31T22:00", "2027-01-01T09:00"],
];
const plain = pairs.map(([from, to]) => word(from, to));
const days = pairs.map(([from, to]) => word(from, to, { unit: "days" }));
console.log("luxon", VERSION, plain, days);
assert.deepStrictEqual(plain, ["내일", "다음 달", "내년"]);
assert.deepStrictEqual(days, ["내일", "내일", "내일"]);
JAVASCRIPT
TZ=Asia/Seoul node "$folder/seen.js"
