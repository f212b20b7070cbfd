"""Short secrets kept encrypted: a telephone number that somebody is to be called on, the secret
of an authenticator app; each purpose has keys of its own.

AES-128 in CBC mode with an HMAC (Fernet), under keys that HKDF derives from the phrases of
AICC_CALL_BACK_KEYS. The first phrase seals, every one of them opens, so a phrase is changed by
putting a new one in front, sealing anew (`manage.py rotate_callback_keys`) and taking the old one
away.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"aicc call-back number"


class Unreadable(Exception):
    """Sealed under none of the present phrases, or damaged."""


def keys(purpose: bytes = PURPOSE) -> MultiFernet:
    """Those of the settings; where none is given, one of the secret key's, for a trial."""
    return MultiFernet([Fernet(derived(it, purpose)) for it in phrases()])


def phrases() -> list[str]:
    return list(settings.AICC_CALL_BACK_KEYS) or [settings.SECRET_KEY]


def derived(phrase: str, purpose: bytes = PURPOSE) -> bytes:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(phrase.encode())
    return base64.urlsafe_b64encode(key)


def encrypt(text: str, purpose: bytes = PURPOSE) -> str:
    return keys(purpose).encrypt(text.encode()).decode()


def decrypt(sealed: str, purpose: bytes = PURPOSE) -> str:
    """Raises Unreadable."""
    try:
        return keys(purpose).decrypt(sealed).decode()
    except InvalidToken:
        raise Unreadable from None


def rotate(sealed: str, purpose: bytes = PURPOSE) -> str:
    """The same under the first phrase. Raises Unreadable."""
    try:
        return keys(purpose).rotate(sealed).decode()
    except InvalidToken:
        raise Unreadable from None
