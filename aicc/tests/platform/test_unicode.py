"""A lone half of a character stops no row, no frame and no log line."""

import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aicc.platform import bulk_sql
from aicc.platform.logging import as_json
from aicc.platform.unicode import dumps, replace_surrogates, replace_surrogates_in

HALF = "한도 \ud83d"
any_text = st.text(st.characters(codec=None, categories=None), max_size=30)
any_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | any_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("plain", "plain"),
        ("한도", "한도"),
        (HALF, "한도 \ufffd"),
        ("\ude00", "\ufffd"),
        ("\ud83d\ude00", "😀"),
        ("\ude00\ud83d", "\ufffd\ufffd"),
    ],
)
def test_halves_are_joined_or_replaced(text, whole):
    assert replace_surrogates(text) == whole


@given(any_json)
def test_every_json_value_is_written_and_read_back(value):
    assert orjson.loads(dumps(value)) == json.loads(json.dumps(replace_surrogates_in(value)))


def test_a_log_line_and_a_row_take_it():
    assert json.loads(as_json({"event": HALF}))["event"] == "한도 \ufffd"
    assert bulk_sql.as_texts([HALF]) == ["한도 \ufffd"]
    assert bulk_sql.as_json([{HALF: [HALF]}]) == ['{"한도 \ufffd":["한도 \ufffd"]}']
