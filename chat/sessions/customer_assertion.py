"""Who the bank's own site says the customer is."""

from dataclasses import dataclass

import jwt
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from aicc.platform.errors import AiccError, Invalid
from aicc.platform.text_normalization import compose
from chat.pii import mask

FLAGS = 16  # at most so many, each at most 40 characters
LONGEST = 200  # characters of a claim that are read


class BadAssertion(AiccError):
    """What the bank's site says of the customer is forged, expired or incomplete."""

    code = "bad_customer"
    status = 401
    message = _(
        "Your sign-in could not be confirmed. Please sign in at the bank's site again, or ask "
        "without signing in."
    )


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
    Raises BadAssertion when signature, expiry or claims are wrong, or no key is configured.
    """
    if not isinstance(assertion, str):
        raise Invalid(_("customer: a signed text is expected."))
    key = settings.AICC_CUSTOMER_KEY
    if not key:
        raise BadAssertion
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
        raise BadAssertion from error
    name, flags = claims.get("name", ""), claims.get("flags", [])
    if not isinstance(name, str) or not isinstance(flags, list):
        raise BadAssertion
    return Customer(
        subject=stored_subject(claims["sub"]),
        name=mask(name[:LONGEST])[:80],
        flags=tuple(mask(str(flag)[:LONGEST])[:40] for flag in flags[:FLAGS]),
    )


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
