"""Passkeys: a key in a telephone, computer or stick that a finger, a face or a PIN opens.

A browser gives its answer to the page of our own address alone, so a page that only looks like
ours gets nothing that opens anything (WebAuthn level 2; the arithmetic is `fido2`'s). Each
challenge waits five minutes in its session and counts once.
"""

import hashlib
import ipaddress
import json
import struct
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from fido2.cose import UnsupportedKey
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from aicc.audit.recording import Action, record
from aicc.platform.errors import AiccError
from handover.models import Passkey

CHALLENGE = "passkey_challenge"  # in a session
CHALLENGE_SECONDS = 300
MOST = 10  # of one person
LONGEST_NAME = 60  # characters
LONGEST_ANSWER = 20_000  # characters of JSON; an RSA key with its certificate takes 3,000
CREATE, GET = "create", "get"
OBJECT = "handover.passkey"
# What an answer raises that no authenticator gave.
MALFORMED = (
    *(AssertionError, AttributeError, IndexError, KeyError, TypeError, ValueError),
    *(InvalidSignature, NotImplementedError, RecursionError, UnsupportedAlgorithm, struct.error),
)


class PasskeyRefused(AiccError):
    """An answer that opens nothing. why: for the audit log, in English."""

    code = "passkey_refused"
    status = 422
    message = _("This passkey was not accepted. Try again, or use another way.")

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why


class PasskeyKnown(AiccError):
    """This key is somebody's already, or they have as many as one may."""

    code = "passkey_known"
    status = 409
    message = _("This device is set up already, or you have ten passkeys: remove one first.")


@dataclass(frozen=True, slots=True)
class Place:
    """What a passkey is bound to. host: the relying party's id; origin: of the pages."""

    host: str
    origin: str

    def server(self) -> Fido2Server:
        bank = PublicKeyCredentialRpEntity(id=self.host, name=f"{settings.AICC_BANK_NAME_KO} AICC")
        return Fido2Server(bank, verify_origin=lambda origin: origin == self.origin)


def place_of(request: HttpRequest) -> Place | None:
    """Where this page is; None where no browser makes a passkey: an address by number, a page
    without TLS, or another host than that of AICC_PUBLIC_URL.
    """
    origin = f"{request.scheme}://{request.get_host()}".lower()
    if settings.AICC_PUBLIC_URL and origin != settings.AICC_PUBLIC_URL:
        return None
    parts = urlsplit(origin)
    host = parts.hostname or ""
    is_local = host == "localhost" or host.endswith(".localhost")
    if is_number(host) or not (parts.scheme == "https" or is_local):
        return None
    return Place(host, origin)


def is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


# --- Challenges ---------------------------------------------------------------------------


def options(request: HttpRequest, user: User, place: Place, kind: str) -> dict[str, Any]:
    """What the browser's `navigator.credentials` is asked with; its challenge waits here.

    kind: CREATE or GET.
    """
    server, known = place.server(), [descriptor(row) for row in user.passkeys.all()]
    required = UserVerificationRequirement.REQUIRED
    if kind == CREATE:
        whose = PublicKeyCredentialUserEntity(
            id=handle_of(user),
            name=user.get_username(),
            display_name=user.get_full_name() or user.get_username(),
        )
        created, state = server.register_begin(
            whose,
            known,
            resident_key_requirement=ResidentKeyRequirement.PREFERRED,
            user_verification=required,
        )
        asked = dict(created.public_key)
    else:
        request_options, state = server.authenticate_begin(known, user_verification=required)
        asked = dict(request_options.public_key)
    until = time.time() + CHALLENGE_SECONDS
    request.session[CHALLENGE] = {"kind": kind, "user": user.pk, "state": state, "until": until}
    return asked


def descriptor(row: Passkey) -> PublicKeyCredentialDescriptor:
    known = {each.value for each in AuthenticatorTransport}
    return PublicKeyCredentialDescriptor(
        type=PublicKeyCredentialType.PUBLIC_KEY,
        id=data_of(row).credential_id,
        transports=[AuthenticatorTransport(each) for each in row.transports if each in known],
    )


