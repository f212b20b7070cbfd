"""Many callers, one commit: what becomes of a batch that the database refused."""

import asyncio
import threading

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.db.utils import IntegrityError, OperationalError

from aicc.platform import db
from aicc.platform.db import DEADLOCK, LOCK_WAIT, GroupCommit, with_retries
from aicc.platform.errors import Unavailable
from aicc.testing import waits
from chat.models import Conversation

pytestmark = pytest.mark.mariadb


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(db, "PAUSES", (0, 0, 0))


class Records:
    """Writes lists of items; `faults` says what the database answers, call by call."""

    def __init__(self, *faults, bad=()):
        self.faults, self.bad, self.tried = list(faults), bad, []
        self.began, self.may_end = threading.Event(), threading.Event()

    def write(self, items):
        if items == ["first"]:  # while it is written the others wait together
            self.began.set()
            assert self.may_end.wait(waits.SECONDS), "nobody let the first batch end"
            return items
        self.tried.append(items)
        if self.faults:
            raise self.faults.pop(0)
        for item in items:
            if item in self.bad:
                raise self.bad[item]
        return items


async def written(records, *items):
    """What each of these callers gets, whose items wait together."""
    commit = GroupCommit(records.write, most=8)
    first = asyncio.create_task(commit("first"))
    await asyncio.to_thread(records.began.wait, 5)
    callers = [asyncio.create_task(commit(item)) for item in items]
    await asyncio.sleep(0)
    records.may_end.set()
    assert await first == "first"
    return await asyncio.gather(*callers, return_exceptions=True)


async def test_a_deadlock_writes_the_whole_batch_again():
    records = Records(OperationalError(DEADLOCK, "deadlock"))

    assert await written(records, "a", "b", "c") == ["a", "b", "c"]
    assert records.tried == [["a", "b", "c"]] * 2


async def test_a_database_that_is_away_is_asked_for_the_batch_and_not_for_each_of_it():
    records = Records(*[OperationalError(2006, "gone away")] * 4)

    got = await written(records, "a", "b", "c", "d")

    assert [type(each) for each in got] == [Unavailable] * 4
    assert records.tried == [["a", "b", "c", "d"]] * 4


async def test_only_the_bad_record_is_split_off():
    records = Records(bad={"d": IntegrityError("no such conversation")})

    got = await written(records, *"abcdefgh")

    assert [each for each in got if isinstance(each, str)] == list("abcefgh")
    assert isinstance(got[3], IntegrityError)
    tried = ["".join(items) for items in records.tried]
    assert tried == ["abcdefgh", "abcd", "ab", "cd", "c", "d", "efgh"]


async def test_whoever_waits_for_a_locked_row_keeps_nobody_waiting():
    records = Records(bad={"b": OperationalError(LOCK_WAIT, "lock wait timeout")})

    got = await written(records, "a", "b", "c")

    assert got[0] == "a"
    assert got[2] == "c"
    assert isinstance(got[1], Unavailable)
    assert records.tried.count(["a", "b", "c"]) == 1


async def test_a_conversation_that_goes_on_colliding_fails_its_own_message_alone():
    records = Records(bad={"d": OperationalError(DEADLOCK, "deadlock")})

    got = await written(records, *"abcdefgh")

    assert [each for each in got if isinstance(each, str)] == list("abcefgh")
    assert isinstance(got[3], Unavailable)
    assert records.tried.count(list("abcdefgh")) == 4
    assert records.tried.count(["d"]) == 4
    assert all(records.tried.count([name]) == 1 for name in "abcefgh")


@pytest.mark.django_db(transaction=True)
def test_two_that_lock_each_other_out_both_get_there():
    """On MariaDB one of them is a deadlock's victim and is repeated; on SQLite they take turns."""
    keys = [Conversation.objects.create(session_id=name).pk for name in ("lin", "mei")]
    both_began, failed = threading.Barrier(2), []

    def count(order):
        tries = []

        @transaction.atomic
        def deed():
            tries.append(1)
            for place, key in enumerate(order):
                Conversation.objects.filter(pk=key).update(head_seq=F("head_seq") + 1)
                if place == 0 and len(tries) == 1 and connection.vendor == "mysql":
                    both_began.wait(waits.SECONDS)

        try:
            with_retries(deed)
        except Unavailable as error:
            failed.append(error)
        finally:
            connection.close()

    waits.run_threads(lambda: count(keys), lambda: count(keys[::-1]))

    assert not failed
    assert set(Conversation.objects.values_list("head_seq", flat=True)) == {2}
