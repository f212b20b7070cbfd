"""Entries as JSON lines, the form in which a SIEM or a log collector takes them."""

import json
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from django.db.models import QuerySet

from aicc.audit.models import AuditEvent
from aicc.platform.unicode import dumps


def as_dict(event: AuditEvent) -> dict[str, Any]:
    return {
        "id": event.pk,
        "event_id": event.event_id,
        "time": event.at.astimezone(UTC).isoformat(),
        "actor": {"id": event.actor_id, "name": event.actor_name},
        "source": {"ip": event.address, "login": event.login, "request": event.request_id},
        "action": event.action,
        "object": {
            "type": event.object_type,
            "id": event.object_id,
            "name": event.object_name,
        },
        "reason": event.reason,
        "details": json.loads(event.details) if event.details else {},
        "mac": event.mac,
    }


def json_lines(events: QuerySet[AuditEvent]) -> Iterator[bytes]:
    """A line each, in the order of their keys."""
    for event in events.order_by("pk").iterator(chunk_size=1_000):
        yield dumps(as_dict(event)) + b"\n"
