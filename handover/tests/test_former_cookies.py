"""In production the bank's side names its cookies `__Host-…`; nobody signs in once more for it."""

import os
import subprocess
import sys

import pytest
from django.test import Client
from django.urls import reverse

from aicc.testing.cast import member_of
from aicc.testing.servers import ROOT
from handover.staff_sessions import former_cookies, staff_sessions

NEW, FORMER = "__Host-sessionid", "sessionid"


@pytest.fixture
def production_site(settings):
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = NEW, "__Host-csrftoken"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


@pytest.fixture
def key(db):
    """Of Sam's login, as the release before made it."""
    client = Client()
    client.force_login(member_of("supervisor", "sam"))
    return next(iter(client.cookies.values())).value


def with_cookie(name, value):
    client = Client()
    client.cookies[name] = value
    return client


@pytest.mark.usefixtures("production_site")
@pytest.mark.parametrize("name", [NEW, FORMER])
def test_a_login_goes_on_under_either_name(key, name):
    page = with_cookie(name, key).get(reverse("admin:index"), secure=True)

    assert page.status_code == 200
    assert page.wsgi_request.user.get_username() == "sam"


@pytest.mark.usefixtures("production_site")
def test_a_page_that_was_open_sends_its_form_with_the_former_token(key):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies[FORMER] = key
    browser.cookies["csrftoken"] = token = "a" * 32

    answer = browser.post(
        reverse("admin:logout"),
        {"csrfmiddlewaretoken": token},
        secure=True,
        headers={"Referer": "https://testserver/admin/"},
    )

    assert answer.status_code in (200, 302)


@pytest.mark.usefixtures("production_site")
def test_the_hosts_own_login_counts_before_a_planted_one(key):
    client = with_cookie(FORMER, "planted-by-a-neighbour-of-the-domain")
    client.cookies[NEW] = key

    assert client.get(reverse("admin:index"), secure=True).status_code == 200


@pytest.mark.usefixtures("production_site")
@pytest.mark.parametrize("name", [NEW, FORMER])
def test_a_desk_opens_with_either_name(name):
    scope = {"headers": [(b"cookie", f"{name}=k1".encode())], "query_string": b""}

    assert staff_sessions.read(scope).session_key == "k1"


def test_elsewhere_names_are_read_as_they_are():
    assert former_cookies.read({"aicc_sessionid": "k1", FORMER: "k2"}, "aicc_sessionid") == "k1"
    assert former_cookies.read({FORMER: "k2"}, "aicc_sessionid") is None


ASK = """
from django.conf import settings
print(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.HOST_COOKIES)
"""


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"AICC_PRODUCTION": "on"}, "__Host-sessionid __Host-csrftoken True"),
        ({"AICC_PRODUCTION": "on", "AICC_BASE_PATH": "/chat/"},
         "aicc_sessionid aicc_csrftoken False"),
        ({}, "sessionid csrftoken False"),
    ],
)  # fmt: skip
def test_only_a_production_site_of_its_own_host_uses_the_new_names(given, names, tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env={**os.environ, "AICC_DATA_DIR": str(tmp_path), **given},
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.strip() == names
