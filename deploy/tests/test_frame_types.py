"""The pages' types of the frames are what the server's would make."""

from typing import Any, Literal, NotRequired, TypedDict

import pytest

from chat.protocol import frame_types as customers
from chat.protocol import incoming
from deploy import frame_types
from handover.desk import frame_types as desks


@pytest.mark.parametrize("path", sorted(frame_types.FILES))
def test_the_pages_know_the_frames_as_the_server_sends_them(path):
    made = frame_types.declarations(frame_types.FILES[path])

    written = (frame_types.ROOT / path).read_text(encoding="utf-8")

    assert written == made, "make them anew: python -m deploy.frame_types"


def test_every_frame_that_a_customer_may_send_has_a_type():
    named = {
        kind
        for it in customers.ClientFrame.__args__
        for kind in it.__annotations__["type"].__args__
    }

    assert named == incoming.READERS.keys()


def test_each_kind_of_type_is_written_as_typescript_has_it():
    class Line(TypedDict):
        kind: Literal["a", 1]
        names: list[str | None]
        more: NotRequired[dict[str, Any]]
        share: float
        is_it: bool

    assert list(frame_types.interface(Line)) == [
        "export interface Line {",
        '  kind: "a" | 1;',
        "  names: (string | null)[];",
        "  more?: Record<string, any>;",
        "  share: number;",
        "  is_it: boolean;",
        "}",
    ]


def test_a_frame_of_the_desk_says_which_handover_it_is_about():
    borrowed = (desks.DeskAck, desks.DeskEntry, desks.DeskResponse, desks.DeskTyping)

    assert all("handover" in kind.__required_keys__ for kind in borrowed)
