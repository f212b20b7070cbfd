"""What a test leaves under way ends in that test."""

import threading

import pytest
from django.db import connection, transaction

from aicc.platform import db
from aicc.testing import late_work
from chat.models import Conversation

SECONDS = 60.0


@pytest.mark.django_db(transaction=True)
def test_a_transaction_under_way_ends_before_the_database_is_closed_to_tests(django_db_blocker):
    has_begun, may_end = threading.Event(), threading.Event()

    def writes():
        with transaction.atomic():
            Conversation.objects.create(session_id="lin")
            has_begun.set()
            may_end.wait(SECONDS)
        return connection.in_atomic_block, connection.autocommit

    with django_db_blocker.unblock():
        written = db.pool().submit(writes)
        has_begun.wait(SECONDS)
        threading.Timer(0.1, may_end.set).start()

    assert written.done()
    assert written.result() == (False, True)


def test_the_wait_is_for_every_thread_of_the_pool():
    doing = [threading.Event() for _ in range(db.pool()._max_workers)]
    for each in doing:
        db.pool().submit(each.set)

    late_work.wait_for_pool()

    assert all(each.is_set() for each in doing)
