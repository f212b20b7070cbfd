#!/bin/sh
# phonenumbers 9.0.43: the safe number 0507-1234-5678 is shown as 050-71234-5678.
#
# Korea's virtual numbers (안심번호, and 0505 lines that follow a person) carry a prefix of four
# digits, 0502 to 0508. The library, and Google's metadata that it carries, take 050 for the prefix
# and the fourth digit into the number: valid, of the right kind, and written as no letter or caller
# shows it. An agent who compares the two by eye takes them for two numbers. Compare E.164, and show
# what begins with 050 in groups of one's own.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet phonenumbers==9.0.43
"$folder/venv/bin/python" - <<'PYTHON'
import phonenumbers as p

shown = {
    "0507-1234-5678": "050-71234-5678",
    "0502-1234-5678": "050-21234-5678",
    "0505-123-4567": "050-5123-4567",
    "010-1234-5678": "010-1234-5678",
    "1588-1234": "1588-1234",
}


def national(text):
    number = p.parse(text, "KR")
    assert p.is_valid_number(number)
    return p.format_number(number, p.PhoneNumberFormat.NATIONAL)


got = {text: national(text) for text in shown}
kind = p.number_type(p.parse("0507-1234-5678", "KR"))
typed = p.AsYouTypeFormatter("KR")
for digit in "050712345678":
    typing = typed.input_digit(digit)
print("phonenumbers", p.__version__, got, "while typing:", typing)
assert got == shown and typing == "050-71234-5678"
assert kind == p.PhoneNumberType.PERSONAL_NUMBER
PYTHON
