"""Staff sign in with a passkey: nothing that another page, another key or another time gave opens
anything.
"""

import json
import re
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from aicc.audit.models import AuditEvent
from aicc.backoffice.roles import make_roles
from aicc.testing.logins import login_of
from aicc.testing.software_authenticator import SoftwareAuthenticator
from handover.models import Passkey
from handover.staff_access import changes
from handover.staff_sessions import passkeys, recovery_codes, second_factor
from handover.tests.administrators import ana, ben  # noqa: F401

pytestmark = pytest.mark.django_db
User = get_user_model()
WORDS = "correct horse battery staple"
SIGN_IN, SET_UP = "admin:second_factor", "admin:second_factor_set_up"


@pytest.fixture
def clock(monkeypatch):
    now = SimpleNamespace(seconds=1_800_000_000.0)
    its = SimpleNamespace(time=lambda: now.seconds)
    monkeypatch.setattr(second_factor, "time", its)
    monkeypatch.setattr(passkeys, "time", its)
    return now


@pytest.fixture
def sam(settings, clock):
    settings.AICC_SECOND_FACTOR_ROLES = ["supervisor"]
    make_roles()
    user = login_of("sam", WORDS)
    user.groups.add(Group.objects.get(name="supervisor"))
    return user


class Browser:
    """One of somebody's browsers, at the bank's own address unless said otherwise."""

    def __init__(self, host="localhost", **headers):
        self.client = Client(SERVER_NAME=host, headers=headers or None)

    def gives_password(self, user):
        given = {"username": user.get_username(), "password": WORDS, "next": "/desk/"}
        return self.client.post(reverse("admin:login"), given)

    def options(self, kind):
        return self.client.post(reverse("admin:passkey_options"), {"for": kind})

    def registers(self, key, name="", page=SET_UP):
        answer = key.makes(self.options("create").json())
        return self.client.post(reverse(page), {"passkey": answer, "name": name})

    def answers(self, key, page=SIGN_IN, **fields):
        answer = key.uses(self.options("get").json())
        return self.client.post(reverse(page), {"passkey": answer, **fields})

    def is_signed_in(self):
        return self.client.get(reverse("admin:account")).status_code == 200


def signs_in(user, key):
    browser = Browser()
    browser.gives_password(user)
    browser.answers(key)
    return browser


@pytest.fixture
def key():
    return SoftwareAuthenticator()


@pytest.fixture
def enrolled(sam, key):
    """Sam, whose telephone is set up."""
    browser = Browser()
    browser.gives_password(sam)
    browser.registers(key, "iPhone")
    return Passkey.objects.get(user=sam)


def failures():
    rows = AuditEvent.objects.filter(action="sign_in_failed").order_by("pk")
    return [json.loads(row.details)["why"] for row in rows]


def test_whoever_has_none_registers_the_device_at_hand_and_is_signed_in(sam, key):
    browser = Browser(user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)")
    assert browser.gives_password(sam)["Location"] == reverse(SET_UP)
    offered = browser.client.get(reverse(SET_UP)).text

    page = browser.registers(key)

    assert 'value="iPhone"' in offered
    assert len(re.findall(r"<li>[a-z2-9]{5}-[a-z2-9]{5}</li>", page.text)) == 10
    assert browser.is_signed_in()
    assert Passkey.objects.get(user=sam).name == "iPhone"
    entry = AuditEvent.objects.get(object_type="handover.passkey")
    assert (entry.action, entry.actor, entry.object_name) == ("add", sam, "sam")


def test_a_passkey_signs_in_after_the_password_and_the_log_says_so(sam, key, enrolled):
    browser = Browser()
    assert browser.gives_password(sam)["Location"] == reverse(SIGN_IN)
    assert not browser.is_signed_in()

    after = browser.answers(key)

    assert after["Location"] == "/desk/"
    assert browser.is_signed_in()
    entry = AuditEvent.objects.filter(action="sign_in").first()
    assert json.loads(entry.details)["second_factor"] == "passkey"
    enrolled.refresh_from_db()
    assert enrolled.last_used_at


