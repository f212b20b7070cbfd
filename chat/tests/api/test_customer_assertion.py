"""What the bank's site signs about its customer: for us, of late, by a key in use, once."""

import asyncio
import hashlib
import json
import time
from base64 import urlsafe_b64encode

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.checks import run_checks

from chat.models import Conversation
from chat.tests.http import Http, refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb]

OLD, NEW = "the bank's key of last year, long enough", "the bank's key of this year, long enough"


@pytest.fixture(autouse=True)
def keys(settings):
    settings.AICC_CUSTOMER_KEY = OLD
    return settings


def claims(**more):
    return {"sub": "c-1", "exp": int(time.time()) + 60} | more


def secret(text, kid):
    key = urlsafe_b64encode(text.encode()).decode().rstrip("=")
    return {"kty": "oct", "k": key, "kid": kid}


async def begins(told, key=OLD, algorithm="HS256", **header):
    signed = jwt.encode(told, key, algorithm, headers=header)
    return await Http().post("sessions", {"customer": signed})


async def test_one_with_an_id_begins_one_conversation(lin):
    told = claims(jti="a-1")

    first, again, other = await begins(told), await begins(told), await begins(claims(jti="a-2"))

    assert (first.status_code, other.status_code) == (201, 201)
    refused(again, 401, "bad_customer")
    assert await Conversation.objects.acount() == 2


async def test_of_many_who_bring_the_same_at_one_moment_one_comes_in_and_no_neighbour_is_kept_out(
    lin,
):
    told = [claims(jti="a-1") for _ in range(5)] + [claims(jti=f"b-{n}") for n in range(5)]

    answers = await asyncio.gather(*(begins(each) for each in told))

    codes = [answer.status_code for answer in answers]
    assert sorted(codes[:5]) == [201, 401, 401, 401, 401]
    assert codes[5:] == [201] * 5


async def test_one_without_an_id_may_come_again(lin):
    told = claims()

    assert [(await begins(told)).status_code for _ in range(2)] == [201, 201]


async def test_its_id_is_kept_as_a_hash(lin):
    await begins(claims(jti="010-1234-5678"))

    kept = (await Conversation.objects.aget()).assertion

    assert kept == hashlib.sha256(b"010-1234-5678").hexdigest()


@pytest.mark.parametrize("seconds", [3600 + 120, 86_400, 10**9])
async def test_one_that_lasts_too_long_counts_for_nothing(lin, seconds):
    refused(await begins(claims(exp=int(time.time()) + seconds)), 401, "bad_customer")


async def test_one_that_was_made_too_long_ago_counts_for_nothing(lin, keys):
    keys.AICC_CUSTOMER_SECONDS = 300
    now = int(time.time())

    answers = [await begins(claims(iat=now - age)) for age in (400, 200)]

    assert [answer.status_code for answer in answers] == [401, 201]


@pytest.mark.parametrize(
    ("audience", "issuer", "status"),
    [
        ("aicc", "bank", 201),
        (["app", "aicc"], "bank", 201),
        ("app", "bank", 401),
        (None, "bank", 401),
        ("aicc", "another bank", 401),
        ("aicc", None, 401),
    ],
)
async def test_one_that_is_meant_for_others_counts_for_nothing(
    lin, keys, audience, issuer, status
):
    keys.AICC_CUSTOMER_AUDIENCE, keys.AICC_CUSTOMER_ISSUER = "aicc", "bank"
    named = {"aud": audience, "iss": issuer}

    answer = await begins(claims(**{name: value for name, value in named.items() if value}))

    assert answer.status_code == status


async def test_what_names_its_readers_is_read_where_nobody_asks_for_them(lin):
    assert (await begins(claims(aud="app", iss="bank"))).status_code == 201


async def test_while_keys_change_both_count_by_their_ids(lin, keys):
    keys.AICC_CUSTOMER_KEY = json.dumps({"keys": [secret(OLD, "2025"), secret(NEW, "2026")]})

    answers = [
        await begins(claims(), OLD, kid="2025"),
        await begins(claims(), NEW, kid="2026"),
        await begins(claims(), OLD, kid="2026"),
        await begins(claims(), OLD, kid="2024"),
        await begins(claims(), OLD),
    ]

    assert [answer.status_code for answer in answers] == [201, 201, 401, 401, 401]


async def test_each_key_is_used_in_its_own_way_alone(lin, keys):
    private = rsa.generate_private_key(65537, 2048)
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key()))
    keys.AICC_CUSTOMER_KEY = json.dumps({"keys": [public | {"kid": "r"}, secret(NEW, "s")]})

    answers = [
        await begins(claims(), private, "RS256", kid="r"),
        await begins(claims(), private, "RS256", kid="s"),
        await begins(claims(), NEW, "HS256", kid="r"),
    ]

    assert [answer.status_code for answer in answers] == [201, 401, 401]


async def test_a_single_key_is_meant_by_whoever_names_none(lin, keys):
    keys.AICC_CUSTOMER_KEY = json.dumps({"keys": [secret(OLD, "2025")]})

    assert (await begins(claims(), OLD)).status_code == 201


async def test_a_public_key_in_pem_counts_whatever_id_is_named(lin, keys):
    private = ec.generate_private_key(ec.SECP256R1())
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    keys.AICC_CUSTOMER_KEY = public.decode()

    assert (await begins(claims(), private, "ES256", kid="any")).status_code == 201


@pytest.mark.parametrize(
    "told",
    [
        claims(jti=5),
        claims(jti=["a"]),
        claims(iat="soon"),
        claims(exp="never"),
        claims(exp=10**400),
        claims(sub={"id": 1}),
        claims(nbf=int(time.time()) + 10**6),
    ],
)
async def test_a_claim_that_is_none_is_refused_and_no_fault_of_ours(lin, told):
    refused(await begins(told), 401, "bad_customer")


@pytest.mark.parametrize("kid", [5, None, ["2025"], {"a": 1}])
async def test_an_id_of_a_key_that_is_none_is_refused_and_no_fault_of_ours(lin, keys, kid):
    keys.AICC_CUSTOMER_KEY = json.dumps({"keys": [secret(OLD, "2025"), secret(NEW, "2026")]})
    head = urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": kid}).encode()).decode()
    _, body, proof = jwt.encode(claims(), OLD, "HS256").split(".")

    answer = await Http().post("sessions", {"customer": f"{head.rstrip('=')}.{body}.{proof}"})

    refused(answer, 401, "bad_customer")


async def test_a_very_long_one_is_not_read(lin):
    refused(await begins(claims(name="n" * 10_000)), 401, "bad_customer")


@pytest.mark.parametrize(
    "text",
    [
        "short",
        "{}",
        "{",
        '{"keys": []}',
        '{"keys": [{"kty": "oct", "k": "c2hvcnQ"}]}',
        '{"keys": [{"kty": "unheard of"}]}',
        json.dumps({"keys": [secret(OLD, "same"), secret(NEW, "same")]}),
        json.dumps({"keys": [secret(OLD, "a"), {"kty": "oct", "k": secret(NEW, "")["k"]}]}),
    ],
)
def test_keys_that_cannot_be_used_are_told_before_anybody_comes(keys, text):
    keys.AICC_CUSTOMER_KEY = text

    assert "aicc.E002" in [found.id for found in run_checks(tags=["aicc"])]
