"""Changes of settings: what a server was started with, against what the one before was."""

import json
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from aicc.audit.models import AuditEvent
from aicc.audit.recording import record

SETTINGS = "settings"
OTHERS = ("SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "OPENAI_API_KEY", "OPENAI_BASE_URL")
SECRETS = ("KEY", "KEYS", "SECRET", "URL")  # ends of names: a URL may hold a password


def snapshot() -> dict[str, str]:
    """Each setting's value as text; of a secret one only a keyed hash, by which two differ."""
    names = [*OTHERS, *(name for name in dir(settings) if name.startswith("AICC_"))]
    return {name: told(name, getattr(settings, name)) for name in sorted(names)}


def told(name: str, value: Any) -> str:
    text = str(value)
    if not name.endswith(SECRETS) or not value:
        return text[:200]
    return f"hash {salted_hmac('aicc.audit.settings', text, algorithm='sha256').hexdigest()[:12]}"


def note() -> AuditEvent | None:
    """Record what differs from the last start; None where nothing does."""
    newest = AuditEvent.objects.filter(object_type=SETTINGS).order_by("-pk").first()
    before = json.loads(newest.details)["all"] if newest else {}
    after = snapshot()
    changes = {
        name: [before.get(name), after.get(name)]
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    }
    if not changes:
        return None
    action = AuditEvent.Action.CHANGE if newest else AuditEvent.Action.ADD
    details = {"changes": changes if newest else {}, "all": after}
    return record(action, SETTINGS, details=details)
