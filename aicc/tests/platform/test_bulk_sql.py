"""Rows written in bulk are the rows that Django would have written."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from aicc.platform import bulk_sql
from chat.models import Conversation, Message, Turn

pytestmark = [pytest.mark.django_db, pytest.mark.mariadb]

NOON = datetime(2026, 11, 2, 12, 0, 0, 250_000, tzinfo=UTC)
WORDS = "금리 '3.5%' \\ \" %s 😀"


def conversations(count):
    return [Conversation.objects.create(session_id=f"c{n}", started_at=NOON) for n in range(count)]


def test_an_inserted_row_is_read_back_as_it_was_made():
    lin, other = conversations(2)
    data = {"ai_message": WORDS, "source_documents": [{"score": 0.5}]}
    seoul = NOON.astimezone(timezone(timedelta(hours=9)))
    made = [
        Message(conversation=lin, seq=1, sender="customer", text=WORDS, created_at=seoul),
        Message(conversation=other, seq=1, sender="assistant", text="", data=data, reply_to=7),
    ]

    with CaptureQueriesContext(connection) as queries:
        bulk_sql.insert(made)

    assert len(queries) == 1
    stored = list(Message.objects.order_by("conversation_id"))
    skipped = {"id"}
    for row, meant in zip(stored, made, strict=True):
        for field in Message._meta.concrete_fields:
            if field.attname not in skipped:
                assert getattr(row, field.attname) == getattr(meant, field.attname), field


def test_each_row_gets_its_own_values_and_other_rows_and_fields_keep_theirs():
    lin, other, third = conversations(3)
    for n, row in enumerate((lin, other)):
        row.memory, row.head_seq, row.owner = {"n": [n, WORDS]}, n, "queue"
        row.last_message_at = NOON + timedelta(seconds=n)
        row.category = "not written"

    with CaptureQueriesContext(connection) as queries:
        bulk_sql.update([lin, other], ("memory", "head_seq", "owner", "last_message_at"))

    assert len(queries) == 1
    for n, row in enumerate((lin, other)):
        row.refresh_from_db()
        assert (row.memory, row.head_seq, row.owner) == ({"n": [n, WORDS]}, n, "queue")
        assert row.last_message_at == NOON + timedelta(seconds=n)
        assert row.category == ""
    third.refresh_from_db()
    assert (third.owner, third.last_message_at) == ("assistant", None)


def seen_by_the_driver(write, rows, *names):
    """The statement, and what its driver is to escape."""
    seen = []
    write(rows, *names, lambda statement, values: seen.append((statement, list(values))))
    return seen[0]


def test_the_driver_is_given_only_what_has_something_to_escape():
    rows = [
        Message(conversation_id=n, seq=n, sender="customer", text=f"'{n}'", created_at=NOON)
        for n in (7, 8)
    ]

    statement, values = seen_by_the_driver(bulk_sql.insert, rows)

    assert values == ["'7'", "'8'"]
    assert "(7, 7, 'customer', %s, '', '', '2026-11-02 12:00:00.250000')" in statement


def test_numbers_and_what_all_rows_share_are_given_to_no_driver():
    lin, other = conversations(2)
    lin.head_seq, other.head_seq = 4, 5
    names = ("head_seq", "owner", "memory", "last_message_at")

    statement, values = seen_by_the_driver(bulk_sql.update, [lin, other], names)

    assert values == []
    assert f"= CASE id WHEN {lin.pk} THEN 4 WHEN {other.pk} THEN 5 END" in statement
    assert statement.count("CASE") == 1


@pytest.mark.parametrize(
    "text", ["'", "\\", '"', "%", "%s", "a\0", "a;b", "-- x'", "`", "\n", "가", "\ud83d", "x" * 65]
)
def test_a_text_that_all_rows_share_is_escaped_wherever_it_holds_more_than_words(text):
    lin, other = conversations(2)
    lin.category = other.category = "Loans, 3.5"
    lin.score_comment = other.score_comment = text.replace("\ud83d", "\ufffd")
    lin.agent_name = other.agent_name = text

    statement, values = seen_by_the_driver(
        bulk_sql.update, [lin, other], ("category", "agent_name", "score_comment")
    )

    assert "'Loans, 3.5'" in statement
    assert len(values) == 2
    if len(text) < 60:
        bulk_sql.update([lin, other], ("category", "score_comment", "agent_name"))
        other.refresh_from_db()
        assert other.agent_name == other.score_comment
        assert other.category == "Loans, 3.5"


def test_nothing_to_write_is_no_query():
    with CaptureQueriesContext(connection) as queries:
        bulk_sql.insert([])
        bulk_sql.update([], ("owner",))

    assert len(queries) == 0


def test_the_database_says_what_time_it_is():
    with transaction.atomic():
        ((value,),) = bulk_sql.select(f"SELECT {bulk_sql.clock()} WHERE 1 = %s", [1])

    assert abs(bulk_sql.time_of(value) - datetime.now(UTC)) < timedelta(minutes=1)


def test_columns_come_in_the_models_order_and_unknown_ones_are_refused():
    assert bulk_sql.columns(Turn, "lease", "id", "state") == ("id", "state", "lease")
    with pytest.raises(LookupError):
        bulk_sql.columns(Turn, "id", "leese")
