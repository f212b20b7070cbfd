"""Writing an entry: before the look is answered, or in the transaction that changes something.

Where it cannot be written, nothing is shown and nothing is changed: the database's error goes
on to the door.
"""

import getpass
import re
import secrets
import sys
from collections.abc import Iterable
from datetime import UTC
from pathlib import Path
from typing import Any

import orjson
from django.contrib.auth.models import User
from django.utils import timezone

from aicc.audit import keys
from aicc.audit.models import AuditEvent
from aicc.platform import request_ids
from aicc.platform.unicode import dumps
from chat.pii import mask

Action = AuditEvent.Action
# What the mac is over, in this order; `at` in UTC.
SIGNED = (
    *("event_id", "at", "actor_id", "actor_name", "address", "login", "request_id", "action"),
    *("object_type", "object_id", "object_name", "reason", "details"),
)
LONGEST_DETAILS = 20_000  # characters of JSON; what is longer names its length alone
SYSTEM = "system"
DIGEST = re.compile(r"\b([0-9a-f]{64})\b")  # SHA-256


def record(
    action: str,
    object_type: str = "",
    object_id: object = "",
    *,
    name: str = "",
    reason: str = "",
    details: dict[str, Any] | None = None,
    user: Any = None,
    actor_name: str = "",
) -> AuditEvent:
    """Write one entry; with it in a transaction, it is there when the rest is.

    user: whoever did it; None: whoever is signed in with the request at hand, and where there
        is none, `actor_name`, the shell's operator or the system.
    details: JSON; its texts and `reason` are masked.
    """
    origin = request_ids.origin_now.get()
    user = user if user is not None else origin.user()
    key = keys.writing()
    event = AuditEvent(
        event_id=secrets.token_hex(16),
        at=timezone.now(),
        actor_id=getattr(user, "pk", None),
        actor_name=(actor_name or name_of(user))[:150],
        address=origin.address,
        login=origin.login,
        request_id=origin.request_id[:64],
        action=action,
        object_type=object_type[:60],
        object_id=str(object_id)[:40],
        object_name=mask(name)[:120],
        reason=mask(reason.strip())[:500],
        details=as_text(details or {}),
        key_id=key.key_id,
    )
    event.mac = key.mac(content(getattr(event, field) for field in SIGNED))
    event.save()
    return event


def content(values: Iterable[Any]) -> bytes:
    """The bytes that the mac is over: the values of SIGNED."""
    listed = list(values)
    listed[1] = listed[1].astimezone(UTC).isoformat(timespec="microseconds")
    return orjson.dumps(listed)


def as_text(details: dict[str, Any]) -> str:
    if not details:
        return ""
    text = dumps(masked(details), default=str).decode()
    if len(text) > LONGEST_DETAILS:
        return dumps({"too_long": len(text)}).decode()
    return text


def masked(value: Any) -> Any:
    """Each text of a JSON value without personal data."""
    if isinstance(value, str):
        return masked_text(value)
    if isinstance(value, dict):
        return {name: masked(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [masked(each) for each in value]
    return value


def masked_text(text: str) -> str:
    """Without personal data. A hash stays whole: one in two hundred holds digits that look like a
    telephone number, and would prove nothing any more.
    """
    parts = DIGEST.split(text)
    return "".join(part if DIGEST.fullmatch(part) else mask(part) for part in parts)


def name_of(user: User | None) -> str:
    if user is None:
        return operator()
    full = user.get_full_name()
    return f"{full} ({user.get_username()})" if full else user.get_username()


def operator() -> str:
    """Whoever runs a command, as the machine knows them; a server's own loops: `system`."""
    if Path(sys.argv[0]).name != "manage.py" or len(sys.argv) < 2:
        return SYSTEM
    try:
        return f"{getpass.getuser()} (manage.py {sys.argv[1]})"
    except (KeyError, OSError):  # a container's user without a name
        return f"shell (manage.py {sys.argv[1]})"
