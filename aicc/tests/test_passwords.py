"""Passwords are hashed a few at a time, in memory that fits, and their line has an end."""

import asyncio
import threading
import time

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import AsyncRequestFactory, Client

from aicc.platform import passwords
from aicc.platform.passwords import PasswordsBusy, Pool, reserved_place
from aicc.server.entry.admission import SignInLine, admission
from aicc.testing.logins import login_of

MIB = 1024 * 1024
# A hash with Django's own figures (100 MiB, eight lanes) of the password "an old one".
DJANGOS = {"time_cost": 1, "memory_cost": 1024, "parallelism": 2}


@pytest.fixture
def cheap(settings):
    settings.AICC_PASSWORD_MEMORY_MIB = 1


def until(true):
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


class Held:
    """Work on a pool that goes on until it is let go; how many ran at the same moment."""

    def __init__(self, pool):
        self.pool, self.gate = pool, threading.Event()
        self.now = self.most = 0
        self.lock = threading.Lock()
        self.threads = []

    def work(self):
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.gate.wait(10)
        with self.lock:
            self.now -= 1

    def begin(self, count):
        for _ in range(count):
            thread = threading.Thread(target=self.pool.run, args=(self.work,))
            thread.start()
            self.threads.append(thread)
        until(lambda: self.pool.inside == len(self.threads))
        until(lambda: self.now == min(self.pool.threads, len(self.threads)))

    def end(self):
        self.gate.set()
        for thread in self.threads:
            thread.join(10)


def test_no_more_than_the_pools_threads_hash_at_once_and_the_line_has_an_end():
    pool = Pool(2, 3)
    held = Held(pool)
    held.begin(5)

    with pytest.raises(PasswordsBusy) as busy:
        pool.run(lambda: None)
    held.end()

    assert held.most == 2
    assert (busy.value.status, busy.value.retry_after) == (503, passwords.BUSY_SECONDS)
    assert pool.run(lambda: "free again") == "free again"


def test_strangers_cannot_fill_the_places_of_those_who_were_here_before():
    pool = Pool(1, 1)
    held = Held(pool)
    held.begin(2)
    known = []

    def come():
        with reserved_place():
            known.append(pool.run(lambda: "hashed"))

    thread = threading.Thread(target=come)
    thread.start()
    until(lambda: pool.inside == 3)
    held.end()
    thread.join(10)

    assert known == ["hashed"]


