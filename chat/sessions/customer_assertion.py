"""Who the bank's own site says the customer is."""

from dataclasses import dataclass

import jwt
from django.conf import settings

from aicc.platform.errors import BadToken, Invalid

FLAGS = 16  # at most so many, each at most 40 characters


@dataclass(frozen=True, slots=True)
class Customer:
    subject: str
    name: str
    flags: tuple[str, ...]


def read_assertion(assertion: object) -> Customer:
    """The customer whom a JWT signed by the bank names.

    The key is AICC_CUSTOMER_KEY: a public key in PEM (RS256, ES256, EdDSA) or a shared secret
    of at least 32 characters (HS256). `sub` and `exp` are required; `name` and `flags`
    (a list of words such as `vulnerable`) are not.
    Raises BadToken when signature, expiry or claims are wrong, or no key is configured.
    """
    if not isinstance(assertion, str):
        raise Invalid("customer: a signed text is expected.")
    key = settings.AICC_CUSTOMER_KEY
    if not key:
        raise BadToken
    algorithms = ["RS256", "ES256", "EdDSA"] if key.startswith("-----BEGIN") else ["HS256"]
    try:
        claims = jwt.decode(
            assertion,
            key,
            algorithms=algorithms,
            options={"require": ["sub", "exp"], "verify_aud": False},
            leeway=30,
        )
    except (jwt.PyJWTError, ValueError) as error:
        raise BadToken from error
    name, flags = claims.get("name", ""), claims.get("flags", [])
    if not isinstance(name, str) or not isinstance(flags, list):
        raise BadToken
    return Customer(
        subject=claims["sub"][:128],
        name=name[:80],
        flags=tuple(str(flag)[:40] for flag in flags[:FLAGS]),
    )
