"""An authenticator and its browser in memory, for tests that need no browser (WebAuthn)."""

import hashlib
import json
import os
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256

PRESENT, VERIFIED, HAS_CREDENTIAL = 0x01, 0x04, 0x40  # flags of authenticator data


def text_of(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def bytes_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class SoftwareAuthenticator:
    """One key. counter: what it counts up from; None for a key that does not count.

    verifies: whether it asks for finger, face or PIN, as ours is told to. origin: of the page
    that its browser shows.
    """

    def __init__(
        self, origin: str = "http://localhost", *, counter: int | None = 0, verifies: bool = True
    ) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = os.urandom(32)
        self.origin, self.counter, self.verifies = origin, counter, verifies

    def makes(self, options: dict[str, Any]) -> str:
        """What the page sends after `navigator.credentials.create`."""
        key = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        length = struct.pack(">H", len(self.credential_id))
        held = bytes(16) + length + self.credential_id + key
        data = self.data(options["rp"]["id"], HAS_CREDENTIAL) + held
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client = self.client_data("webauthn.create", options)
        parts = {"attestationObject": text_of(attestation), "transports": ["internal"]}
        return self.answer(client, parts)

    def uses(self, options: dict[str, Any]) -> str:
        """What it sends after `navigator.credentials.get`."""
        data = self.data(options["rpId"])
        client = self.client_data("webauthn.get", options)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        parts = {"authenticatorData": text_of(data), "signature": text_of(signature)}
        return self.answer(client, parts)

    def data(self, host: str, flags: int = 0) -> bytes:
        if self.counter is not None:
            self.counter += 1
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(host.encode()).digest() + struct.pack(
            ">BI", flags, self.counter or 0
        )

    def client_data(self, kind: str, options: dict[str, Any]) -> bytes:
        told = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(told | {"crossOrigin": False}).encode()

    def answer(self, client: bytes, parts: dict[str, Any]) -> str:
        name = text_of(self.credential_id)
        response = parts | {"clientDataJSON": text_of(client)}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
