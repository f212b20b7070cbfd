"""The office's long reads come from a replica that has what was written lately, or not at all."""

import math
import shutil
import time
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import ConnectionHandler, OperationalError, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from aicc import database_url
from aicc.backoffice.replica_reads import COOKIE, DESK_COOKIE, is_long_read, replica_reads
from aicc.platform.connections import replica
from aicc.platform.connections.replica import Replica, Router
from aicc.testing import servers, waits
from chat.models import Conversation
from conftest import require

MAIN, ALIAS = replica.MAIN, replica.ALIAS


@pytest.fixture
def state(monkeypatch, settings):
    """What is known of a replica that nobody looks at."""
    settings.AICC_DATABASE_REPLICA_SECONDS = 10
    state = Replica()
    monkeypatch.setattr(state, "look_on", lambda: None)
    monkeypatch.setattr(replica, "current", state)
    return state


@pytest.fixture
def reads():
    """This test's page may be read from the replica."""
    token = replica.reading.set(True)
    yield
    replica.reading.reset(token)


def behind(state, seconds):
    state.reached_at = time.monotonic() - seconds


def test_one_that_lags_too_much_or_is_not_known_is_not_read(state):
    assert not state.may_be_read(None)
    behind(state, 60)
    assert not state.may_be_read(None)
    behind(state, 1)
    assert state.may_be_read(None)


def test_whoever_wrote_reads_from_the_primary_until_the_replica_has_it(state):
    behind(state, 6)

    assert not state.may_be_read(time.time() - 5)
    assert state.may_be_read(time.time() - 60)


def test_after_a_failure_it_is_read_once_a_look_has_found_it_again(state, reads):
    behind(state, 1)
    assert Router().db_for_read(Conversation) == ALIAS

    state.failed()

    assert Router().db_for_read(Conversation) == MAIN
    assert not state.may_be_read(None)


@pytest.mark.django_db(transaction=True)
def test_logins_writes_and_transactions_are_the_primarys(state, reads, django_user_model):
    behind(state, 1)
    router = Router()

    assert router.db_for_read(django_user_model) == MAIN
    assert router.db_for_write(Conversation) == MAIN
    with transaction.atomic():
        assert router.db_for_read(Conversation) == MAIN
    assert router.db_for_read(Conversation) == ALIAS


def test_without_a_page_that_asks_for_it_all_is_the_primarys(state):
    behind(state, 1)

    assert Router().db_for_read(Conversation) == MAIN


@pytest.mark.parametrize(
    ("method", "path", "name", "is_long"),
    [
        ("GET", "/admin/", "index", True),
        ("GET", "/admin/chat/conversation/", "chat_conversation_changelist", True),
        ("POST", "/admin/chat/conversation/", "chat_conversation_changelist", False),
        ("GET", "/admin/chat/conversation/1/change/", "chat_conversation_change", False),
        ("GET", "/admin/chat/conversation/export/", "chat_conversation_export", False),
        ("GET", "/", "index", False),
    ],
)
def test_lists_are_long_reads_and_what_one_changes_is_none(method, path, name, is_long):
    request = RequestFactory().generic(method, path)
    request.resolver_match = SimpleNamespace(url_name=name)

    assert is_long_read(request) is is_long


async def test_a_change_leaves_a_mark_by_which_the_next_list_is_the_primarys(state, monkeypatch):
    monkeypatch.setattr(replica, "is_given", lambda: True)
    behind(state, 1)

    async def page(request):
        return HttpResponse()

    middleware = replica_reads(page)
    changed = await middleware(RequestFactory().post("/admin/chat/legalhold/1/lift/"))
    looked = await middleware(RequestFactory().get("/admin/chat/conversation/"))
    mark = changed.cookies[COOKIE]
    found = []
    for cookies in ({}, {COOKIE: mark.value}, {COOKIE: "forged"}, {DESK_COOKIE: "1"}):
        request = RequestFactory().get("/admin/")
        request.COOKIES = cookies
        request.resolver_match = SimpleNamespace(url_name="index")
        token = replica.reading.set(False)
        await middleware.process_view(request)
        found.append(replica.reading.get())
        replica.reading.reset(token)

    assert found == [True, False, True, False]
    assert COOKIE not in looked.cookies
    assert mark["httponly"]
    assert mark["samesite"] == "Lax"