def test_the_browser_is_asked_for_finger_face_or_pin_and_for_this_persons_keys(sam, key, enrolled):
    browser = Browser()
    browser.gives_password(sam)

    asked = browser.options("get").json()

    assert asked["userVerification"] == "required"
    assert asked["rpId"] == "localhost"
    assert [each["transports"] for each in asked["allowCredentials"]] == [["internal"]]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"origin": "http://bank.localhost"}, "Invalid origin in CollectedClientData."),
        ({"verifies": False}, "User verification required, but user verified flag not set."),
        ({"credential_id": b"x" * 32}, "Unknown credential ID."),
        ({"key": SoftwareAuthenticator().key}, "Invalid signature."),
        ({"counter": 0}, "its counter went back: somebody may have copied it"),
    ],
)
def test_what_another_page_key_or_copy_answers_opens_nothing(sam, key, enrolled, change, why):
    for name, value in change.items():
        setattr(key, name, value)

    browser = signs_in(sam, key)

    assert not browser.is_signed_in()
    assert failures() == [f"passkey: {why}"]


def test_a_key_that_does_not_count_opens_again_and_again(sam):
    key = SoftwareAuthenticator(counter=None)  # as those that a cloud carries about
    browser = Browser()
    browser.gives_password(sam)
    browser.registers(key)

    assert [signs_in(sam, key).is_signed_in() for _ in range(2)] == [True, True]


def test_no_answer_opens_twice(sam, key, enrolled, rf):
    browser = Browser()
    browser.gives_password(sam)
    answer = key.uses(browser.options("get").json())
    held = browser.client.session[passkeys.CHALLENGE]
    browser.client.post(reverse(SIGN_IN), {"passkey": answer})
    onlooker = Browser()
    onlooker.gives_password(sam)
    onlooker.client.post(reverse(SIGN_IN), {"passkey": answer})

    assert not onlooker.is_signed_in()
    # Even where the same moment let the same challenge through to both.
    again = rf.post("/", SERVER_NAME="localhost")
    again.session = {passkeys.CHALLENGE: held}
    with pytest.raises(passkeys.PasskeyRefused, match="passkey_refused") as refused:
        passkeys.use(again, sam, answer)
    assert refused.value.why == "the answer was used already"


def test_a_challenge_waits_five_minutes(sam, key, enrolled, clock):
    browser = Browser()
    browser.gives_password(sam)
    answer = key.uses(browser.options("get").json())
    clock.seconds += 299
    browser.gives_password(sam)  # the password is waited for by itself
    late = key.uses(browser.options("get").json())
    held = browser.client.session
    held[passkeys.CHALLENGE] = held[passkeys.CHALLENGE] | {"until": clock.seconds - 1}
    held.save()

    browser.client.post(reverse(SIGN_IN), {"passkey": late})

    assert not browser.is_signed_in()
    assert failures() == ["passkey: the challenge is too old"]
    browser.client.post(reverse(SIGN_IN), {"passkey": answer})
    assert failures()[-1] == "passkey: no challenge waits for it"


MALFORMED = [
    *("", "null", "[]", "{}", "{", '{"response": 1}', '{"id": "eA", "rawId": "eA"}'),
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {}}',
    (
        '{"id": "eA", "rawId": "eA", "type": "public-key", "response":'
        ' {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA"}}'
    ),
    (
        '{"id": "eA", "rawId": "eA", "type": "public-key", "response":'
        ' {"clientDataJSON": "e30", "attestationObject": "gYGBgYGBgYGB"}}'
    ),
    '{"a":' * 3_000,
    "x" * 30_000,
]


@pytest.mark.parametrize("kind", ["create", "get"])
def test_an_answer_of_no_browser_is_a_refusal_and_no_fault(sam, enrolled, settings, kind):
    settings.AICC_SIGN_IN_FAILURES = 100
    browser = Browser()
    if kind == "create":
        enrolled.delete()
    browser.gives_password(sam)
    page = reverse(SET_UP if kind == "create" else SIGN_IN)

    for answer in MALFORMED:
        browser.options(kind)
        answered = browser.client.post(page, {"passkey": answer})
        assert answered.status_code == 422, answer[:80]

    assert not browser.is_signed_in()


def test_wrong_passkeys_lock_as_wrong_codes_do(sam, key, enrolled, settings):
    settings.AICC_SIGN_IN_FAILURES = 3
    stranger = SoftwareAuthenticator()
    browser = Browser()
    browser.gives_password(sam)
    for _ in range(3):
        browser.answers(stranger)

    browser.answers(key)

    assert not browser.is_signed_in()


