#!/bin/sh
# libphonenumber-js 1.13.16: in "적용일은 2026-11-30입니다" it finds the phone number +82 2-026-1130.
#
# The finder is for texts, and has a rule that leaves out dates; one would guess that the commonest
# form of a date is known to it, and that a number which it calls valid could be called. The rule is
# about slashes. Of a date of this century the 2 is Seoul's code without its nought, and of what
# follows the small metadata, which come unless others are asked for, count the length: valid. So
# are "2026. 11. 30." and eight digits before 원. A page that makes numbers clickable, or a mask that
# hides them, takes the days on which terms begin for them. libphonenumber-js/max, and phonenumbers
# 9.0.43 in Python, find none of these. Take max.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-audit --no-fund --prefix "$folder" libphonenumber-js@1.13.16
cat >"$folder/seen.js" <<'JAVASCRIPT'
const assert = require("node:assert");
const plain = require("libphonenumber-js");
const whole = require("libphonenumber-js/max");

const TEXTS = [
  "적용일은 2026-11-30입니다",
  "만기는 2026. 11. 30.입니다",
  "한도는 12345678원입니다",
  "적용일은 2026/11/30입니다",
  "문의는 1588-0000입니다",
];
const found = (library) =>
  TEXTS.map((text) => {
    const [first] = library.findPhoneNumbersInText(text, "KR");
    return first && first.number.isValid() ? first.number.number : null;
  });
const [small, max] = [plain, whole].map(found);
console.log("libphonenumber-js 1.13.16", small, "max:", max);
assert.deepStrictEqual(small.slice(0, 3), ["+8220261130", "+8220261130", "+8212345678"]);
assert.deepStrictEqual(small.slice(3), [null, "+8215880000"]);
assert.deepStrictEqual(max, [null, null, null, null, "+8215880000"]);
JAVASCRIPT
TZ=Asia/Seoul node "$folder/seen.js"
