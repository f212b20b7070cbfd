"""The bank's identity provider: OpenID Connect's code flow with PKCE, by Authlib.

What comes back is believed where its issuer, audience, nonce, times and signature are right, and
its state is one that this session asked with. Nothing of it says yet who of our staff that is:
see accounts.
"""

import time
from dataclasses import dataclass, replace
from functools import lru_cache
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from requests import RequestException

from aicc.platform.errors import NotAllowed
from aicc.platform.text_normalization import compose

NAME = "bank"  # of the one provider, in a session's state
SECONDS = 5  # for each of its answers
MOST_STATES = 5  # sign-ins that one browser has begun, in as many tabs
SUBJECT_CHARACTERS = 255  # OpenID Connect Core, 2
LEEWAY = 60  # seconds that its clock may be wrong
KEPT_SECONDS = 3600  # its configuration and keys; new keys are fetched when one is unknown
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
# Public keys alone: a provider that lists a shared secret or none gets no token past.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
FAULTS = (AuthlibBaseError, JoseError, RequestException, ValueError, RuntimeError, TypeError)
MANY_FACTORS = "mfa"  # among a token's `amr` (RFC 8176)


class SignInRefused(NotAllowed):
    """The provider's word signs nobody in. why: for the audit log."""

    code = "sign_in_refused"

    def __init__(self, why: str, message: Any = None) -> None:
        super().__init__(message or UNUSABLE)
        self.why = why


UNUSABLE = _(
    "The bank's account service gave no answer that counts here. Try again; if it goes on, ask "
    "an administrator."
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the provider says this is.

    login: by AICC_OIDC_LOGIN_CLAIM. session: the provider's own, blank where it names none.
    is_verified: False where the login is an address that the provider has not verified.
    proof: which second factor the provider asked for, blank for none that counts.
    token: the identity token as it was signed, by which the provider knows its own session again.
    """

    subject: str
    login: str
    is_verified: bool
    groups: tuple[str, ...]
    session: str
    proof: str
    first_name: str
    last_name: str
    email: str
    token: str = ""


def is_configured() -> bool:
    return bool(
        settings.AICC_OIDC_ISSUER
        and settings.AICC_OIDC_CLIENT_ID
        and settings.AICC_OIDC_CLIENT_SECRET
    )


def client() -> Any:
    """Authlib's, with the provider's configuration. Raises SignInRefused where it is not good."""
    found = made(
        settings.AICC_OIDC_ISSUER,
        settings.AICC_OIDC_CLIENT_ID,
        settings.AICC_OIDC_CLIENT_SECRET,
        " ".join(("openid", *settings.AICC_OIDC_SCOPES)),
        int(time.time() // KEPT_SECONDS),
    )
    try:
        metadata = found.load_server_metadata()
    except FAULTS as fault:
        raise SignInRefused(f"no configuration: {type(fault).__name__}") from fault
    if metadata.get("issuer") != settings.AICC_OIDC_ISSUER:
        raise SignInRefused("another issuer's configuration")
    if not all(is_private_line(str(metadata.get(name, ""))) for name in ENDPOINTS):
        raise SignInRefused("an endpoint without TLS")
    told = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [
        algorithm for algorithm in told if algorithm in ALGORITHMS
    ]
    return found


@lru_cache(maxsize=2)
def made(issuer: str, client_id: str, secret: str, scope: str, _age: int) -> Any:
    return OAuth().register(
        NAME,
        client_id=client_id,
        client_secret=secret,
        server_metadata_url=issuer.removesuffix("/") + "/.well-known/openid-configuration",
        client_kwargs={
            "scope": scope,
            "code_challenge_method": "S256",
            "default_timeout": SECONDS,
        },
    )


def is_private_line(url: str) -> bool:
    """Nobody on the way reads it: TLS, or this very machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))


def is_loopback(host: str | None) -> bool:
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return host == "localhost"


def begin(request: HttpRequest, answer_at: str) -> HttpResponse:
    """On to the provider. answer_at: our address for its answer. Raises SignInRefused."""
    forget_old_states(request.session)
    asked = {}
    if settings.AICC_OIDC_SECOND_FACTOR == "provider" and settings.AICC_OIDC_ACR:
        asked["acr_values"] = " ".join(settings.AICC_OIDC_ACR)
    try:
        answer: HttpResponse = client().authorize_redirect(request, answer_at, **asked)
    except FAULTS as fault:
        raise SignInRefused(f"no way there: {type(fault).__name__}") from fault
    return answer


