"""The front door knows a login that was met here, and no cookie that somebody made up."""

import pytest
from django.conf import settings

from aicc import asgi
from aicc.testing.cast import member_of
from handover.staff_sessions import session_store
from handover.tests.desks import signs_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_met():
    session_store._seen.clear()
    yield
    session_store._seen.clear()


def carries(key):
    cookie = f"g_state={{}}; {settings.SESSION_COOKIE_NAME}={key}".encode()
    return {"type": "http", "path": "/admin/", "root_path": "", "headers": [(b"cookie", cookie)]}


def test_a_login_is_known_once_it_was_met_and_until_it_ends():
    office = signs_in(member_of("supervisor"))
    key = office.session.session_key
    session_store._seen.clear()  # this server has just begun
    assert not asgi.is_seen(carries(key))

    office.get("/admin/")
    assert asgi.is_seen(carries(key))
    office.post("/admin/logout/")
    office.cookies[settings.SESSION_COOKIE_NAME] = key
    office.get("/admin/")

    assert not asgi.is_seen(carries(key))


def test_a_cookie_that_was_made_up_is_known_to_nobody(client):
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32

    client.get("/admin/")

    assert not asgi.is_seen(carries("a" * 32))
    assert not asgi.is_seen({"headers": []})


def test_beyond_so_many_all_are_met_anew(monkeypatch):
    monkeypatch.setattr(session_store, "MOST_SEEN", 2)

    for key in ("one", "two", "three"):
        session_store.note_seen(key, is_signed_in=True)

    assert [session_store.is_seen(key) for key in ("one", "two", "three")] == [False, False, True]
