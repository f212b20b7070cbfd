"""At each door where a password is set, one that is tried first is refused and nothing changes."""

import builtins
import getpass
import re
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from aicc.testing.logins import chooses
from aicc.tests.backoffice.test_roles import page_names
from handover.models import AccessChange
from handover.tests.administrators import address, anew, member
from handover.tests.desks import signs_in

pytestmark = pytest.mark.django_db
User = get_user_model()

HELD = "a given horse battery staple"
# Of the published lists, alone and put together; on Korean keys; the bank's own.
TRIED_FIRST = ("Password2026!!", "monkeydragon12", "qlalfqjsgh1234!", "gaonbank-2026-winter")
GOOD = "slow trains in clear mornings"


@pytest.fixture
def mei(settings):
    settings.AICC_RATE_LIMITS = False
    user = member("mei", "agent")
    chooses(user, HELD)
    return user


def twice(password):
    return {"new_password1": password, "new_password2": password}


# --- The doors: each sets `password` for mei, and says whether it was taken ---------------------


def by_own_page(mei, password, monkeypatch):
    form = {"old_password": HELD, **twice(password)}
    return signs_in(mei).post(reverse("admin:password_change"), form).status_code == 302


def by_page_after_a_temporary_one(mei, password, monkeypatch):
    mei.set_password(HELD)
    mei.save()  # by somebody else
    browser = Client()
    browser.post(reverse("admin:login"), {"username": "mei", "password": HELD, "next": "/desk/"})
    return browser.post(reverse("admin:own_password"), twice(password)).status_code == 302


def by_link(mei, password, monkeypatch):
    asker, other = member("asker", "administrator"), member("other", "administrator")
    wanted = {"roles": ["agent"], "sends_link": "on", "reason": "forgotten"}
    asked = signs_in(asker).post(address("ask", mei.pk), wanted)
    code = re.search(r"<code>([A-Z0-9]{8})</code>", asked.text)[1]
    row = AccessChange.objects.get()
    page = signs_in(other).post(address("decide", row.pk), {"decision": "approve"})
    link = re.search(r"<code>http://testserver(/admin/password/[^<]+)</code>", page.text)[1]
    browser = Client()
    opened = browser.get(link)
    return browser.post(opened["Location"], {"code": code, **twice(password)}).status_code == 302


def by_changepassword(mei, password, monkeypatch):
    monkeypatch.setattr(getpass, "getpass", lambda prompt="": password)
    said = StringIO()
    try:
        call_command("changepassword", "mei", stdout=said, stderr=said)
    except CommandError:
        return False
    return True


DOORS = [by_own_page, by_page_after_a_temporary_one, by_link, by_changepassword]


@pytest.mark.parametrize("password", TRIED_FIRST)
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_what_is_tried_first_is_refused_at_each_door(mei, monkeypatch, door, password):
    assert not door(mei, password, monkeypatch)

    assert anew(mei).check_password(HELD)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_a_good_one_is_taken_at_each_door(mei, monkeypatch, door):
    assert door(mei, GOOD, monkeypatch)

    assert anew(mei).check_password(GOOD)


# --- A new superuser's ------------------------------------------------------------------------


class Terminal(StringIO):
    def isatty(self):
        return True


def creates(monkeypatch, password, *, typed):
    """typed: at a terminal, where `y` passes over Django's own question."""
    given = {"username": "root", "email": "", "stdout": StringIO(), "stderr": StringIO()}
    if not typed:
        monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)
        return call_command("createsuperuser", interactive=False, **given)
    monkeypatch.setattr(getpass, "getpass", lambda prompt="": password)
    monkeypatch.setattr(builtins, "input", lambda prompt="": "y")
    return call_command("createsuperuser", stdin=Terminal(), **given)


@pytest.mark.parametrize("typed", [True, False], ids=["typed", "by the environment"])
@pytest.mark.parametrize("password", [*TRIED_FIRST, "x"])
def test_a_new_superusers_password_is_held_to_the_rules(monkeypatch, password, typed):
    with pytest.raises(CommandError) as refused:
        creates(monkeypatch, password, typed=typed)

    assert password not in str(refused.value) or password == "x"
    assert not User.objects.exists()


@pytest.mark.parametrize("typed", [True, False], ids=["typed", "by the environment"])
def test_a_superuser_with_a_good_one_is_made(monkeypatch, typed):
    creates(monkeypatch, GOOD, typed=typed)

    root = User.objects.get()
    assert root.is_superuser
    assert root.check_password(GOOD)


def test_one_without_a_password_is_made_without_one(monkeypatch):
    monkeypatch.delenv("DJANGO_SUPERUSER_PASSWORD", raising=False)
    call_command(
        "createsuperuser", username="root", email="", interactive=False, stdout=StringIO()
    )

    assert not User.objects.get().has_usable_password()


# --- There is no other ------------------------------------------------------------------------

# A trial's logins, whose passwords a machine draws; what tests set; the rules' own words.
MAY_SET = {"aicc/backoffice/roles.py"}
SETS = re.compile(r"\bset_password\(|\bmake_password\(|\bcreate_user\([^)]*password=(?!None)")


def test_no_other_code_sets_a_password():
    found = {
        str(path.relative_to(django_settings.BASE_DIR))
        for folder in ("aicc", "chat", "handover")
        for path in Path(django_settings.BASE_DIR, folder).rglob("*.py")
        if SETS.search(path.read_text())
    }

    assert {each for each in found if "test" not in each} == MAY_SET


def test_no_form_of_the_office_about_a_login_takes_a_password(mei):
    boss = signs_in(member("boss", "administrator"))

    assert "auth_user_password_change" not in page_names()
    for page in (reverse("admin:auth_user_add"), reverse("admin:auth_user_change", args=[mei.pk])):
        assert 'type="password"' not in boss.get(page).text
    boss.post(
        reverse("admin:auth_user_add"), {"username": "new", "password": "x", "password1": "x"}
    )
    assert not User.objects.get(username="new").has_usable_password()
