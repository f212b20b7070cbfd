#!/bin/sh
# Babel 2.19.0: format_compact_currency(150000000, "KRW", locale="ko") is ₩2억, a third too much.
#
# Intl of Chromium and Node makes ₩1.5억 of it, from the same patterns of CLDR: it keeps two digits
# where only one would stand before the 만 or 억. Babel keeps no decimals unless it is asked to, so
# that 15,000 and 24,999 won are both "₩2만" in a page of the server, beside the better figure in a
# chart of the browser. fraction_digits=1 brings the digit back; halves go to the even neighbour.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet babel==2.19.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from babel.numbers import format_compact_currency, format_compact_decimal

AMOUNTS = (15_000, 24_999, 150_000_000, 1_450_000_000_000)


def shown(**digits):
    return [format_compact_currency(won, "KRW", locale="ko", **digits) for won in AMOUNTS]


plain, asked = shown(), shown(fraction_digits=1)
number = format_compact_decimal(150_000_000, locale="ko")
print("Babel", version("babel"), AMOUNTS)
print("  as it is:", plain, number)
print("  fraction_digits=1:", asked)
assert plain == ["₩2만", "₩2만", "₩2억", "₩1조"] and number == "2억"
assert asked == ["₩1.5만", "₩2.5만", "₩1.5억", "₩1.4조"]
PYTHON
