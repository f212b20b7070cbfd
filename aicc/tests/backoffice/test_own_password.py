"""Whoever signs in with a password that somebody else set chooses their own before all else."""

import re

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aicc.audit.models import AuditEvent
from aicc.backoffice.roles import make_demo_logins, make_roles
from aicc.testing.cast import engine, fresh_limits_and_layer, lin  # noqa: F401
from aicc.testing.decisions import DESK_ADDRESSES
from aicc.testing.logins import chooses
from aicc.tests.backoffice.test_roles import NONE, address, one_of_each, record_pages
from handover.models import PastPassword
from handover.staff_sessions import second_factor
from handover.tests.desks import Desk

pytestmark = pytest.mark.django_db(transaction=True)
User = get_user_model()
GIVEN, CHOSEN = "a given horse battery staple", "slow trains in clear mornings"
PAGE = "/admin/own-password/"


@pytest.fixture
def mei(settings):
    """An agent whose password was set in the shell. She may everything, if she comes in."""
    settings.AICC_RATE_LIMITS = False
    make_roles()
    user = User.objects.create_superuser("mei", password=GIVEN)
    user.groups.add(Group.objects.get(name="agent"))
    return user


def signs_in(browser, password, user="mei", next_page="/desk/"):
    given = {"username": user, "password": password, "next": next_page}
    return browser.post(reverse("admin:login"), given)


def sets(browser, password=CHOSEN, again=None):
    return browser.post(PAGE, {"new_password1": password, "new_password2": again or password})


def test_it_opens_the_page_for_another_one_and_that_leads_on(mei):
    browser = Client()

    assert signs_in(browser, GIVEN)["Location"] == PAGE
    assert 'type="password"' in browser.get(PAGE).text
    assert not AuditEvent.objects.filter(action="sign_in").exists()
    assert sets(browser)["Location"] == "/desk/"

    assert browser.get(reverse("admin:account")).status_code == 200
    assert AuditEvent.objects.filter(action="sign_in").count() == 1
    assert signs_in(Client(), CHOSEN)["Location"] == "/desk/"
    assert signs_in(Client(), GIVEN).status_code == 200


def pages():
    """Every page of the back office, and of the desk."""
    keys = one_of_each()
    for name, record, _ in record_pages():
        yield address(name, *([keys.get(record, NONE)] if record else []))
    yield from (address(name) for name in ("index", "account", "password_change"))


@pytest.mark.long
def test_no_page_of_the_office_opens_before(mei):
    browser, after = Client(), Client()
    signs_in(browser, GIVEN)
    walked = list(pages())

    for url in walked:
        answer = browser.get(url)
        assert answer.status_code == 302, url
        assert answer["Location"].startswith("/admin/login/"), url
    assert len(walked) > 50
    signs_in(after, GIVEN)
    sets(after)
    assert "/admin/login/" not in str([after.get(url).headers.get("Location") for url in walked])


def test_nor_does_the_desk_or_one_of_its_calls(mei):
    browser = Client()
    signs_in(browser, GIVEN)

    for path in DESK_ADDRESSES:
        answer = browser.get(re.sub(r"<int:\w+>", "1", path))
        assert answer.status_code in (302, 401, 405), path
        assert "/admin/login/" in answer.headers.get("Location", "/admin/login/"), path
    assert browser.post("/api/v1/handover/session").status_code == 401


async def test_nor_does_its_socket(mei, lin):  # noqa: F811
    browser = Client()
    await sync_to_async(signs_in)(browser, GIVEN)

    before = await Desk(browser).opens()
    await sync_to_async(sets)(browser)
    after = await Desk(browser).opens()

    assert before.first["type"] == "closed"
    assert after.first["type"] != "closed"
    for desk in (before, after):
        await desk.closes()


@pytest.mark.parametrize(
    ("password", "says"),
    [(GIVEN, "used this password before"), ("gaonbank-2026-winter", "easy to guess")],
)
def test_the_given_one_again_or_an_easy_one_is_refused(mei, password, says):
    browser = Client(headers={"accept-language": "en"})
    signs_in(browser, GIVEN)

    answer = sets(browser, password)

    assert answer.status_code == 422
    assert says in answer.text
    assert "/admin/login/" in browser.get("/admin/")["Location"]


def test_nobody_comes_to_the_page_without_the_given_password(mei):
    stranger, guesser = Client(), Client()
    signs_in(guesser, "a guess of somebody's")

    for browser in (stranger, guesser):
        assert browser.get(PAGE)["Location"] == reverse("admin:login")
        assert sets(browser)["Location"] == reverse("admin:login")
    mei.refresh_from_db()
    assert mei.check_password(GIVEN)


def test_the_second_factor_comes_first(mei, settings):
    settings.AICC_SECOND_FACTOR_ROLES = ["agent"]
    browser = Client()

    assert signs_in(browser, GIVEN)["Location"] == reverse("admin:second_factor_set_up")
    assert browser.get(PAGE)["Location"] == reverse("admin:login")
    browser.get(reverse("admin:second_factor_set_up"))
    secret = bytes.fromhex(browser.session["enrolling_second_factor"])
    code = second_factor.totp(secret).generate(int(second_factor.time.time())).decode()
    codes = browser.post(reverse("admin:second_factor_set_up"), {"code": code})

    assert f'href="{PAGE}"' in codes.text
    assert "/admin/login/" in browser.get("/admin/")["Location"]
    assert sets(browser)["Location"] == "/desk/"
    assert browser.session[second_factor.PASSED]


def test_a_password_that_is_set_anew_meanwhile_ends_the_wait(mei):
    browser = Client()
    signs_in(browser, GIVEN)
    mei.set_password("another given horse battery")
    mei.save()

    assert sets(browser)["Location"] == reverse("admin:login")


def test_one_that_the_shell_sets_later_ends_the_logins_and_is_temporary_again(mei):
    chooses(mei, CHOSEN)
    browser = Client()
    signs_in(browser, CHOSEN)

    mei.set_password("a warm loaf from the shell")
    mei.save()

    assert "/admin/login/" in browser.get("/admin/")["Location"]
    assert signs_in(browser, "a warm loaf from the shell")["Location"] == PAGE


def test_whose_password_is_older_than_these_records_goes_on_with_it(mei):
    PastPassword.objects.all().delete()
    User.objects.update(last_login=timezone.now())

    assert signs_in(Client(), GIVEN)["Location"] == "/desk/"


def test_a_trials_logins_go_on_with_theirs(settings, tmp_path):
    make_demo_logins(tmp_path / "logins")
    [sam, *_] = [line.split() for line in (tmp_path / "logins").read_text().splitlines()]

    assert signs_in(Client(), sam[1], sam[0])["Location"] == "/desk/"


def test_ones_own_change_of_it_is_ones_own(mei):
    chooses(mei, CHOSEN)
    browser = Client()
    signs_in(browser, CHOSEN)
    fields = {"new_password1": "cold trains in grey evenings"}
    fields |= {"old_password": CHOSEN, "new_password2": fields["new_password1"]}

    browser.post(reverse("admin:password_change"), fields)

    assert signs_in(Client(), fields["new_password1"])["Location"] == "/desk/"


def test_the_commands_of_the_shell_set_temporary_ones(settings, monkeypatch):
    settings.AICC_RATE_LIMITS = False
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", GIVEN)
    call_command("createsuperuser", username="root", email="", interactive=False)

    assert signs_in(Client(), GIVEN, "root")["Location"] == PAGE
