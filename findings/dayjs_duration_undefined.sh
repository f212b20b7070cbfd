#!/bin/sh
# dayjs 1.11.23: duration({ hours: 1, minutes: 5 }).format("HH:mm:ss") is "01:05:undefined".
#
# A part that an object does not name is none of it, and one would guess 00. It is written as the
# word undefined, though asSeconds() and humanize() take it for nought, and duration(65, "minutes")
# of the same length is "01:05:00". A waiting time from an API that leaves out its zeros, or "up to
# { minutes: 5 }" of a setting, stands on the customer's page as "05:undefined". Make it of one
# number, or write the zeros.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-audit --no-fund --prefix "$folder" dayjs@1.11.23
cat >"$folder/seen.js" <<'JAVASCRIPT'
const assert = require("node:assert");
const dayjs = require("dayjs");
dayjs.extend(require("dayjs/plugin/duration"));

const parts = dayjs.duration({ hours: 1, minutes: 5 });
const number = dayjs.duration(65, "minutes");
const shown = [parts, number].map((wait) => wait.format("HH:mm:ss"));
const short = dayjs.duration({ minutes: 5 }).format("mm:ss");
console.log("dayjs 1.11.23", shown, short, parts.asSeconds());
assert.deepStrictEqual(shown, ["01:05:undefined", "01:05:00"]);
assert.strictEqual(short, "05:undefined");
assert.strictEqual(parts.asSeconds(), number.asSeconds());
JAVASCRIPT
TZ=Asia/Seoul node "$folder/seen.js"
