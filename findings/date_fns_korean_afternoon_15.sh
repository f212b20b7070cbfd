#!/bin/sh
# date-fns 4.4.0, ko: format(date, "PPPPpppp") is "... 오후 15시 05분 00초", fifteen in the afternoon.
#
# The long formats, P for a date and p for a time, are there so that a page need not know how a
# language writes them; one would guess that each is how Koreans do. The two longer times put 오전
# or 오후, which go with twelve hours, before the hours of 24: "오후 15:05:00", and five past midnight
# is "오전 0시 05분". The package itself forbids the two together: parse() raises a RangeError on "a"
# beside "H", so that what was written is not read back. A letter or a page that names the hour of a
# call-back so reads like a slip of the pen. The shorter p and pp are "15:05" without a word. Give
# the pattern: "a h:mm" is "오후 3:05".
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-audit --no-fund --prefix "$folder" date-fns@4.4.0
cat >"$folder/seen.js" <<'JAVASCRIPT'
const { format, parse } = require("date-fns");
const { ko } = require("date-fns/locale");
const assert = require("node:assert");

const afternoon = new Date(2026, 10, 30, 15, 5);
const written = ["p", "ppp", "pppp", "a h:mm"].map((pattern) =>
  format(afternoon, pattern, { locale: ko }).replace(/ GMT.*/, ""),
);
const midnight = format(new Date(2026, 10, 30, 0, 5), "pppp", { locale: ko });
console.log("date-fns 4.4.0", written, midnight);
assert.deepStrictEqual(written, ["15:05", "오후 15:05:00", "오후 15시 05분 00초", "오후 3:05"]);
assert.ok(midnight.startsWith("오전 0시 05분 00초"));
assert.throws(() => parse(written[1], "a H:mm:ss", afternoon, { locale: ko }), RangeError);
JAVASCRIPT
TZ=Asia/Seoul node "$folder/seen.js"
