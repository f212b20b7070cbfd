"""The keys of the audit trail: derived from the phrases of AICC_AUDIT_KEYS.

Whoever can write to the database but holds no phrase can forge neither an entry nor a batch.
The first phrase writes, each of them verifies; one is changed by putting a new one in front and
keeping the old one, for as long as entries of its time are kept.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


@dataclass(frozen=True, slots=True)
class AuditKey:
    """key_id: names it in a row without telling it."""

    key_id: str
    secret: bytes

    def mac(self, content: bytes) -> str:
        return hmac.digest(self.secret, content, "sha256").hex()


def phrases() -> tuple[str, ...]:
    return tuple(settings.AICC_AUDIT_KEYS) or (settings.SECRET_KEY,)


def derived(phrase: str, purpose: bytes) -> bytes:
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"aicc audit " + purpose)
    return hkdf.derive(phrase.encode())


@lru_cache(maxsize=32)
def key_of(phrase: str) -> AuditKey:
    secret = derived(phrase, b"entries")
    return AuditKey(hashlib.sha256(secret).hexdigest()[:8], secret)


def writing() -> AuditKey:
    return key_of(phrases()[0])


def all_keys() -> dict[str, AuditKey]:
    """Of every phrase there is, by its name."""
    return {key.key_id: key for key in map(key_of, phrases())}


def signing(phrase: str = "") -> Ed25519PrivateKey:
    """What signs the anchors; without a phrase, by the first of them."""
    return Ed25519PrivateKey.from_private_bytes(derived(phrase or phrases()[0], b"anchors"))


def public_key(phrase: str = "") -> str:
    """Of the signing key, in base 64: what whoever keeps the anchors elsewhere keeps with them."""
    return base64.b64encode(signing(phrase).public_key().public_bytes_raw()).decode()


def public_keys() -> set[str]:
    return {public_key(phrase) for phrase in phrases()}
