"""The keys by which the bank's site signs who its customer is: AICC_CUSTOMER_KEY."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jwt

SHORTEST_SECRET = 32  # bytes, as HS256 wants them (RFC 7518, 3.2)
# By a key's kind in a JSON Web Key (RFC 7517 and 8037): nobody else chooses how it is used.
ALGORITHMS = {"RSA": "RS256", "EC": "ES256", "OKP": "EdDSA", "oct": "HS256"}
PEM = ("RS256", "ES256", "EdDSA")


class BadKeys(ValueError):
    """AICC_CUSTOMER_KEY holds no key, or one that is not safe."""


@dataclass(frozen=True, slots=True)
class Key:
    """What proves a signature, and the only ways in which it may have been made."""

    key: Any
    algorithms: tuple[str, ...]


@lru_cache(maxsize=4)
def keys_of(text: str) -> dict[str | None, Key]:
    """The bank's keys by their ids (`kid`); a single one, without an id, by None.

    text: a public key in PEM, a shared secret, or a JSON Web Key Set, which may hold several
        during a change of keys. Raises BadKeys.
    """
    if text.lstrip().startswith("{"):
        return keys_of_set(text)
    if text.startswith("-----BEGIN"):
        return {None: Key(text, PEM)}
    if len(text.encode()) < SHORTEST_SECRET:
        raise BadKeys("it is too short")
    return {None: Key(text, ("HS256",))}


def keys_of_set(text: str) -> dict[str | None, Key]:
    try:
        written = json.loads(text)["keys"]
        found = [jwt.PyJWK(each, ALGORITHMS.get(each["kty"])) for each in written]
    except (ValueError, LookupError, TypeError, jwt.PyJWTError) as error:
        raise BadKeys("it is no JSON Web Key Set") from error
    for each in found:
        if each.key_type == "oct" and len(each.key) < SHORTEST_SECRET:
            raise BadKeys("one of its secrets is too short")
    keys = {each.key_id: Key(each.key, (each.algorithm_name,)) for each in found}
    if not keys or len(keys) < len(found) or (None in keys and len(keys) > 1):
        raise BadKeys("each of several keys needs a `kid` of its own")
    return keys


def key_of(text: str, kid: object) -> Key | None:
    """The key that a signature names; None where it is none of the bank's.

    A single key is meant by whoever names none, and one without an id by whatever is named.
    Raises BadKeys.
    """
    keys = keys_of(text)
    if kid is None and len(keys) == 1:
        return next(iter(keys.values()))
    return keys.get(None) or (keys.get(kid) if isinstance(kid, str) else None)
