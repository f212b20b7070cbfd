"""A stolen password alone opens nothing: staff sign in with a code of their telephone as well."""

import re
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from aicc.audit.models import AuditEvent
from aicc.backoffice.roles import make_roles
from aicc.testing.logins import login_of
from handover.models import RecoveryCode, SecondFactor, StaffSession
from handover.staff_access import changes
from handover.staff_sessions import recovery_codes, second_factor
from handover.staff_sessions.known_devices import COOKIE
from handover.tests.administrators import ana, ben  # noqa: F401

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb]
User = get_user_model()
WORDS = "correct horse battery staple"


@pytest.fixture
def clock(monkeypatch):
    """The second factor's own; its codes change every thirty seconds."""
    now = SimpleNamespace(seconds=1_800_000_000.0)
    monkeypatch.setattr(second_factor, "time", SimpleNamespace(time=lambda: now.seconds))
    return now


@pytest.fixture
def mei(settings, clock):
    settings.AICC_SECOND_FACTOR_ROLES = ["agent"]
    make_roles()
    user = login_of("mei", WORDS)
    user.groups.add(Group.objects.get(name="agent"))
    return user


class Browser:
    """One of somebody's browsers."""

    def __init__(self, clock, **headers):
        self.client, self.clock = Client(headers=headers or None), clock

    def gives_password(self, user, words=WORDS, next_page="/desk/"):
        given = {"username": user.get_username(), "password": words, "next": next_page}
        return self.client.post(reverse("admin:login"), given)

    def code(self, user, wait=30):
        """What the telephone shows, a while after the last one."""
        self.clock.seconds += wait
        factor = SecondFactor.objects.get(user=user)
        return shown(second_factor.secret_of(factor), self.clock)

    def gives_code(self, code):
        return self.client.post(reverse("admin:second_factor"), {"code": code})

    def sets_up(self):
        page = self.client.get(reverse("admin:second_factor_set_up"))
        secret = bytes.fromhex(self.client.session["enrolling_second_factor"])
        assert "<svg" in page.text
        given = {"code": shown(secret, self.clock)}
        return self.client.post(reverse("admin:second_factor_set_up"), given)

    def is_signed_in(self):
        return self.client.get(reverse("admin:account")).status_code == 200


def shown(secret, clock):
    return second_factor.totp(secret).generate(int(clock.seconds)).decode()


@pytest.fixture
def browser(clock):
    return Browser(clock)


@pytest.fixture
def enrolled(mei, clock):
    """Mei, with a telephone that is set up; and her recovery codes."""
    return second_factor.enrol(mei, b"m" * 20, shown(b"m" * 20, clock))


def test_whoever_has_none_sets_it_up_before_they_are_signed_in(mei, browser):
    after = browser.gives_password(mei)
    assert after["Location"] == reverse("admin:second_factor_set_up")
    assert not browser.is_signed_in()

    wrong = browser.client.post(reverse("admin:second_factor_set_up"), {"code": "000000"})
    page = browser.sets_up()

    assert wrong.status_code == 422
    assert len(re.findall(r"<li>[a-z2-9]{5}-[a-z2-9]{5}</li>", page.text)) == 10
    assert 'href="/desk/"' in page.text  # on to where they were going
    assert browser.is_signed_in()
    assert AuditEvent.objects.filter(object_type="handover.secondfactor").count() == 1


def test_between_password_and_code_nothing_opens(mei, enrolled, browser):
    after = browser.gives_password(mei)

    assert after["Location"] == reverse("admin:second_factor")
    for path in ("/admin/", "/desk/", "/admin/chat/conversation/"):
        assert "/admin/login/" in browser.client.get(path)["Location"]
    assert browser.client.get("/api/v1/handover/mine").status_code == 401
    assert browser.client.get("/api/v1/handover/session").status_code == 401
    assert not AuditEvent.objects.filter(action="sign_in").exists()
    assert not [name for name in browser.client.cookies if name.startswith(COOKIE)]


def test_the_code_signs_in_and_leads_on(mei, enrolled, browser):
    browser.gives_password(mei)

    after = browser.gives_code(browser.code(mei))

    assert after["Location"] == "/desk/"
    assert browser.is_signed_in()
    assert AuditEvent.objects.filter(action="sign_in").count() == 1
    assert [name for name in browser.client.cookies if name.startswith(COOKIE)]


def test_no_code_opens_twice(mei, enrolled, browser, clock):
    browser.gives_password(mei)
    code = browser.code(mei)
    browser.gives_code(code)

    onlooker = Browser(clock)
    onlooker.gives_password(mei)

    assert onlooker.gives_code(code).status_code == 422
    assert not onlooker.is_signed_in()


@pytest.mark.parametrize(("late", "opens"), [(-30, True), (30, True), (90, False)])
def test_a_telephone_may_go_half_a_minute_wrong(mei, enrolled, browser, clock, late, opens):
    browser.gives_password(mei)
    code = browser.code(mei, wait=120)
    clock.seconds += late

    browser.gives_code(code)

    assert browser.is_signed_in() == opens


def test_a_recovery_code_signs_in_once(mei, enrolled, clock):
    for typed, opens in ((enrolled[0].upper(), True), (enrolled[0], False), (enrolled[1], True)):
        browser = Browser(clock)
        browser.gives_password(mei)
        browser.gives_code(typed)
        assert browser.is_signed_in() == opens, typed

    assert recovery_codes.left(mei) == 8