def test_the_desks_mark_outlives_the_lag_of_a_replica_that_is_read(monkeypatch, state):
    assert replica.seconds_until_shown() == 0

    monkeypatch.setattr(replica, "is_given", lambda: True)
    assert replica.seconds_until_shown() == 10 + replica.STORING_SECONDS


# --- The address -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("primary", "address", "sentence"),
    [
        ("sqlite:////tmp/a", "mysql://u:pw@h/n", "DATABASE_URL names no MySQL or MariaDB"),
        ("mysql://u@h/n", "sqlite:////tmp/a", "names no single replica"),
        ("mysql://u@h/n", "mysql://u:pw@h,i/n", "names no single replica"),
        ("mysql://u@h/n", "mysql://u:pw@[::1/n", "a host that is none"),
        ("mysql://u@h/n", "mysql://u:pw@h:x/n", "a port that is no number"),
        ("mysql://u@h/n", "mysql://u:pw@h/n?a=1", "has the parameter 'a'"),
    ],
)
def test_a_wrong_one_is_refused_under_its_own_name(
    monkeypatch, tmp_path, primary, address, sentence
):
    monkeypatch.setenv("DATABASE_URL", primary)
    monkeypatch.setenv("AICC_DATABASE_REPLICA_URL", address)

    with pytest.raises(ImproperlyConfigured) as refused:
        database_url.databases(tmp_path, 5)

    assert str(refused.value).startswith("AICC_DATABASE_REPLICA_URL")
    assert sentence in str(refused.value)
    assert "pw" not in str(refused.value)


# --- On real servers ---------------------------------------------------------------

DELAY_SECONDS = 2


@pytest.fixture
def pair(monkeypatch, tmp_path):
    """A primary and its replica, some seconds behind; Django's connections to both."""
    require("mariadbd", "mariadb-install-db", "mariadb")
    pytest.importorskip("MySQLdb", reason="mysqlclient is not installed")
    folders = [servers.short_folder() for _ in range(2)]
    primary, follower = (
        servers.LoggingMariaDb(folder, number).start()
        for number, folder in enumerate(folders, start=1)
    )
    follower.follow(primary, DELAY_SECONDS)
    monkeypatch.setenv("DATABASE_URL", primary.create_database("bank"))
    monkeypatch.setenv("AICC_DATABASE_REPLICA_URL", follower.url("bank"))
    handler = ConnectionHandler(database_url.databases(tmp_path, 5))
    yield primary, follower, handler
    handler.close_all()
    for server in (primary, follower):
        server.kill()
        shutil.rmtree(server.folder, ignore_errors=True)


@pytest.mark.servers
@pytest.mark.once
def test_a_real_replica_is_behind_by_as_much_as_is_measured(
    pair, state, monkeypatch, django_db_blocker
):
    primary, follower, handler = pair
    waits.wait_until("the database there", lambda: follower.ask("SHOW DATABASES LIKE 'bank'"))
    primary.ask("CREATE TABLE bank.said (number INT)")
    written = time.time()

    def look():
        state.look_once(handler[MAIN], handler[ALIAS])
        return state.lag()

    with django_db_blocker.unblock():
        look()
        assert not state.has(written)
        assert follower.ask("SHOW TABLES IN bank") == []
        waits.wait_until("the change there", lambda: look() < 60 and state.has(written))
        assert follower.ask("SHOW TABLES IN bank") == ["said"]

        primary.ask("INSERT INTO bank.said VALUES (1)")
        lag = look()
        follower.kill()
        with pytest.raises(OperationalError), handler[ALIAS].cursor() as cursor:
            cursor.execute("SELECT 1")
        gone = state.lag()
        primary.kill()
        look()

    assert lag > 0
    assert gone == float("inf"), "nobody waits for it again before a look has found it"


def test_a_look_that_was_under_way_when_it_failed_says_nothing_of_it(monkeypatch):
    known = replica.Replica()

    def ask(server, statement, *position):
        if position:
            known.failed()  # a page's thread meets the failure at this very moment
        return "0-1-1"

    monkeypatch.setattr(replica, "ask", ask)
    known.compare(object(), object())
    assert known.lag() == math.inf