def data_of(row: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(bytes(row.credential))


def handle_of(user: User) -> bytes:
    """Names a person to their authenticator, which keeps it, without naming them."""
    return salted_hmac("handover.passkey", str(user.pk), algorithm="sha256").digest()


def taken_challenge(request: HttpRequest, user: User, kind: str) -> dict[str, Any]:
    """The state that waits in this session, for one answer. Raises PasskeyRefused."""
    held = request.session.pop(CHALLENGE, None)
    if not held or held["kind"] != kind or held["user"] != user.pk:
        raise PasskeyRefused("no challenge waits for it")
    if held["until"] < time.time():
        raise PasskeyRefused("the challenge is too old")
    state: dict[str, Any] = held["state"]
    return state


def parsed(text: str) -> dict[str, Any]:
    """Raises PasskeyRefused."""
    if len(text) > LONGEST_ANSWER:
        raise PasskeyRefused("too long an answer")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise PasskeyRefused("no answer of a browser") from None
    if not isinstance(found, dict):
        raise PasskeyRefused("no answer of a browser")
    return found


# --- Setting up, using, taking away ---------------------------------------------------------


def enrol(request: HttpRequest, user: User, answer: str, name: str) -> Passkey:
    """Keep the key that a browser has just made. answer: JSON.

    Raises PasskeyRefused, PasskeyKnown.
    """
    place, state = place_of(request), taken_challenge(request, user, CREATE)
    if place is None:
        raise PasskeyRefused("not on a page that passkeys belong to")
    given = parsed(answer)
    try:
        told = place.server().register_complete(state, given)
        data = told.credential_data
        if data is None or isinstance(data.public_key, UnsupportedKey):
            raise PasskeyRefused("a key of an unknown kind")
        transports = given["response"].get("transports") or []
        heard = sorted({str(each)[:20] for each in transports})[:10]
    except MALFORMED as error:
        raise PasskeyRefused(reason_of(error)) from None
    try:
        return keep(user, data, told, heard, name)
    except IntegrityError:
        raise PasskeyKnown from None


@transaction.atomic
def keep(
    user: User,
    data: AttestedCredentialData,
    told: AuthenticatorData,
    transports: list[str],
    name: str,
) -> Passkey:
    User.objects.select_for_update().get(pk=user.pk)  # two at once are counted one by one
    if user.passkeys.count() >= MOST:
        raise PasskeyKnown
    row = Passkey.objects.create(
        user=user,
        name=" ".join(name.split())[:LONGEST_NAME] or str(_("Passkey")),
        digest=digest(data.credential_id),
        credential=bytes(data),
        transports=transports,
        counter=told.counter,
    )
    entry(Action.ADD, row, "set up")
    return row


def use(request: HttpRequest, user: User, answer: str) -> Passkey:
    """The passkey that answered this session's challenge. answer: JSON. Raises PasskeyRefused."""
    place, state = place_of(request), taken_challenge(request, user, GET)
    if place is None:
        raise PasskeyRefused("not on a page that passkeys belong to")
    return checked(place, state, user, parsed(answer))


@transaction.atomic
def checked(place: Place, state: dict[str, Any], user: User, given: dict[str, Any]) -> Passkey:
    rows = list(Passkey.objects.select_for_update().filter(user=user))
    try:
        used = place.server().authenticate_complete(state, [data_of(row) for row in rows], given)
        counter = AuthenticationResponse.from_dict(given).response.authenticator_data.counter
    except MALFORMED as error:
        raise PasskeyRefused(reason_of(error)) from None
    row = next(row for row in rows if row.digest == digest(used.credential_id))
    if row.last_challenge == state["challenge"]:
        raise PasskeyRefused("the answer was used already")
    if went_back(row.counter, counter):
        raise PasskeyRefused("its counter went back: somebody may have copied it")
    row.counter, row.last_challenge, row.last_used_at = counter, state["challenge"], timezone.now()
    row.save(update_fields=["counter", "last_challenge", "last_used_at"])
    return row


def went_back(before: int, now: int) -> bool:
    """Whether a key that counts tells no more than it told last (WebAuthn, section 7.2)."""
    return bool(before or now) and now <= before


@transaction.atomic
def remove(user: User, pk: int) -> bool:
    """Whether there was one of theirs."""
    row = Passkey.objects.filter(user=user, pk=pk).first()
    if row is None:
        return False
    entry(Action.DELETE, row, "removed")
    row.delete()
    return True


def entry(action: str, row: Passkey, said: str) -> None:
    """In the audit log; its owner did it, signed in or about to be."""
    told = {"said": said, "passkey": row.name}
    record(action, OBJECT, row.pk, name=row.user.get_username(), user=row.user, details=told)


def digest(credential_id: bytes) -> str:
    return hashlib.sha256(credential_id).hexdigest()


def reason_of(error: Exception) -> str:
    """The library's own sentence where it has one; of anything else what it was."""
    return str(error)[:100] if type(error) is ValueError else type(error).__name__