def test_what_fails_on_the_pool_fails_its_caller_and_gives_its_place_back():
    pool = Pool(1, 1)

    with pytest.raises(ZeroDivisionError):
        pool.run(lambda: 1 // 0)
    assert pool.inside == 0


def test_a_password_is_hashed_with_the_memory_that_is_set(settings):
    settings.AICC_PASSWORD_MEMORY_MIB = 2
    made = make_password("a password")

    assert "m=2048,t=2,p=1" in made
    assert check_password("a password", made)
    assert not check_password("another", made)


@pytest.mark.django_db
def test_an_older_hash_still_opens_and_is_made_anew(cheap, monkeypatch):
    for name, value in DJANGOS.items():
        if name != "memory_cost":
            monkeypatch.setattr(passwords.PooledArgon2Hasher, name, value)
    mei = User.objects.create_user("mei", password="an old one")
    monkeypatch.undo()
    before = mei.password

    assert mei.check_password("an old one")

    assert mei.password != before
    assert identify_hasher(mei.password).decode(mei.password)["parallelism"] == 1


def test_the_container_decides_what_fits(settings, tmp_path):
    limit = tmp_path / "memory.max"
    limit.write_text(str(1024 * MIB))
    assert passwords.container_mib((str(limit),)) == 1024
    limit.write_text("max\n")
    assert passwords.container_mib((str(limit), "/nowhere")) > 0

    settings.AICC_PASSWORD_MEMORY_MIB, settings.AICC_PASSWORD_THREADS = 46, 2
    assert passwords.needed_mib() == 92


def test_djangos_own_figures_do_not_fit_a_container_of_one_gibibyte(settings, monkeypatch):
    monkeypatch.setattr(passwords, "container_mib", lambda: 1024)
    assert passwords.fits()

    settings.AICC_PASSWORD_MEMORY_MIB, settings.AICC_PASSWORD_THREADS = 100, 8
    assert not passwords.fits()


# --- At the door --------------------------------------------------------------------


@pytest.fixture
def door():
    """The door's middleware before a login that is held up until `gate` is set."""

    class Door:
        def __init__(self):
            self.gate = asyncio.Event()
            self.inside = 0
            self.answer = admission(self.login)

        async def login(self, request):
            self.inside += 1
            await self.gate.wait()
            return HttpResponse("in")

        def post(self, number=0, cookies=()):
            request = AsyncRequestFactory().post("/admin/login/")
            request.META["REMOTE_ADDR"] = f"198.51.100.{number}"
            request.COOKIES.update(cookies)
            return asyncio.create_task(self.answer(request))

    return Door()


async def all_waiting(count):
    async with asyncio.timeout(10):
        while SignInLine.here().inside < count:  # noqa: ASYNC110  (nothing announces it)
            await asyncio.sleep(0)


async def test_those_who_sign_in_wait_in_a_line_that_has_an_end(door, settings):
    settings.AICC_PASSWORD_THREADS, settings.AICC_PASSWORDS_WAITING = 2, 3
    waiting = [door.post(number) for number in range(5)]
    await all_waiting(5)

    refused = await door.post(9)
    door.gate.set()
    answers = await asyncio.gather(*waiting)

    assert (refused.status_code, refused["Retry-After"]) == (503, str(passwords.BUSY_SECONDS))
    assert "지금 이용자가 많습니다" in refused.text
    assert [each.status_code for each in answers] == [200] * 5
    assert SignInLine.here().inside == 0


async def test_no_more_logins_are_under_way_than_passwords_are_hashed(door, settings):
    settings.AICC_PASSWORD_THREADS, settings.AICC_PASSWORDS_WAITING = 2, 8
    waiting = [door.post(number) for number in range(8)]
    await all_waiting(8)

    assert door.inside == 2
    door.gate.set()
    await asyncio.gather(*waiting)


async def test_an_address_that_tries_too_often_is_refused_before_anything_is_hashed(
    door, settings
):
    settings.AICC_SIGN_INS_PER_MINUTE = 2
    door.gate.set()
    answers = [await door.post(1) for _ in range(4)] + [await door.post(2)]

    assert [each.status_code for each in answers] == [200, 200, 429, 429, 200]
    assert int(answers[2]["Retry-After"]) >= 1


async def test_many_addresses_together_have_an_end_too(door, settings):
    settings.AICC_TOTAL_SIGN_INS_PER_MINUTE = 3
    door.gate.set()

    answers = [await door.post(number) for number in range(5)]

    assert [each.status_code for each in answers] == [200] * 3 + [429] * 2


@pytest.mark.django_db
def test_a_browser_that_signed_in_before_is_let_in_beside_a_flood(cheap, settings):
    settings.AICC_SIGN_INS_PER_MINUTE, settings.AICC_TOTAL_SIGN_INS_PER_MINUTE = 2, 2
    login_of("mei", "of this test's Mei")
    browser, form = Client(), {"username": "mei", "password": "of this test's Mei"}
    assert browser.post("/admin/login/", form).status_code == 302
    for number in range(5):
        Client().post(
            "/admin/login/", {"username": "x", "password": "y"}, REMOTE_ADDR=f"::{number}"
        )

    assert Client().post("/admin/login/", form).status_code == 429
    assert browser.post("/admin/login/", form).status_code == 302


@pytest.mark.django_db
def test_a_page_that_finds_the_pool_full_says_when_to_come_back(cheap, monkeypatch):
    def full(*arguments):
        raise PasswordsBusy(retry_after=2)

    mei = User.objects.create_user("mei", password="of this test's Mei", is_staff=True)
    browser = Client()
    browser.force_login(mei)
    monkeypatch.setattr(Pool, "run", full)

    form = {"old_password": "a", "new_password1": "b", "new_password2": "b"}
    answer = browser.post("/admin/password_change/", form)

    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