def test_wrong_codes_lock_as_wrong_passwords_do(mei, enrolled, browser, settings):
    settings.AICC_SIGN_IN_FAILURES = 3
    browser.gives_password(mei)
    for _ in range(3):
        browser.gives_code("000000")

    answer = browser.gives_code(browser.code(mei))

    assert answer.status_code == 422
    assert not browser.is_signed_in()
    entries = AuditEvent.objects.filter(action="sign_in_failed", object_id=str(mei.pk))
    assert {each.details for each in entries} == {'{"why":"wrong code"}'}


def test_the_code_is_waited_for_five_minutes(mei, enrolled, browser, clock):
    browser.gives_password(mei)
    clock.seconds += 301

    assert browser.gives_code(browser.code(mei))["Location"] == reverse("admin:login")
    assert not browser.is_signed_in()


@pytest.mark.parametrize("change", ["password", "locked"])
def test_whoever_is_shut_out_meanwhile_stays_out(mei, enrolled, browser, change):
    browser.gives_password(mei)
    if change == "password":
        mei.set_password("another one, of the owner's")
    else:
        mei.is_active = False
    mei.save()

    browser.gives_code(browser.code(mei))

    assert not browser.is_signed_in()


def test_a_login_from_which_none_is_asked_signs_in_by_its_password(mei, browser, settings):
    """A trial: `make run`."""
    settings.AICC_SECOND_FACTOR_ROLES = []

    browser.gives_password(mei)

    assert browser.is_signed_in()


def test_whoever_set_one_up_is_asked_for_it_even_where_none_is_required(
    mei, enrolled, browser, settings
):
    settings.AICC_SECOND_FACTOR_ROLES = []

    browser.gives_password(mei)

    assert not browser.is_signed_in()


@pytest.mark.parametrize(
    ("roles", "username", "asked"),
    [("all", "sam", True), ("supervisor", "sam", True), ("agent", "sam", False)],
)
def test_it_is_asked_for_by_role(mei, settings, roles, username, asked):
    settings.AICC_SECOND_FACTOR_ROLES = [roles]
    sam = User.objects.create_user(username, is_staff=True)
    sam.groups.add(Group.objects.get(name="supervisor"))

    assert second_factor.is_required(sam) == asked
    assert second_factor.is_required(User(is_superuser=True))


def test_neither_secret_nor_codes_can_be_read_from_the_database(mei, enrolled):
    factor = SecondFactor.objects.get()
    kept = factor.sealed + "".join(RecoveryCode.objects.values_list("digest", flat=True))

    assert (b"m" * 20).hex() not in kept
    assert not any(code.replace("-", "") in kept for code in enrolled)


# --- A lost telephone -----------------------------------------------------------------------


def test_a_lost_telephone_takes_two_administrators(mei, enrolled, browser, ana, ben):  # noqa: F811
    browser.gives_password(mei)
    browser.gives_code(browser.code(mei))
    row, code = changes.request(ana, mei, "lost on the train", resets_factor=True)
    with pytest.raises(changes.SecondPerson):
        changes.approve(row.pk, ana)
    assert (code, second_factor.is_enrolled(mei)) == ("", True)

    changes.approve(row.pk, ben)

    assert not second_factor.is_enrolled(mei)
    assert not browser.is_signed_in()
    assert recovery_codes.left(mei) == 0
    after = browser.gives_password(mei)
    assert after["Location"] == reverse("admin:second_factor_set_up")


def test_the_shell_resets_it_where_there_is_no_second_administrator(mei, enrolled):
    call_command("staff_access", "reset-factor", "mei", "--reason", "lost on the train")

    assert not second_factor.is_enrolled(mei)


# --- One's own login --------------------------------------------------------------------------


def does(browser, wanted, **fields):
    return browser.client.post(reverse("admin:account"), {"wanted": wanted, **fields})


@pytest.fixture
def at_work(mei, enrolled, browser):
    browser.gives_password(mei)
    browser.gives_code(browser.code(mei))
    return browser


def test_new_recovery_codes_and_another_telephone_need_a_code(mei, enrolled, at_work):
    refused = does(at_work, "codes", code="000000")
    renewed = does(at_work, "codes", code=at_work.code(mei))

    assert (refused.status_code, renewed.status_code) == (422, 200)
    assert not second_factor.use(mei, enrolled[0].replace("-", ""))
    assert does(at_work, "replace", code="000000").status_code == 422
    assert second_factor.is_enrolled(mei)
    assert "/set-up/" in does(at_work, "replace", code=at_work.code(mei))["Location"]
    at_work.sets_up()
    assert SecondFactor.objects.get().sealed
    assert at_work.is_signed_in()


def elsewhere(mei, clock):
    browser = Browser(clock, user_agent="Telephone/1.0")
    browser.gives_password(mei)
    browser.gives_code(browser.code(mei))
    return browser


def test_one_sees_where_one_is_signed_in_and_ends_one_of_them(mei, at_work, clock):
    other = elsewhere(mei, clock)
    page = at_work.client.get(reverse("admin:account"))
    theirs = StaffSession.objects.get(browser="Telephone/1.0")
    assert "Telephone/1.0" in page.text

    does(at_work, "end", session=theirs.pk)

    assert not other.is_signed_in()
    assert at_work.is_signed_in()


def test_nobody_ends_a_colleagues_session(mei, at_work, clock, settings):
    settings.AICC_SECOND_FACTOR_ROLES = []
    raj = login_of("raj", WORDS)
    stranger = Browser(clock)
    stranger.gives_password(raj)

    does(stranger, "end", session=StaffSession.objects.get(user=mei).pk)

    assert at_work.is_signed_in()


def test_one_signs_out_everywhere(mei, at_work, clock):
    other = elsewhere(mei, clock)

    does(at_work, "end_all")

    assert not other.is_signed_in()
    assert not at_work.is_signed_in()
    assert AuditEvent.objects.filter(action="sign_out", details__contains="2").exists()
