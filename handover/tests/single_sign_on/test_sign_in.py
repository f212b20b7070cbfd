"""Staff sign in with their account of the bank, at a real provider, and nobody else does."""

import json
import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from joserfc.jwk import RSAKey

from aicc.audit.models import AuditEvent
from aicc.doctor import security
from aicc.testing.logins import login_of
from aicc.testing.private_server import free_port
from handover.models import ProviderAccount, StaffSession
from handover.single_sign_on import provider
from handover.staff_sessions import second_factor
from handover.tests.single_sign_on.bank_accounts import CLIENT_ID
from handover.tests.single_sign_on.conftest import Browser, refused_for

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]
User = get_user_model()


def test_an_agent_signs_in_with_their_account_and_comes_to_the_desk(mei, window):
    answer = window.signs_in("mei")

    assert answer["Location"] == "/desk/"
    assert window.is_signed_in()
    assert window.ours.get("/api/v1/handover/session").status_code == 200
    event = AuditEvent.objects.get(action="sign_in")
    assert json.loads(event.details)["by"] == "identity provider"
    row = StaffSession.objects.get()
    assert (row.user.username, row.provider_session) == ("mei", "session-of-mei")


def test_what_is_asked_for_is_a_code_with_pkce_state_and_nonce(mei, window):
    asked = {name: value for name, [value] in parse_qs(urlsplit(window.leaves()).query).items()}

    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 20
    assert asked["redirect_uri"] == "http://testserver/admin/oidc/answer/"
    assert asked["scope"].split()[0] == "openid"


def test_our_second_factor_is_asked_for_by_role_as_after_a_password(mei, window, settings):
    settings.AICC_SECOND_FACTOR_ROLES = ["agent"]

    answer = window.signs_in("mei")

    assert answer["Location"] == reverse("admin:second_factor_set_up")
    assert not window.is_signed_in()
    window.ours.get(answer["Location"])
    secret = bytes.fromhex(window.ours.session["enrolling_second_factor"])
    code = second_factor.totp(secret).generate(int(time.time())).decode()
    codes = window.ours.post(answer["Location"], {"code": code})
    assert 'href="/desk/"' in codes.text
    assert window.is_signed_in()
    assert StaffSession.objects.get().provider_session == "session-of-mei"


@pytest.mark.parametrize(
    ("acr", "claims", "is_enough"),
    [
        ([], {"amr": ["pwd", "mfa"]}, True),
        ([], {"amr": ["pwd"]}, False),
        ([], {}, False),
        (["gold"], {"acr": "gold"}, True),
        (["gold"], {"acr": "silver", "amr": ["mfa"]}, False),
    ],
)
def test_the_providers_second_factor_counts_where_the_bank_says_so(
    mei, window, accounts, settings, acr, claims, is_enough
):
    settings.AICC_SECOND_FACTOR_ROLES = ["agent"]
    settings.AICC_OIDC_SECOND_FACTOR, settings.AICC_OIDC_ACR = "provider", acr
    accounts.says(**claims)

    window.signs_in("mei")

    assert window.is_signed_in() is is_enough
    if is_enough:
        assert "provider: " in AuditEvent.objects.get(action="sign_in").details


def test_its_second_factor_counts_for_nothing_where_ours_is_asked_for(
    mei, window, accounts, settings
):
    settings.AICC_SECOND_FACTOR_ROLES = ["agent"]
    accounts.says(amr=["mfa"])

    window.signs_in("mei")

    assert not window.is_signed_in()


LIES = {  # what the provider signs, and why it is refused
    "another issuer": ({"iss": "https://elsewhere.example"}, "InvalidClaimError iss"),
    "another audience": ({"aud": "another-client"}, "InvalidClaimError aud"),
    "for another party": ({"aud": [CLIENT_ID, "other"], "azp": "other"}, "InvalidClaimError azp"),
    "another nonce": ({"nonce": "of-another-sign-in"}, "InvalidClaimError nonce"),
    "too old": ({"exp": int(time.time()) - 600}, "ExpiredTokenError exp"),
    "no end": ({"exp": None}, "MissingClaimError exp"),
    "made tomorrow": ({"iat": int(time.time()) + 86_400}, "InvalidClaimError iat"),
    "no subject": ({"sub": None}, "MissingClaimError sub"),
    "a blank subject": ({"sub": ""}, "no subject"),
    "no login": ({"preferred_username": ["mei"]}, "no preferred_username"),
}


@pytest.mark.parametrize(("claims", "why"), LIES.values(), ids=LIES)
def test_a_token_that_is_not_for_this_sign_in_opens_nothing(mei, window, accounts, claims, why):
    accounts.says(**claims)

    answer = window.signs_in("mei")

    assert answer.status_code == 403
    assert not window.is_signed_in()
    assert refused_for() == why
    assert not ProviderAccount.objects.exists()


