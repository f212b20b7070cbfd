"""Guessing a password gets nobody in and keeps nobody out who has been here before."""

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth import aauthenticate, authenticate
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from aicc.backoffice.roles import make_roles
from aicc.testing.logins import login_of
from handover.models import SignInFailures
from handover.staff_sessions import lock_out
from handover.staff_sessions.lock_out import FIRST_LOCK, LONGEST_LOCK, account_of

pytestmark = pytest.mark.django_db

PASSWORD = "of this test's Mei alone"
OFFICE, ELSEWHERE = "203.0.113.7", "198.51.100.9"
DOOR = "/admin/login/?next=/admin/"


@pytest.fixture(autouse=True)
def cheap_passwords_and_no_other_limit(settings):
    settings.AICC_PASSWORD_MEMORY_MIB = 1
    settings.AICC_SIGN_INS_PER_MINUTE, settings.AICC_TOTAL_SIGN_INS_PER_MINUTE = 1000, 0


@pytest.fixture
def mei():
    user = login_of("mei", PASSWORD)
    make_roles()
    user.groups.add(Group.objects.get(name="agent"))
    return user


@pytest.fixture
def ada():
    """The administrator, already signed in."""
    user = User.objects.create_user("ada", password=None, is_staff=True)
    make_roles()
    user.groups.add(Group.objects.get(name="administrator"))
    browser = Client()
    browser.force_login(user, backend="handover.staff_sessions.sign_in.LockOutBackend")
    return browser


def tries(password, *, name="mei", address=OFFICE, browser=None):
    return (browser or Client()).post(
        DOOR, {"username": name, "password": password}, REMOTE_ADDR=address
    )


def guesses(count, **where):
    return [tries("a guess", **where) for _ in range(count)]


def hours_pass(hours):
    """As the rows would stand so much later."""
    for row in SignInFailures.objects.all():
        for name in ("locked_until", "last_try_at", "last_failure_at"):
            if when := getattr(row, name):
                setattr(row, name, when - timezone.timedelta(hours=hours))
        row.save()


def test_a_hundred_and_twenty_wrong_passwords_and_then_the_right_one_let_nobody_in(mei):
    guesses(120)

    answer = tries(PASSWORD)

    assert answer.status_code == 429
    assert "_auth_user_id" not in answer.client.session


@pytest.mark.mariadb
@pytest.mark.parametrize("also_found_by", ["MEI", "méi", "meï"])
def test_another_spelling_of_a_name_is_no_new_count(mei, also_found_by):
    """A database that minds no accents finds Mei's login by each of these."""
    guesses(5)

    answer = tries(PASSWORD, name=also_found_by)

    assert "_auth_user_id" not in answer.client.session


