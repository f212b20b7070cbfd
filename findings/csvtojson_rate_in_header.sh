#!/bin/sh
# csvtojson 2.0.14: under the header "예금(연 3.5%)" a value stands at row["예금(연 3"]["5%)"].
#
# The first line of a CSV file names its columns, and one would guess that a row has these names. A
# point in one of them is taken for a path, and the object is nested: no column is called by its
# name any more, and row["예금(연 3.5%)"] is undefined. "3.5%" and "3.75%" side by side become one
# column "3" with two fields. Names with rates, numbers of articles (제3.1조) and dates (26.11.30) are
# ordinary in the sheets of a bank, and files without them read well. Give flatKeys: true.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-audit --no-fund --prefix "$folder" csvtojson@2.0.14
cat >"$folder/seen.js" <<'JAVASCRIPT'
const assert = require("node:assert");
const csv = require("csvtojson");

const sheet = "지점,예금(연 3.5%),예금(연 3.75%)\n강남,100,200\n";
(async () => {
  const [row] = await csv().fromString(sheet);
  const [flat] = await csv({ flatKeys: true }).fromString(sheet);
  console.log("csvtojson 2.0.14", JSON.stringify(row), JSON.stringify(flat));
  assert.deepStrictEqual(row, { 지점: "강남", "예금(연 3": { "5%)": "100", "75%)": "200" } });
  assert.deepStrictEqual(flat, { 지점: "강남", "예금(연 3.5%)": "100", "예금(연 3.75%)": "200" });
})();
JAVASCRIPT
TZ=Asia/Seoul node "$folder/seen.js"
