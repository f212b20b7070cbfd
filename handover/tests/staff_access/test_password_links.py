"""A person sets their own password by a link that works once, and only with its code."""

import json
import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from aicc.audit.models import AuditEvent
from handover.models import AccessChange
from handover.staff_access import changes, password_links
from handover.tests.administrators import address, anew, member
from handover.tests.desks import signs_in

pytestmark = pytest.mark.django_db

PASSPHRASE = "warm bread at noon"
User = get_user_model()


@pytest.fixture
def mei(db):
    return member("mei", "agent", first_name="Mei")


def code_of(page):
    return re.search(r"<code>([A-Z0-9]{8})</code>", page.content.decode())[1]


def link_of(page):
    return re.search(r"<code>http://testserver(/admin/password/[^<]+)</code>", page.text)[1]


@pytest.fixture
def granted(ana, ben, mei):
    """Ana asked for a link for Mei, and Ben approved it: (link, code)."""
    asked = signs_in(ana).post(
        address("ask", mei.pk), {"roles": ["agent"], "sends_link": "on", "reason": "forgotten"}
    )
    row = AccessChange.objects.get()
    approved = signs_in(ben).post(address("decide", row.pk), {"decision": "approve"})
    return link_of(approved), code_of(asked), asked, approved


def sets(link, code, passphrase=PASSPHRASE):
    """What a fresh browser gets that opens the link and fills in its form."""
    browser = Client()
    opened = browser.get(link)
    if opened.status_code != 302:
        return opened
    body = {"code": code, "new_password1": passphrase, "new_password2": passphrase}
    return browser.post(opened["Location"], body)


def test_with_link_and_code_somebody_sets_their_own_password(granted, mei):
    link, code, _, _ = granted

    answer = sets(link, code.lower())

    assert answer.status_code == 302
    assert anew(mei).check_password(PASSPHRASE)
    assert AccessChange.objects.get().link_used_at


def test_neither_of_the_two_sees_what_the_other_was_told(granted):
    _, code, asked, approved = granted

    assert "/admin/password/" not in asked.text
    assert code not in approved.text
    assert "no-store" in asked["Cache-Control"]
    assert "no-store" in approved["Cache-Control"]


def test_neither_link_nor_code_is_shown_a_second_time_or_stored(granted, ana, ben):
    link, code, _, _ = granted
    row = AccessChange.objects.get()

    for by in (ana, ben):
        page = signs_in(by).get(address("change", row.pk)).text
        assert code not in page
        assert "/admin/password/" not in page
    stored = str(AccessChange.objects.values().get())
    assert code not in stored
    assert link.split("/")[-2] not in stored


def test_a_link_works_once(granted, mei):
    link, code, _, _ = granted
    sets(link, code)

    again = sets(link, code, "another warm bread")

    assert again.status_code == 200
    assert again.context["validlink"] is False
    assert anew(mei).check_password(PASSPHRASE)


def test_of_two_browsers_with_the_form_open_one_sets_the_password(granted, mei):
    link, code, _, _ = granted
    first, second = Client(), Client()
    places = [browser.get(link)["Location"] for browser in (first, second)]

    for browser, place, words in zip((first, second), places, ("one", "two"), strict=True):
        passphrase = f"warm bread at {words}"
        body = {"code": code, "new_password1": passphrase, "new_password2": passphrase}
        browser.post(place, body)

    assert anew(mei).check_password("warm bread at one")


def test_a_link_grows_old(granted, mei, settings):
    link, code, _, _ = granted
    settings.PASSWORD_RESET_TIMEOUT = -1

    assert sets(link, code).context["validlink"] is False
    assert not anew(mei).has_usable_password()


def test_five_codes_are_tried_and_no_more(granted, mei):
    link, code, _, _ = granted

    wrong = [sets(link, "AAAAAAAA") for _ in range(password_links.MOST_TRIES)]

    assert {answer.status_code for answer in wrong} == {200}
    assert sets(link, code).context["validlink"] is False
    assert not anew(mei).has_usable_password()


def test_a_wrong_code_is_on_record_with_whose_login_it_was_for(granted, mei):
    """The administrator who was told the link may be the one who guesses."""
    link, _, _, _ = granted

    sets(link, "AAAAAAAA")

    entry = AuditEvent.objects.get(action="sign_in_failed")
    assert (entry.object_id, entry.object_name, entry.actor_name) == (str(mei.pk), "mei", "nobody")
    assert json.loads(entry.details)["why"] == "wrong code of a password link"
    assert entry.address == "127.0.0.1"
    assert "AAAAAAAA" not in entry.details


def test_a_password_that_is_too_weak_costs_no_try(granted, mei):
    link, code, _, _ = granted
    for _ in range(password_links.MOST_TRIES + 1):
        assert sets(link, code, "short").status_code == 200

    assert sets(link, code).status_code == 302
    assert anew(mei).check_password(PASSPHRASE)


@pytest.fixture
def meis_browser(mei):
    """Signed in before anybody asked for a link: a login after it makes the link void."""
    return signs_in(mei)


def test_a_new_password_ends_the_logins_of_the_old_one(meis_browser, granted):
    link, code, _, _ = granted

    sets(link, code)

    assert meis_browser.get("/admin/").status_code == 302


@pytest.mark.parametrize("state", ["pending", "refused", "withdrawn"])
def test_a_link_of_what_was_not_approved_opens_nothing(granted, state):
    link, code, _, _ = granted
    AccessChange.objects.update(state=state)

    assert sets(link, code).context["validlink"] is False


def test_a_link_to_a_locked_login_opens_nothing(granted, ana, mei):
    link, code, _, _ = granted
    changes.lock_login(ana, mei, "left the bank")

    assert sets(link, code).context["validlink"] is False


def test_a_link_is_for_its_own_change_alone(granted, ana, ben):
    link, code, _, _ = granted
    other = changes.request(ana, ben, "forgotten", sends_link=True)[0]
    AccessChange.objects.filter(pk=other.pk).update(state="approved")
    token = link.rstrip("/").split("/")[-1]
    name = password_links.path_of(AccessChange.objects.get(pk=other.pk)).split("/")[3]

    assert sets(f"/admin/password/{name}/{token}/", code).context["validlink"] is False


@pytest.mark.parametrize("name", ["x", "MQ", "LTE", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "_" * 40])
def test_nonsense_opens_nothing(db, name):
    answer = Client().get(f"/admin/password/{name}/abc-def/")

    assert answer.status_code == 200
    assert answer.context["validlink"] is False


def test_a_code_is_read_as_it_is_typed():
    assert password_links.digest("abcd 2345") == password_links.digest("ABCD2345")
