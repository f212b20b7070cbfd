"""Who signs out at the bank's account service is signed out here."""

import time

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from joserfc import jwt
from joserfc.jwk import RSAKey

from aicc.audit.models import AuditEvent
from aicc.testing.cast import member_of
from handover.models import ProviderAccount
from handover.single_sign_on.sign_out import EVENT
from handover.tests.single_sign_on.bank_accounts import CLIENT_ID

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]
User = get_user_model()


def logout_token(accounts, **claims):
    key = RSAKey.import_key(accounts.key)
    named = {"alg": "RS256", "kid": key.thumbprint(), "typ": "logout+jwt"}
    account = ProviderAccount.objects.first()
    told = {
        "iss": accounts.issuer,
        "aud": CLIENT_ID,
        "iat": int(time.time()),
        "jti": "1",
        "sub": account.subject if account else "nobody",
        "sid": "session-of-mei",
        "events": {EVENT: {}},
    } | claims
    return jwt.encode(named, {name: it for name, it in told.items() if it is not None}, key)


def posts(token):
    return Client(enforce_csrf_checks=True).post(
        reverse("admin:provider_sign_out"), {"logout_token": token}
    )


@pytest.mark.parametrize("left_out", [{}, {"sid": None}, {"sub": None}])
def test_who_signs_out_there_is_signed_out_here(mei, window, accounts, left_out):
    window.signs_in("mei")

    answer = posts(logout_token(accounts, **left_out))

    assert answer.status_code == 200
    assert not window.is_signed_in()
    assert AuditEvent.objects.filter(action="sign_out").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another-client"},
        {"iat": 1_750_000_000},  # of 2025: a test has one name in every process
        {"events": {}},
        {"nonce": "n"},
        {"sid": None, "sub": None},
    ],
    ids=str,
)
def test_a_logout_token_that_is_none_ends_nothing(mei, window, accounts, wrong):
    window.signs_in("mei")

    assert posts(logout_token(accounts, **wrong)).status_code == 400
    assert window.is_signed_in()


def test_nor_does_one_that_somebody_else_signed(mei, window, accounts):
    window.signs_in("mei")
    accounts.key = RSAKey.generate_key(2048).as_pem(private=True).decode()

    assert posts(logout_token(accounts)).status_code == 400
    assert posts("no token").status_code == 400
    assert posts("").status_code == 400
    assert window.is_signed_in()


def test_a_signed_out_session_of_another_person_stays(mei, window, accounts):
    window.signs_in("mei")
    raj = Client()
    raj.force_login(member_of("agent", "raj"))

    posts(logout_token(accounts))

    assert raj.get(reverse("admin:account")).status_code == 200
