#!/bin/sh
# stockholm 0.5.7: Money(1000, "KRW") has 100,000 sub-units; Money(1000, Currency.KRW) has 1,000.
#
# A currency given by its code, or in a text ("1000 KRW"), is taken for one of two decimals; only
# the package's own Currency object knows that won and yen have none. The two are equal, add up and
# serialize alike but for ".00", so no comparison tells them apart, while what goes to a payment
# interface in sub-units is a hundredfold, and what comes back a hundredth. py-moneyed 3.0 knows
# the won by its code. Look codes up: getattr(Currency, code).
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet stockholm==0.5.7 py-moneyed==3.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import moneyed
from stockholm import Currency, Money

by_code, by_object, by_text = Money(1000, "KRW"), Money(1000, Currency.KRW), Money("1000 KRW")
back = [f"{Money.from_sub_units(1000, currency)}" for currency in ("KRW", Currency.KRW)]
other = moneyed.Money(1000, "KRW").get_amount_in_sub_unit()
print("stockholm", version("stockholm"))
for money in (by_code, by_text, by_object):
    print(f"  {money}: {money.sub_units} sub-units")
print("  1000 sub-units:", back, "py-moneyed", version("py-moneyed"), other)
assert by_code == by_object == by_text
assert by_code.sub_units == by_text.sub_units == 100_000 and by_object.sub_units == 1000
assert (f"{by_code}", f"{by_object}") == ("1000.00 KRW", "1000 KRW")
assert back == ["10.00 KRW", "1000 KRW"] and other == 1000
assert Money(1000, "JPY").sub_units == 100_000
PYTHON
