"""A frame that is not what the contract's types say is told by the tests that hear it."""

import pytest

from aicc.testing.frame_check import check, misfits
from chat.protocol.frame_types import ServerFrame, Status

TYPING = {"type": "typing", "sender": "agent", "is_typing": True}
ENTRY = {"type": "entry", "seq": 1, "sender": "agent", "text": "네", "created_at": "2026-11-30"}


@pytest.mark.parametrize("frame", [TYPING, ENTRY, ENTRY | {"is_cut": True}])
def test_a_frame_of_the_contract_fits(frame):
    check(frame, ServerFrame)


@pytest.mark.parametrize(
    ("frame", "wrong"),
    [
        (TYPING | {"is_typing": 1}, ".is_typing: 1 is no <class 'bool'>"),
        (ENTRY | {"seq": True}, ".seq: True is no <class 'int'>"),
        (ENTRY | {"mood": "good"}, ".mood: is not in the type"),
        ({name: it for name, it in ENTRY.items() if name != "text"}, ".text: is missing"),
    ],
)
def test_one_that_does_not_is_told_by_its_field(frame, wrong):
    assert misfits(frame, ServerFrame) == [wrong]

    with pytest.raises(AssertionError, match="frame_types"):
        check(frame, ServerFrame)


def test_what_stands_in_a_list_is_looked_at_too():
    kind = list[Status]

    (first, *_) = misfits([{"type": "status"}], kind)

    assert first.startswith("[0].")
