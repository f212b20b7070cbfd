"""A log line names a session by its mark, and nobody gets back from the mark to the name."""

import pytest

from chat import pseudonyms


def test_a_session_has_one_mark_which_does_not_hold_its_name():
    mark = pseudonyms.of_session("lin-1988")

    assert mark == pseudonyms.of_session("lin-1988")
    assert mark != pseudonyms.of_session("lin-1989")
    assert "lin" not in mark


def test_a_mark_depends_on_the_secret_key(settings):
    before = pseudonyms.of_session("lin")

    settings.SECRET_KEY = "another key of another bank, of fifty characters or more"

    assert pseudonyms.of_session("lin") != before


def test_a_turn_is_named_by_its_conversations_mark_and_its_number():
    first, second = pseudonyms.of_turn(7, 1), pseudonyms.of_turn(7, 3)

    assert (first[-2:], second[-2:]) == ("-1", "-3")
    assert first[:-2] == second[:-2] != pseudonyms.of_turn(8, 1)[:-2]


@pytest.mark.parametrize(
    "line",
    [
        "/api/v1/chat/ws/lin-1988",
        "/api/v1/chat/ws/lin%2D1988?last_seq=3",
        "Not Found: /api/v1/chat/sessions/lin-1988/messages",
        "Bad Request: /api/v1/chat/sessions/lin-1988",
        "GET http://bank.example/api/v1/chat/sessions/lin-1988/end, then again",
    ],
)
def test_an_address_in_a_line_shows_the_mark_in_place_of_the_session(line):
    shown = pseudonyms.hide_sessions(line)

    assert "1988" not in shown
    assert pseudonyms.of_session("lin-1988") in shown


def test_a_line_without_a_session_stays_as_it_is():
    assert pseudonyms.hide_sessions("POST /api/v1/chat/message") == "POST /api/v1/chat/message"