def test_a_login_is_locked_after_five_wrong_ones_and_says_for_how_long(mei):
    answers = guesses(6)

    assert [each.status_code for each in answers] == [200] * 5 + [429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= FIRST_LOCK.total_seconds()
    assert "관리자에게 잠금 해제를 요청하세요" in answers[-1].text


def test_the_lock_ends_and_the_next_one_lasts_twice_as_long(mei):
    guesses(5)
    hours_pass(1)

    assert tries("another guess").status_code == 200
    row = SignInFailures.objects.get(account=account_of("mei"), place=OFFICE)

    assert row.locked_until - row.last_try_at == 2 * FIRST_LOCK


def test_locks_grow_to_an_hour_and_no_further():
    assert [lock_out.lock_after(n) // FIRST_LOCK for n in range(5)] == [1, 2, 4, 8, 16]
    assert lock_out.lock_after(10_000) == LONGEST_LOCK


def test_a_day_without_a_failure_begins_the_count_anew(mei):
    guesses(4)
    hours_pass(25)

    assert guesses(4)[-1].status_code == 200


def test_the_right_password_begins_the_count_anew(mei):
    guesses(4)
    assert tries(PASSWORD).status_code == 302

    assert [each.status_code for each in guesses(4)] == [200] * 4


def test_a_guess_from_each_of_many_addresses_locks_the_login_for_strangers(mei):
    for number in range(20):
        guesses(1, address=f"198.51.100.{number}")

    assert tries(PASSWORD, address="203.0.113.99").status_code == 429


def test_whoever_signed_in_here_before_keeps_their_way_in_while_others_guess(mei):
    browser = Client()
    tries(PASSWORD, browser=browser)
    for number in range(20):
        guesses(1, address=f"198.51.100.{number}")
    guesses(5)  # from the same office, without her browser

    assert tries(PASSWORD, browser=Client()).status_code == 429
    assert tries(PASSWORD, browser=browser).status_code == 302


def test_a_known_device_may_guess_no_oftener_than_a_stranger(mei):
    browser = Client()
    tries(PASSWORD, browser=browser)

    answers = guesses(6, browser=browser)

    assert answers[-1].status_code == 429


def test_a_device_is_known_to_its_own_login_alone(mei):
    login_of("raj", PASSWORD)
    browser = Client()
    tries(PASSWORD, browser=browser)
    guesses(5, name="raj")

    assert tries(PASSWORD, name="raj", browser=browser).status_code == 429


def test_one_who_guesses_many_names_locks_the_address_and_not_the_known_devices_behind_it(mei):
    browser = Client()
    tries(PASSWORD, browser=browser)
    for number in range(50):
        guesses(1, name=f"nobody-{number}")
    login_of("raj", PASSWORD)

    assert tries(PASSWORD, name="raj").status_code == 429
    assert tries(PASSWORD, name="raj", address=ELSEWHERE).status_code == 302
    assert tries(PASSWORD, browser=browser).status_code == 302


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"),  # of one customer's /64
        ("::ffff:203.0.113.7", "203.0.113.7"),
    ],
)
def test_another_spelling_of_an_address_is_the_same_place(mei, first, then):
    guesses(5, address=first)

    assert tries(PASSWORD, address=then).status_code == 429


def test_a_name_that_belongs_to_nobody_is_refused_in_the_same_words_and_locked_likewise(mei):
    known, unknown = guesses(6), guesses(6, name="nobody", address=ELSEWHERE)

    assert [each.status_code for each in known] == [each.status_code for each in unknown]
    for one, other in zip(known, unknown, strict=True):
        assert errors_in(one) == errors_in(other) != []
    assert not SignInFailures.objects.filter(user__isnull=True, account=account_of("mei")).exists()


def errors_in(answer):
    return list(answer.context["form"].non_field_errors())


def test_what_was_typed_for_a_name_is_kept_nowhere(caplog):
    guesses(2, name="my-password-typed-too-early")

    kept = [str(row) for row in SignInFailures.objects.values_list()]
    assert "too-early" not in "".join(kept) + caplog.text
    assert "a password was wrong" in caplog.text


def test_the_owner_is_told_what_failed_and_what_to_do(mei):
    guesses(3, address=ELSEWHERE)
    browser = Client()
    tries(PASSWORD, browser=browser)

    page = browser.get("/admin/", headers={"accept-language": "ko"}).text
    assert "틀린 비밀번호로 3번" in page
    assert ELSEWHERE in page
    assert "비밀번호를 바꾸고 관리자에게 알려 주세요" in page

    tries(PASSWORD, browser=browser)
    assert "틀린 비밀번호로" not in browser.get("/admin/").text


@pytest.mark.django_db(transaction=True)
def test_an_agent_who_goes_straight_to_the_desk_is_told_there(mei):
    guesses(3, address=ELSEWHERE)
    browser = Client()
    form = {"username": "mei", "password": PASSWORD}
    desk = browser.post("/admin/login/?next=/desk/", form, follow=True)

    assert desk.redirect_chain == [("/desk/", 302)]
    assert "틀린 비밀번호로 3번" in desk.text
    assert "틀린 비밀번호로" not in browser.get("/desk/").text


