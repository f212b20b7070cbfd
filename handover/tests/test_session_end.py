"""A login of staff ends when nobody uses it, and when the bank's limit is reached."""

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from aicc.testing.cast import member_of
from handover.staff_sessions import session_store
from handover.staff_sessions.session_store import SIGNED_IN_AT, USED_AT
from handover.tests.desks import signs_in, sits_down

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/handover/session"
IDLE, LIMIT = timedelta(minutes=60), timedelta(hours=12)


@pytest.fixture(autouse=True)
def limits(settings):
    settings.AICC_STAFF_IDLE_MINUTES = 60
    settings.AICC_STAFF_SESSION_HOURS = 12


@pytest.fixture
def office(db):
    return signs_in(member_of("supervisor"))


def row_of(office):
    return Session.objects.get(session_key=office.session.session_key)


def was_signed_in(office, ago, used=timedelta(0)):
    """As if that login had begun so long ago, and been used last so long ago."""
    session, now = office.session, timezone.now()
    session[SIGNED_IN_AT] = (now - ago).timestamp()
    session[USED_AT] = (now - used).timestamp()
    session.save()


def left_of(office):
    return row_of(office).expire_date - timezone.now()


def about(wanted):
    """A span within a minute of this one."""

    class Near:
        def __eq__(self, other):
            return abs(other - wanted) < timedelta(minutes=1)

        def __repr__(self):
            return f"about {wanted}"

    return Near()


def test_a_login_ends_an_hour_after_its_last_use(office):
    assert left_of(office) == about(IDLE)

    was_signed_in(office, timedelta(minutes=59), used=timedelta(minutes=59))

    assert left_of(office) == about(timedelta(minutes=1))
    assert office.get("/admin/").status_code == 200
    assert left_of(office) == about(IDLE)  # it was used


def test_however_much_it_is_used_it_ends_at_the_limit(office):
    was_signed_in(office, timedelta(hours=11, minutes=50))

    office.get("/admin/")
    told = office.post(ADDRESS).json()

    assert left_of(office) == about(timedelta(minutes=10))
    assert told["is_final"]
    was_signed_in(office, timedelta(hours=12, minutes=1))
    assert office.get("/admin/").status_code == 302
    assert office.get(ADDRESS).status_code == 401


def test_the_cookie_lasts_as_long_as_the_limit(office):
    was_signed_in(office, timedelta(hours=2), used=timedelta(minutes=30))

    office.post(ADDRESS)

    cookie = office.cookies["sessionid"]
    assert timedelta(seconds=cookie["max-age"]) == about(LIMIT - timedelta(hours=2))


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (ADDRESS, {"accept": "application/json"}),
        ("/admin/handover/handover/waiting/", {"accept": "application/json"}),
        ("/admin/", {"sec-fetch-mode": "navigate"}),  # a page that loads itself again
        ("/api/v1/handover/coaching", {}),
    ],
)
def test_a_page_that_looks_for_news_by_itself_is_no_use(office, path, headers):
    was_signed_in(office, timedelta(minutes=40), used=timedelta(minutes=40))

    office.get(path, headers=headers)

    assert left_of(office) == about(timedelta(minutes=20))


@pytest.mark.parametrize(
    ("headers", "method"),
    [
        ({"sec-fetch-mode": "navigate", "sec-fetch-user": "?1"}, "get"),
        ({"accept": "text/html"}, "get"),
        ({}, "post"),
    ],
)
def test_what_a_person_does_is_a_use(office, headers, method):
    was_signed_in(office, timedelta(minutes=40), used=timedelta(minutes=40))

    getattr(office, method)("/admin/" if method == "get" else ADDRESS, headers=headers)

    assert left_of(office) == about(IDLE)


def test_before_the_end_it_is_said_why_and_in_how_many_minutes(office):
    was_signed_in(office, timedelta(hours=1), used=timedelta(minutes=56, seconds=30))

    told = office.get(ADDRESS).json()

    assert 180 < told["seconds_left"] <= 210 < told["warn_seconds"]
    assert told["words"] == "오랫동안 사용하지 않아 4분 뒤 로그아웃됩니다."
    assert not told["is_final"]
    assert office.post(ADDRESS).json()["seconds_left"] > 3500


def test_nobody_signed_in_is_told_so(db):
    answer = Client().get(ADDRESS)

    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")
    assert not Session.objects.exists()


def test_a_login_of_the_release_before_lasts_on(office):
    session = office.session
    del session[SIGNED_IN_AT], session[USED_AT]
    session.save()

    office.get("/admin/")

    assert left_of(office) == about(IDLE)
    assert session_store.limit_of(office.session) - timezone.now() == about(LIMIT)


async def test_an_open_desk_ends_with_the_login(desks, mei, transactional_db):
    desk = await desks(await sync_to_async(sits_down)(mei))
    await sync_to_async(was_signed_in)(desk.client, timedelta(hours=2), used=timedelta(hours=1.1))

    await desk.sends("ping", timestamp="now")

    assert (await desk.hears("closed"))["code"] == 4401


async def test_what_an_agent_does_at_the_desk_is_a_use_and_what_the_desk_does_is_none(
    desks, mei, transactional_db
):
    desk = await desks(await sync_to_async(sits_down)(mei))
    spans = timedelta(hours=2), timedelta(minutes=40)
    await sync_to_async(was_signed_in)(desk.client, *spans)
    await desk.is_answered()
    assert await sync_to_async(left_of)(desk.client) == about(timedelta(minutes=20))

    await desk.sends("presence", presence="away")
    await desk.is_answered()

    assert await sync_to_async(left_of)(desk.client) == about(IDLE)
