"""The ids that clients give their messages, as they are stored.

They are the client's own to choose, and one that is made of somebody's telephone number must
not stand in a row. It is kept encrypted: always to the same text, so that a message that is sent
again is still stored once, and readable by us, so that its sender is still answered by its id.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from aicc.platform.errors import Invalid
from chat.pii.identifiers import looks_personal

SEALED = "="  # begins what is encrypted; no client's id holds it
LONGEST_PERSONAL = 31  # characters of an id that, encrypted, fits into the column of 64


def stored(client_id: str) -> str:
    """The id as it is kept and compared. Raises Invalid for a personal one that is too long."""
    if not looks_personal(client_id):
        return client_id
    if len(client_id) > LONGEST_PERSONAL:
        raise Invalid(
            gettext("client_message_id: use a random one; this holds a personal number.")
        )
    encrypted = _cipher(settings.SECRET_KEY).encrypt(client_id.encode(), None)
    return SEALED + urlsafe_b64encode(encrypted).decode().rstrip("=")


def shown(stored_id: str) -> str | None:
    """The id as its client gave it. None: the key that it was stored under is gone."""
    if not stored_id.startswith(SEALED):
        return stored_id
    sealed = stored_id.removeprefix(SEALED)
    encrypted = urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        with suppress(InvalidTag):
            return _cipher(key).decrypt(encrypted, None).decode()
    return None


@lru_cache(maxsize=8)
def _cipher(secret: str) -> AESSIV:
    return AESSIV(
        salted_hmac("chat.protocol.client_ids", "", secret=secret, algorithm="sha512").digest()
    )
