"""One at a time prepares a database, whichever member of its cluster each of them asks."""

import threading

import pytest
from django.core.management import CommandError
from django.db import connection

from aicc.management import prepare_lease
from aicc.management.commands import prepare
from aicc.testing import waits

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.mariadb,
    pytest.mark.skipif("connection.vendor != 'mysql'", reason="SQLite's lock is a file's"),
]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(prepare_lease, "POLL_SECONDS", 0.02)
    monkeypatch.setattr(prepare_lease, "RENEW_SECONDS", 0.05)
    monkeypatch.setattr(prepare_lease, "STILL_SECONDS", 1.5)
    yield
    prepare_lease.run("DROP TABLE IF EXISTS aicc_prepare_lease")


def run_out():
    prepare_lease.run("UPDATE aicc_prepare_lease SET until = UTC_TIMESTAMP(6) - INTERVAL 1 HOUR")


def test_who_comes_second_waits_for_the_first_to_end():
    inside, most, said = [], [], []

    def prepares():
        try:
            with prepare.alone(said.append):
                inside.append(1)
                most.append(len(inside))
                threading.Event().wait(0.2)
                inside.pop()
        finally:
            connection.close()

    waits.run_threads(*[prepares] * 3)

    assert most == [1, 1, 1]
    assert said
    assert set(said) == {"Another one prepares this database: waiting for it to end ..."}


def test_who_works_long_keeps_it_though_a_renewal_came_late():
    with prepare_lease.held(print, 1):
        run_out()  # as behind a change of a table that held all writers up

        with pytest.raises(prepare_lease.Taken):
            prepare_lease.take("another", print, 4.0)

        assert not prepare_lease.look()[2]


def test_who_died_is_waited_for_and_then_followed():
    prepare_lease.run(prepare_lease.TABLE)
    prepare_lease.run(prepare_lease.ROW)
    prepare_lease.take("died", print, 1)
    run_out()

    with prepare_lease.held(print, 30):
        assert prepare_lease.look()[0] not in ("", "died")
    assert prepare_lease.look()[0] == ""


def test_who_never_gets_it_says_whom_to_look_for(monkeypatch):
    monkeypatch.setattr(prepare, "WAIT_SECONDS", 0.1)
    with (
        prepare_lease.held(print, 1),
        pytest.raises(CommandError, match="Another one has been preparing this database"),
        prepare.alone(lambda _words: None),
    ):
        pass


def test_who_lost_it_is_stopped():
    with pytest.raises(KeyboardInterrupt):
        work_until_stopped()


def work_until_stopped():
    with prepare_lease.held(print, 1):
        prepare_lease.run("UPDATE aicc_prepare_lease SET holder = 'another'")
        threading.Event().wait(waits.SECONDS)
