#!/bin/sh
# moment 2.31.0, ko: on Friday, Monday of the same week is "지난주 월요일", Monday of last week.
#
# calendar() names what was up to six days ago by its weekday. One would guess that a word of the
# week is chosen by the week. The Korean locale says 지난주, last week, before each of these days;
# English has "Last Monday", which leaves it open. So a conversation of this Monday is shown as
# seven days older, and nothing on the page says otherwise. date-fns 4.4.0 errs the other way:
# formatRelative on Monday says of the Friday four days ahead "다음 금요일", next Friday, and in
# Japanese "the Friday of next week". A call-back is waited for, or missed, by a week. Write the
# date with its weekday.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-audit --no-fund --prefix "$folder" moment@2.31.0 date-fns@4.4.0
cat >"$folder/seen.js" <<'JAVASCRIPT'
const dateFns = require("date-fns");
const { ja, ko } = require("date-fns/locale");
const moment = require("moment");
const assert = require("node:assert");
require("moment/locale/ko");

const friday = moment("2026-12-04T10:00");
const past = [0, 2, 3].map((days) =>
  moment("2026-11-30T15:05").add(days, "days").locale("ko").calendar(friday),
);
const monday = new Date(2026, 10, 30, 10);
const ahead = [ko, ja].map((locale) =>
  dateFns.formatRelative(new Date(2026, 11, 4, 15, 5), monday, { locale }),
);
console.log("moment", moment.version, past, "date-fns", ahead);
assert.deepStrictEqual(past, [
  "지난주 월요일 오후 3:05",
  "지난주 수요일 오후 3:05",
  "어제 오후 3:05",
]);
assert.deepStrictEqual(ahead, ["다음 금요일 15:05", "翌週の金曜日の15:05"]);
JAVASCRIPT
TZ=Asia/Seoul node "$folder/seen.js"
