#!/bin/sh
# numbro 2.5.0, ko-KR: two trillion won are "2일조", and 150 million "150백만"; 2조 and 1.5억 are said.
#
# The package has a locale for Korea, whose short forms, one would guess, are those of a Korean
# chart. It has steps of a thousand, as English: 15,000 is 15천 where 1만 5천 is written, and a
# billion is "1.5십억". For a trillion it has the words "one trillion", so that a figure before it
# reads "2 one-trillion". What people write it cannot read: unformat("2조") is undefined, while
# "2일조" is two trillion. A board of balances or volumes has figures that nobody compares at sight.
# Intl.NumberFormat with notation: "compact" writes 1.5억 and 2조.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-audit --no-fund --prefix "$folder" numbro@2.5.0
cat >"$folder/seen.js" <<'JAVASCRIPT'
const numbro = require("numbro");
const korean = require("numbro/dist/languages.min.js")["ko-KR"];
const assert = require("node:assert");

numbro.registerLanguage(korean);
numbro.setLanguage("ko-KR");
const amounts = [15_000, 150_000_000, 1_500_000_000, 2_000_000_000_000];
const shown = amounts.map((won) =>
  numbro(won).format({ average: true, mantissa: 1, trimMantissa: true }),
);
const intl = new Intl.NumberFormat("ko", { notation: "compact" });
const read = ["2조", "2일조"].map((text) => numbro.unformat(text));
const browser = amounts.map((won) => intl.format(won));
console.log("numbro", numbro.version, shown, read, "Intl", browser);
assert.deepStrictEqual(shown, ["15천", "150백만", "1.5십억", "2일조"]);
assert.deepStrictEqual(read, [undefined, 2_000_000_000_000]);
JAVASCRIPT
TZ=Asia/Seoul node "$folder/seen.js"
