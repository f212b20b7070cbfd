#!/bin/sh
# pydantic 2.14.4 accepts "１２３４５６" by pattern ^\d{6}$; the schema that it publishes refuses it.
#
# A pattern of JSON Schema and OpenAPI is one of JavaScript's, where \d is 0 to 9 and \w is ASCII;
# one would guess that all who check by the same document agree. pydantic checks with Rust's and
# jsonschema 4.26.0 with Python's expressions, in which both mean all of Unicode: full-width digits,
# which an input method in its full width gives, pass as a code of six digits, and 예금 as \w+.
# jsonschema-rs 0.60.3 and browsers, by the very document, refuse both. A page turns away what the
# server takes, a client made from the document differs from it, and int() makes another text of the
# same code. For jsonschema alone a line break at the end passes too. Write [0-9] and [가-힣] in such
# patterns.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pydantic==2.14.4 jsonschema==4.26.0 jsonschema-rs==0.60.3
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version
from typing import Annotated

import jsonschema
import jsonschema_rs
from pydantic import Field, TypeAdapter, ValidationError


def by_pydantic(adapter, text):
    try:
        adapter.validate_python(text)
    except ValidationError:
        return False
    return True


def who_accepts(pattern, text):
    adapter = TypeAdapter(Annotated[str, Field(pattern=pattern)])
    schema = adapter.json_schema()
    assert schema == {"type": "string", "pattern": pattern}
    return (
        by_pydantic(adapter, text),
        jsonschema.Draft202012Validator(schema).is_valid(text),
        jsonschema_rs.validator_for(schema).is_valid(text),
    )


told = {
    (r"^\d{6}$", "１２３４５６"): (True, True, False),
    (r"^\w+$", "예금"): (True, True, False),
    (r"^\d{6}$", "123456\n"): (False, True, False),
    (r"^[0-9]{6}$", "１２３４５６"): (False, False, False),
    (r"^[가-힣]+$", "예금"): (True, True, True),
}
got = {case: who_accepts(*case) for case in told}
print("pydantic", version("pydantic"), "jsonschema", version("jsonschema"), end=" ")
print("jsonschema-rs", version("jsonschema-rs"), got)
assert got == told
PYTHON