def test_a_recovery_code_signs_in_where_the_device_is_away(sam, enrolled):
    (code, *_others) = recovery_codes.renew(sam)
    browser = Browser()
    browser.gives_password(sam)

    browser.client.post(reverse(SIGN_IN), {"code": code})

    assert browser.is_signed_in()


@pytest.mark.parametrize(
    ("host", "public", "works"),
    [
        ("localhost", "", True),
        ("127.0.0.1", "", False),  # browsers make none for a number
        ("testserver", "", False),  # without TLS
        ("localhost", "https://aicc.bank.example", False),
        ("localhost", "http://localhost", True),
    ],
)
def test_passkeys_are_offered_where_browsers_have_them(sam, settings, host, public, works):
    settings.AICC_PUBLIC_URL = public
    settings.ALLOWED_HOSTS = ["*"]
    browser = Browser(host)
    browser.gives_password(sam)

    assert browser.options("create").status_code == (200 if works else 403)
    assert ("data-passkey" in browser.client.get(reverse(SET_UP)).text) == works


def test_nobody_gets_a_challenge_without_a_password(db):
    browser = Browser()

    assert browser.options("create").status_code == 403
    assert browser.options("get").status_code == 403
    assert browser.client.get(reverse("admin:passkey_options")).status_code == 405


# --- One's own login ------------------------------------------------------------------------


@pytest.fixture
def at_work(sam, key, enrolled):
    return signs_in(sam, key)


def test_another_device_is_registered_after_proof_of_the_one_there_is(sam, key, at_work):
    laptop = SoftwareAuthenticator()
    assert at_work.options("create").status_code == 403  # a session alone registers nothing
    after = at_work.answers(key, "admin:account", wanted="add")
    assert after["Location"] == reverse(SET_UP)

    after = at_work.registers(laptop, "  업무용   노트북 ")

    assert after["Location"] == reverse("admin:account")  # the recovery codes stay as they are
    assert [each.name for each in sam.passkeys.all()] == ["iPhone", "업무용 노트북"]
    assert at_work.options("create").status_code == 403
    assert signs_in(sam, laptop).is_signed_in()


def test_a_key_is_registered_once_and_ten_are_the_most(sam, key, at_work, monkeypatch):
    second_factor_of = {"wanted": "add"}
    at_work.answers(key, "admin:account", **second_factor_of)
    again = at_work.registers(key, "again")
    assert again.status_code == 422

    monkeypatch.setattr(passkeys, "MOST", 1)
    more = at_work.registers(SoftwareAuthenticator(), "one more")

    assert more.status_code == 422
    assert sam.passkeys.count() == 1


def test_a_passkey_is_removed_after_proof_and_opens_nothing_then(sam, key, at_work, enrolled):
    page = at_work.client.get(reverse("admin:account"), {"wanted": f"remove:{enrolled.pk}"})
    assert "iPhone" in page.text

    after = at_work.answers(key, "admin:account", wanted=f"remove:{enrolled.pk}")

    assert after["Location"] == reverse(SET_UP)  # their role needs one
    assert not sam.passkeys.exists()
    assert recovery_codes.left(sam) == 0
    assert AuditEvent.objects.filter(object_type="handover.passkey", action="delete").exists()
    assert Browser().gives_password(sam)["Location"] == reverse(SET_UP)


def test_nobody_removes_a_colleagues(sam, key, at_work):
    raj = User.objects.create_user("raj", is_staff=True)
    theirs = Passkey.objects.create(user=raj, name="raj's", digest="r", credential=b"r")

    at_work.answers(key, "admin:account", wanted=f"remove:{theirs.pk}")

    assert Passkey.objects.filter(pk=theirs.pk).exists()


def test_a_lost_device_takes_two_administrators(sam, key, at_work, ana, ben):  # noqa: F811
    row, _code = changes.request(ana, sam, "lost on the train", resets_factor=True)

    changes.approve(row.pk, ben)

    assert not sam.passkeys.exists()
    assert not at_work.is_signed_in()
    assert Browser().gives_password(sam)["Location"] == reverse(SET_UP)
