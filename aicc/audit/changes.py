"""Changes of what governs the bank's work, recorded with each field before and after.

Whatever door they come by: a page, a command, the desk. The entry is written by the same
transaction as the change. Django sends no signal for `QuerySet.update`: rows that are changed so
are none of these, or have an entry of their own where it is done.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.db import models
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save

from aicc.audit.recording import Action, record

# app.model: the fields that tell nothing of a change of rules, and are left out.
WATCHED: dict[str, set[str]] = {
    "auth.user": {"last_login"},
    "auth.group": set(),
    "chat.article": set(),
    "chat.articleversion": {"revision", "content_hash"},
    "chat.criterion": set(),
    "chat.datarequest": {
        *("asked_sealed", "requested_by", "decided_by", "lease_until", "tries"),
    },
    "chat.evaluationcase": set(),
    "chat.generationswitch": set(),
    "chat.legalhold": {"placed_by"},
    "chat.reviewrule": set(),
    "chat.scorecard": set(),
    "chat.scorecardversion": set(),
    "handover.accesschange": {"code_digest", "code_tries"},
    "handover.agentprofile": {"presence", "presence_since", "seen_at"},
    "handover.businesshours": set(),
    "handover.cannedreply": set(),
    "handover.intakequestion": set(),
    "handover.label": set(),
    "handover.specialday": set(),
    "handover.team": set(),
}
SECRET = {"password"}  # that it changed is told, and neither value
LONG = 300  # characters; of a longer text its hash is told
BEFORE = "_audited_before"


def connect() -> None:
    for label in WATCHED:
        model = apps.get_model(label)
        uid = f"audit {label}"
        pre_save.connect(read_before, sender=model, dispatch_uid=uid)
        post_save.connect(saved, sender=model, dispatch_uid=uid)
        post_delete.connect(deleted, sender=model, dispatch_uid=uid)
    post_save.connect(said_in_history, sender=LogEntry, dispatch_uid="audit history")
    for through in (User.groups.through, User.user_permissions.through, Group.permissions.through):
        m2m_changed.connect(members_changed, sender=through, dispatch_uid=f"audit {through}")


def said_in_history(instance: Any, created: bool = False, **signal: Any) -> None:
    """What a page of the office says of a row that is not watched: a mark, a lifted lock."""
    model = instance.content_type.model_class() if instance.content_type else None
    if not created or model is None or model._meta.label_lower in WATCHED:
        return
    record(
        Action.CHANGE,
        model._meta.label_lower,
        instance.object_id,
        name=instance.object_repr,
        user=instance.user,
        details={"said": instance.get_change_message()},
    )


def label_of(instance: models.Model) -> str:
    return instance._meta.label_lower


def values_of(instance: models.Model) -> dict[str, Any]:
    """What is told of a row: each field's value, short."""
    left_out = WATCHED[label_of(instance)]
    return {
        field.name: told(field.value_from_object(instance))
        for field in instance._meta.concrete_fields
        if not field.primary_key and field.name not in left_out
    }


def told(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONG:
        digest = hashlib.sha256(value.encode()).hexdigest()
        return f"{len(value)} characters, SHA-256 {digest}"
    return value if isinstance(value, int | float | bool | list | dict | None) else str(value)


def read_before(instance: Any, raw: bool = False, **signal: Any) -> None:
    """Keep the stored row's values until it is saved. One query."""
    update_fields = signal.get("update_fields")
    if raw or instance._state.adding or tells_nothing(instance, update_fields):
        setattr(instance, BEFORE, None)
        return
    stored = type(instance)._base_manager.filter(pk=instance.pk).first()
    setattr(instance, BEFORE, values_of(stored) if stored else None)


def tells_nothing(instance: models.Model, update_fields: Iterable[str] | None) -> bool:
    return update_fields is not None and set(update_fields) <= WATCHED[label_of(instance)]


def saved(instance: Any, created: bool = False, raw: bool = False, **signal: Any) -> None:
    if raw or tells_nothing(instance, signal.get("update_fields")):
        return
    before = instance.__dict__.pop(BEFORE, None)
    after = values_of(instance)
    names = signal.get("update_fields")
    changed = {
        name: [None if before is None else before.get(name), value]
        for name, value in after.items()
        if (before is None or before.get(name) != value) and (names is None or name in names)
    }
    if not created and not changed:
        return
    write(Action.ADD if created else Action.CHANGE, instance, changed)


def deleted(instance: Any, **signal: Any) -> None:
    write(Action.DELETE, instance, {name: [it, None] for name, it in values_of(instance).items()})


def write(action: str, instance: Any, changed: dict[str, Any]) -> None:
    record(
        action,
        label_of(instance),
        instance.pk,
        name=named(instance),
        reason=str(getattr(instance, "reason", "")),
        details={
            "changes": {
                name: ["…", "…"] if name in SECRET else pair for name, pair in changed.items()
            }
        },
    )


SENT = {"post_add": "added", "post_remove": "removed"}


def named(instance: models.Model) -> str:
    """As pages call it; a row whose values were given as text may not be able to say so yet."""
    try:
        return str(instance)[:120]
    except (TypeError, ValueError):
        return f"{instance._meta.verbose_name} {instance.pk}"


def members_changed(
    instance: Any, action: str, pk_set: set[int] | None, model: type[Any], **signal: Any
) -> None:
    """Roles of a person, or permissions of a role or a person, from whichever side."""
    if action == "pre_clear":
        held = getattr(instance, field_towards(instance, model)).values_list("pk", flat=True)
        pk_set, action = set(held), "post_remove"
    if action not in SENT or not pk_set:
        return
    names = sorted(name_of(row) for row in model._base_manager.filter(pk__in=pk_set))
    record(
        Action.CHANGE,
        label_of(instance),
        instance.pk,
        name=named(instance),
        details={"changes": {model._meta.model_name: {SENT[action]: names}}},
    )


def field_towards(instance: Any, model: type[Any]) -> str:
    if model is Permission:
        return "user_permissions" if isinstance(instance, User) else "permissions"
    return "groups" if model is Group else "user_set"


def name_of(row: Any) -> str:
    if isinstance(row, Permission):
        return f"{row.content_type.app_label}.{row.codename}"
    return str(row)