def forget_old_states(session: Any) -> None:
    """Whoever begins again and again keeps the last few: a session does not grow."""
    held = dict(session.items())
    states = [name for name in held if name.startswith(f"_state_{NAME}_")]
    for name in states[: -MOST_STATES + 1]:
        del session[name]


def finish(request: HttpRequest) -> Identity:
    """Whom the provider's answer is about. Its state counts once. Raises SignInRefused."""
    issuer = settings.AICC_OIDC_ISSUER
    if request.GET.get("iss", issuer) != issuer:  # RFC 9207
        raise SignInRefused("another issuer's answer")
    app = client()
    wanted = {
        "iss": {"essential": True, "value": issuer},
        "aud": {"essential": True, "value": settings.AICC_OIDC_CLIENT_ID},
    }
    try:
        token = app.authorize_access_token(request, claims_options=wanted, leeway=LEEWAY)
        claims = token.get("userinfo")
        if claims is not None and settings.AICC_OIDC_LOGIN_CLAIM not in claims:
            claims = with_userinfo(app, token, claims)
    except FAULTS as fault:
        raise SignInRefused(told(fault)) from fault
    if claims is None:
        raise SignInRefused("no identity token")
    return replace(identity_in(claims), token=str(token.get("id_token") or ""))


def with_userinfo(app: Any, token: Any, claims: Any) -> dict[str, Any]:
    """What the provider tells at its own endpoint, of the same subject, below what it signed."""
    if not is_private_line(str(app.server_metadata.get("userinfo_endpoint", ""))):
        return dict(claims)
    more = app.userinfo(token=token)
    return {**more, **claims} if more.get("sub") == claims["sub"] else dict(claims)


def told(fault: Exception) -> str:
    """For the audit log: the kind and the claim, and nothing that somebody could have typed."""
    claim = getattr(fault, "claim", "")
    return f"{type(fault).__name__} {claim}".strip()


def identity_in(claims: dict[str, Any]) -> Identity:
    """Raises SignInRefused where it names nobody."""
    name = settings.AICC_OIDC_LOGIN_CLAIM
    login, subject = claims.get(name), claims.get("sub")
    login = compose(login) if isinstance(login, str) else None
    if not isinstance(subject, str) or not 0 < len(subject) <= SUBJECT_CHARACTERS:
        raise SignInRefused("no subject")
    if login is None or not 0 < len(login) <= 150:
        raise SignInRefused(f"no {name}")
    groups = claims.get(settings.AICC_OIDC_GROUPS_CLAIM)
    return Identity(
        subject=subject,
        login=login,
        is_verified=name != "email" or claims.get("email_verified") is True,
        groups=tuple(str(each) for each in groups) if isinstance(groups, list) else (),
        session=text_in(claims, "sid", most=255),
        proof=proof_in(claims),
        first_name=text_in(claims, "given_name"),
        last_name=text_in(claims, "family_name"),
        email=text_in(claims, "email"),
    )


def text_in(claims: dict[str, Any], name: str, most: int = 150) -> str:
    value = claims.get(name)
    return value[:most] if isinstance(value, str) else ""


def proof_in(claims: dict[str, Any]) -> str:
    """The second factor that the provider asked for, where its word is taken for it."""
    if settings.AICC_OIDC_SECOND_FACTOR != "provider":
        return ""
    if settings.AICC_OIDC_ACR:
        acr = claims.get("acr")
        return f"provider: {acr}" if acr in settings.AICC_OIDC_ACR else ""
    return "provider: mfa" if MANY_FACTORS in (claims.get("amr") or ()) else ""


def signed(token: str) -> dict[str, Any]:
    """What stands in a token that the provider signed; its claims are still to be looked at.

    Raises SignInRefused.
    """
    app = client()
    allowed = app.server_metadata["id_token_signing_alg_values_supported"]
    registry = JWSRegistry(algorithms=allowed, strict_check_header=False)
    try:
        try:
            keys = KeySet.import_key_set(app.fetch_jwk_set())
            return jwt.decode(token, keys, registry=registry).claims
        except InvalidKeyIdError:
            if not may_fetch_keys(int(time.time() // LEEWAY)):
                raise
            keys = KeySet.import_key_set(app.fetch_jwk_set(force=True))
            return jwt.decode(token, keys, registry=registry).claims
    except FAULTS as fault:
        raise SignInRefused(told(fault)) from fault


FETCHED = {"minute": 0}


def may_fetch_keys(minute: int) -> bool:
    """Once a minute: whoever sends tokens of unknown keys costs the provider no more."""
    is_new = FETCHED["minute"] != minute
    FETCHED["minute"] = minute
    return is_new