def test_the_owner_is_told_after_a_weekend_too(mei):
    guesses(2, address=ELSEWHERE)
    hours_pass(60)
    browser = Client()
    tries(PASSWORD, browser=browser)

    assert "번 로그인에 실패했습니다" in browser.get("/admin/").text


def test_tries_at_the_same_moment_get_no_further_than_one_after_the_other(mei):
    """Each is counted before its password is looked at."""
    for _ in range(5):
        lock_out.begin(attempt())

    with pytest.raises(lock_out.LockedOut):
        lock_out.begin(attempt())


def attempt():
    return lock_out.Attempt(account_of("mei"), "mei", OFFICE)


def test_no_road_to_a_password_leads_past_the_lock_out(mei):
    for _ in range(3):
        assert authenticate(username="mei", password="a guess") is None
        assert async_to_sync(aauthenticate)(username="mei", password="a guess") is None

    assert authenticate(username="mei", password=PASSWORD) is None


def test_a_change_of_password_counts_wrong_old_ones(mei):
    browser = Client()
    browser.force_login(mei, backend="handover.staff_sessions.sign_in.LockOutBackend")
    form = {"new_password1": "quite another one", "new_password2": "quite another one"}
    for _ in range(5):
        browser.post("/admin/password_change/", {"old_password": "a guess"} | form)

    answer = browser.post("/admin/password_change/", {"old_password": PASSWORD} | form)

    assert "관리자에게 잠금 해제를 요청하세요" in answer.text
    mei.refresh_from_db()
    assert mei.check_password(PASSWORD)
    assert tries(PASSWORD).status_code == 302  # the door is another place


def test_a_password_is_changed_with_the_right_one(mei):
    browser = Client()
    browser.force_login(mei, backend="handover.staff_sessions.sign_in.LockOutBackend")
    form = {"new_password1": "quite another one", "new_password2": "quite another one"}

    answer = browser.post("/admin/password_change/", {"old_password": PASSWORD} | form)

    assert answer.status_code == 302
    assert not SignInFailures.objects.filter(failures__gt=0).exists()


# --- Seen, and unlocked -------------------------------------------------------------


def test_an_administrator_sees_a_lock_and_lifts_it(mei, ada):
    guesses(5)
    listed = ada.get("/admin/handover/signinfailures/").text
    row = SignInFailures.objects.get(account=account_of("mei"), place=OFFICE)

    assert "mei" in listed
    assert OFFICE in listed
    assert OFFICE in ada.get(f"/admin/handover/signinfailures/{row.pk}/change/").text
    chosen = {"action": "unlock", "_selected_action": [row.pk]}
    ada.post("/admin/handover/signinfailures/", chosen)

    assert tries(PASSWORD).status_code == 302
    assert "ada" in ada.get(f"/admin/handover/signinfailures/{row.pk}/history/").text


def test_an_agent_neither_sees_nor_lifts_a_lock(mei):
    guesses(5)
    browser = Client()
    browser.force_login(mei, backend="handover.staff_sessions.sign_in.LockOutBackend")
    chosen = {"action": "unlock", "_selected_action": [SignInFailures.objects.first().pk]}

    assert browser.get("/admin/handover/signinfailures/").status_code == 403
    assert browser.post("/admin/handover/signinfailures/", chosen).status_code == 403


def test_the_command_unlocks_a_login_or_an_address(mei, capsys):
    guesses(5)
    call_command("unlock_sign_in", "mei")
    assert tries(PASSWORD).status_code == 302

    for number in range(50):
        guesses(1, name=f"nobody-{number}")
    call_command("unlock_sign_in", "--address", OFFICE)
    assert tries(PASSWORD).status_code == 302
    with pytest.raises(CommandError):
        call_command("unlock_sign_in", "nobody")