def test_a_token_that_another_key_signed_opens_nothing(mei, window):
    other = RSAKey.generate_key(2048)
    answer = window.signs_in_there("mei", window.leaves())
    [known] = provider.client().fetch_jwk_set()["keys"]
    forged = other.as_dict(private=False) | {"kid": known["kid"], "use": "sig", "alg": "RS256"}
    provider.client().server_metadata["jwks"] = {"keys": [forged]}

    try:
        assert window.comes_back(answer).status_code == 403
        assert refused_for() == "BadSignatureError"
    finally:
        provider.made.cache_clear()


def test_a_provider_that_is_away_signs_nobody_in_and_takes_no_page_down(accounts, settings):
    settings.AICC_OIDC_ISSUER = f"http://127.0.0.1:{free_port()}/o"
    office = Client(headers={"accept-language": "en"})

    answer = office.get(reverse("admin:provider"))

    assert answer.status_code == 403
    assert "gave no answer that counts" in answer.text
    assert refused_for() == "no configuration: ConnectionError"
    assert office.get("/admin/login/").status_code == 200


def test_a_configuration_of_another_issuer_is_not_used(mei, window, accounts, settings):
    settings.AICC_OIDC_ISSUER = accounts.issuer.replace("127.0.0.1", "localhost")

    answer = window.ours.get(reverse("admin:provider"))

    assert answer.status_code == 403
    assert refused_for() in ("another issuer's configuration", "no configuration: HTTPError")


def test_an_answer_counts_once_and_for_the_browser_that_asked(mei, window):
    answer = window.signs_in_there("mei", window.leaves())
    other = Browser()

    stolen = other.comes_back(answer)
    window.comes_back(answer)
    again = window.comes_back(answer)

    assert (stolen.status_code, again.status_code) == (403, 403)
    assert not other.is_signed_in()
    assert window.is_signed_in()
    assert refused_for() == "MismatchingStateError"


def test_a_session_keeps_the_last_few_sign_ins_that_began(mei, window):
    first = window.leaves()
    for _ in range(12):
        last = window.leaves()

    held = dict(window.ours.session.items())
    assert len([name for name in held if "_state_" in name]) == 5
    assert window.comes_back(window.signs_in_there("mei", first)).status_code == 403
    assert window.comes_back(window.signs_in_there("mei", last))["Location"] == "/desk/"


def test_whoever_begins_and_never_comes_back_leaves_nothing_for_long(accounts):
    for _ in range(3):
        Browser().leaves()
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))

    Browser().leaves()

    assert Session.objects.count() == 1


def test_an_answer_in_anothers_name_is_refused(mei, window):
    answer = window.signs_in_there("mei", window.leaves())

    refused = window.comes_back(f"{answer}&iss=https://elsewhere.example")

    assert refused.status_code == 403
    assert refused_for() == "another issuer's answer"


def test_a_refusal_of_the_account_service_is_one_of_ours(mei, window):
    state = parse_qs(urlsplit(window.leaves()).query)["state"][0]

    answer = window.ours.get(
        reverse("admin:provider_answer"), {"error": "access_denied", "state": state}
    )

    assert answer.status_code == 403


def test_nobody_is_led_to_another_site(mei, window):
    assert window.signs_in("mei", "https://elsewhere.example/")["Location"] == "/admin/"


def test_passwords_open_named_logins_alone(accounts, settings):
    settings.AICC_PASSWORD_LOGINS, settings.AICC_RATE_LIMITS = ["root"], False
    login_of("mei", "slow trains in clear mornings")
    login_of("root", "cold trains in grey evenings")

    def tries(name, password):
        given = {"username": name, "password": password, "next": "/admin/"}
        return Client().post(reverse("admin:login"), given)

    refused, unknown = tries("mei", "slow trains in clear mornings"), tries("mei", "a guess")
    assert (refused.status_code, unknown.status_code) == (200, 200)
    assert refused.context["form"].errors == unknown.context["form"].errors
    assert tries("root", "cold trains in grey evenings").status_code == 302


@pytest.mark.parametrize(
    ("language", "says"), [("ko", "은행 계정으로 로그인"), ("en", "with your account of the bank")]
)
def test_the_sign_in_page_shows_the_button(accounts, settings, language, says):
    page = Client(headers={"accept-language": language}).get("/admin/login/?next=/desk/")

    assert says in page.text
    assert 'href="/admin/oidc/?next=%2Fdesk%2F"' in page.text
    settings.AICC_OIDC_CLIENT_SECRET = ""
    assert says not in Client(headers={"accept-language": language}).get("/admin/login/").text
    assert Client().get(reverse("admin:provider")).status_code == 404


def test_only_public_keys_sign(accounts):
    """The provider lists HS256 too, by which its own public key would be a secret."""
    assert provider.client().server_metadata["id_token_signing_alg_values_supported"] == ["RS256"]


def test_the_doctor_asks_the_provider(accounts, settings):
    said = [(finding.level, finding.text) for finding in security.of_provider()]
    settings.AICC_OIDC_ISSUER = f"http://127.0.0.1:{free_port()}/o"
    [trouble] = security.of_provider()

    assert said[0][1].endswith(f"{accounts.issuer}에서 로그인합니다.")
    assert "no configuration: ConnectionError" in trouble.text
    assert trouble.level == "error"
