"""Who signs out here is signed out at the bank's account service too, where the bank wants it."""

import html
import re
import time
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils.translation import override

from aicc.audit.models import AuditEvent
from aicc.doctor import security
from handover.single_sign_on import provider, sign_out
from handover.staff_sessions import second_factor
from handover.tests.desks import signs_in
from handover.tests.single_sign_on.bank_accounts import CLIENT_ID

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]
BACK = "http://testserver/admin/login/"


@pytest.fixture
def there(accounts, settings):
    settings.AICC_OIDC_SIGN_OUT = "provider"
    return accounts


def signs_out(window):
    return window.ours.post(reverse("admin:logout"))


def leads_to(page):
    """The address of the account service that the page goes on to by itself."""
    return html.unescape(re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', page.text)[1])


def is_signed_in_there(window):
    """Whether the account service asks for no password: it sends back at once."""
    page = window.theirs.get(window.leaves())
    return page.is_redirect and "/admin/oidc/answer/" in page.headers["location"]


def test_who_signs_out_here_is_signed_out_there(mei, window, there):
    window.signs_in("mei")
    assert is_signed_in_there(window)

    page = signs_out(window)
    back = window.theirs.get(leads_to(page))

    assert page.status_code == 200
    assert not window.is_signed_in()
    assert back.headers["location"] == BACK
    assert not is_signed_in_there(window)
    assert AuditEvent.objects.filter(action="sign_out").count() == 1


def test_it_is_so_after_our_second_factor_too(mei, window, there, settings):
    settings.AICC_SECOND_FACTOR_ROLES = ["agent"]
    set_up = window.signs_in("mei")["Location"]
    window.ours.get(set_up)
    secret = bytes.fromhex(window.ours.session["enrolling_second_factor"])
    code = second_factor.totp(secret).generate(int(time.time())).decode()
    window.ours.post(set_up, {"code": code})

    window.theirs.get(leads_to(signs_out(window)))

    assert not is_signed_in_there(window)


def test_nobody_is_signed_out_there_unless_the_bank_wants_it(mei, window, accounts):
    window.signs_in("mei")

    page = signs_out(window)

    assert "refresh" not in page.text
    assert not window.is_signed_in()
    assert is_signed_in_there(window)


def test_whoever_came_by_a_password_is_sent_nowhere(mei, there):
    page = signs_in(mei).post(reverse("admin:logout"))

    assert "refresh" not in page.text


def test_a_look_at_the_address_signs_nobody_out(mei, window, there):
    window.signs_in("mei")

    window.ours.get(reverse("admin:logout"))

    assert window.is_signed_in()


@pytest.mark.parametrize(
    "endpoint", [None, "", "http://accounts.bank.example/end", "javascript:alert(1)"], ids=str
)
def test_a_provider_that_ends_no_sessions_keeps_nobody_signed_in_here(
    mei, window, there, monkeypatch, endpoint
):
    window.signs_in("mei")
    metadata = {"end_session_endpoint": endpoint} if endpoint is not None else {}
    monkeypatch.setattr(provider, "client", lambda: SimpleNamespace(server_metadata=metadata))

    page = signs_out(window)

    assert page["Location"] == reverse("admin:login")
    assert not window.is_signed_in()
    assert "로그아웃되었습니다" in window.ours.get(page["Location"]).text
    with override("en"):
        assert any("ends no sessions" in found.text for found in security.of_provider())


def test_nor_does_one_that_is_away(mei, window, there, settings):
    window.signs_in("mei")
    settings.AICC_OIDC_ISSUER = "http://127.0.0.1:9/o"  # where nobody listens

    assert signs_out(window)["Location"] == reverse("admin:login")
    assert not window.is_signed_in()


@pytest.mark.parametrize("token", ["", "t" * (sign_out.LONGEST_HINT + 1)], ids=["none", "long"])
def test_without_a_token_of_a_fitting_length_it_is_asked_by_our_name_alone(there, token):
    address = sign_out.address_there(token, BACK)

    asked = parse_qs(urlsplit(address).query)
    assert asked == {"client_id": [CLIENT_ID], "post_logout_redirect_uri": [BACK]}
    assert address.startswith(there.issuer)


def test_where_the_bank_names_its_address_that_is_where_one_comes_back(
    mei, window, there, settings
):
    window.signs_in("mei")
    settings.AICC_PUBLIC_URL = "https://desk.bank.example"

    asked = parse_qs(urlsplit(leads_to(signs_out(window))).query)

    assert asked["post_logout_redirect_uri"] == ["https://desk.bank.example/admin/login/"]
