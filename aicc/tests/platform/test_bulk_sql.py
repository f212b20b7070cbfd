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
