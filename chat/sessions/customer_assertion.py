"""Who the bank's own site says the customer is."""

import hashlib
import time
from dataclasses import dataclass
from typing import Any

import jwt
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from aicc.platform.errors import AiccError, Invalid
from aicc.platform.text_normalization import compose
from chat.pii import mask
from chat.sessions.customer_keys import key_of

FLAGS = 16  # at most so many, each at most 40 characters
LONGEST = 200  # characters of a claim that are read
LONGEST_ASSERTION = 8_192  # characters; ours have some hundred
CLOCKS_SECONDS = 30  # the bank's clock and ours may differ so much


class BadAssertion(AiccError):
    """What the bank's site says of the customer is forged, expired, used before or incomplete."""

    code = "bad_customer"
    status = 401
    message = _(
        "Your sign-in could not be confirmed. Please sign in at the bank's site again, or ask "
        "without signing in."
    )


@dataclass(frozen=True, slots=True)
class Customer:
    """used: of an assertion that counts once, a hash of its id; None where it has none."""

    subject: str
    name: str
    flags: tuple[str, ...]
    used: str | None = None


def read_assertion(assertion: object) -> Customer:
    """The customer whom a JWT signed by the bank names.

    The keys are AICC_CUSTOMER_KEY's; of several, the one that its header names (`kid`). `sub` and
    `exp` are required; `name` and `flags` (a list of words such as `vulnerable`) are not. `exp`
    lies AICC_CUSTOMER_SECONDS ahead at most, and `iat`, where it is given, as far back. `aud` and
    `iss` must be AICC_CUSTOMER_AUDIENCE and AICC_CUSTOMER_ISSUER where those are set. One with an
    id (`jti`) begins one conversation.
    Raises BadAssertion when signature, expiry or claims are wrong, or no key is configured.
    """
    if not isinstance(assertion, str):
        raise Invalid(_("customer: a signed text is expected."))
    if not settings.AICC_CUSTOMER_KEY or len(assertion) > LONGEST_ASSERTION:
        raise BadAssertion
    claims = proven(assertion)
    check_age(claims)
    name, flags, once = claims.get("name", ""), claims.get("flags", []), claims.get("jti")
    if not isinstance(name, str) or not isinstance(flags, list):
        raise BadAssertion
    return Customer(
        subject=stored_subject(claims["sub"]),
        name=mask(name[:LONGEST])[:80],
        flags=tuple(mask(str(flag)[:LONGEST])[:40] for flag in flags[:FLAGS]),
        used=None if once is None else hashlib.sha256(once.encode()).hexdigest(),
    )


def proven(assertion: str) -> dict[str, Any]:
    """Its claims, once signature, expiry, audience and issuer are. Raises BadAssertion."""
    audience, issuer = settings.AICC_CUSTOMER_AUDIENCE, settings.AICC_CUSTOMER_ISSUER
    required = ["sub", "exp"] + ["aud"] * bool(audience) + ["iss"] * bool(issuer)
    try:
        key = key_of(settings.AICC_CUSTOMER_KEY, jwt.get_unverified_header(assertion).get("kid"))
        if key is None:
            raise BadAssertion
        claims: dict[str, Any] = jwt.decode(
            assertion,
            key.key,
            algorithms=list(key.algorithms),
            audience=audience or None,
            issuer=issuer or None,
            options={"require": required, "verify_aud": bool(audience)},
            leeway=CLOCKS_SECONDS,
        )
        claims.get("jti", "").encode()  # a lone half of a character is no id
    except (jwt.PyJWTError, ValueError, TypeError, AttributeError) as error:
        raise BadAssertion from error
    return claims


def check_age(claims: dict[str, Any]) -> None:
    """Raises BadAssertion where it was made to last too long, or was kept too long."""
    now, longest = time.time(), settings.AICC_CUSTOMER_SECONDS + CLOCKS_SECONDS
    if int(claims["exp"]) > now + longest or int(claims.get("iat", now)) < now - longest:
        raise BadAssertion


def stored_subject(subject: str) -> str:
    """Who a customer is to the bank, as it is kept and compared.

    A number of theirs (a telephone's, a registration's) stands in no row: a keyed hash does,
    the same each time. Who searches for such a customer by it still finds them.
    """
    subject = compose(subject[:LONGEST])
    if mask(subject) == subject:
        return subject[:128]
    return salted_hmac("chat.sessions.customer_assertion", subject, algorithm="sha256").hexdigest()


def known_as(reference: str) -> tuple[str, ...]:
    """What a customer may be kept as whom staff name so: by the bank's own number, or by what a
    record shows in its place.
    """
    return tuple(dict.fromkeys((compose(reference)[:128], stored_subject(reference))))
