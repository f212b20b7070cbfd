"""Who works here: the roles, and the logins of a demonstration."""

import os
import secrets
from pathlib import Path

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group, Permission, User
from django.db import connection, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy

from aicc.audit.models import AuditEvent
from handover.staff_sessions.temporary_passwords import chosen_by_owner

ACTIONS = ("view", "add", "change", "delete")
AGENT = (
    "handover.view_handover",
    "handover.change_handover",  # claim, say, hand back, close
    "handover.view_callback",
    "handover.see_call_back_number",  # whole, of those that they have taken; each look is kept
    "chat.view_conversation",  # what they or their team have or had, and who waits for them
    "chat.view_article",
    "chat.answer_coachingnote",  # what was noted for themselves
)
DESK_RECORDS = (
    *("team", "agentprofile", "businesshours", "specialday", "cannedreply"),
    "intakequestion",
    "label",
)
# Writes articles and sends them to review; somebody else approves.
EDITOR = (
    "chat.view_article",
    "chat.view_articleversion",  # drafts too
    "chat.change_articleversion",
    "chat.export_article",
    "chat.view_knowledgegap",
)
SUPERVISOR = (
    *AGENT,
    *EDITOR,
    "chat.approve_articleversion",
    "handover.supervise_handover",  # every team's, and out of an agent's hands
    "handover.pull_handover",  # into the queue, or out of the assistant's hands
    "handover.view_dashboard",
    *(f"handover.{action}_{record}" for record in DESK_RECORDS for action in ACTIONS),
    "chat.view_review",
    "chat.add_review",
    "chat.view_coachingnote",
    "chat.view_assignment",
    "chat.view_evaluationcase",
    "chat.change_evaluationcase",
    "chat.view_scorecardversion",
    "chat.change_scorecardversion",
    *(f"chat.{action}_reviewrule" for action in ("view", "add", "change")),
    "chat.export_conversation",
    "chat.view_export",
    "chat.view_legalhold",
    "chat.place_legalhold",  # and lift
    "chat.view_datarequest",
    "chat.ask_datarequest",  # a package or an erasure of one person's data
    "chat.approve_datarequest",  # another's
    "chat.view_generationswitch",
    "chat.add_generationswitch",  # stop the model, or let it answer again
)
# Reads everything, takes along what is needed elsewhere, and changes nothing.
AUDITOR = (
    "handover.view_handover",
    "handover.view_callback",
    "handover.view_dashboard",
    "chat.view_conversation",
    "chat.export_conversation",
    "chat.view_export",
    "chat.view_legalhold",
    "chat.view_datarequest",
    "chat.view_review",
    "chat.view_coachingnote",
    "chat.view_assignment",
    "chat.view_evaluationcase",
    "chat.view_scorecardversion",
    "chat.view_reviewrule",
    "chat.view_article",
    "chat.view_articleversion",
    "chat.view_knowledgegap",
    "chat.view_generationswitch",
    *(f"handover.view_{record}" for record in DESK_RECORDS),
    "auth.view_user",
    "auth.view_group",
    "handover.view_accesschange",
    "handover.view_signinfailures",
    "audit.view_auditevent",  # nobody else's
    "audit.export_auditevent",
)
# Looks after people, teams and hours, and reads no conversation. Roles and passwords are asked
# for by one administrator and approved by another.
ADMINISTRATOR = (
    "auth.view_user",
    "auth.add_user",
    "auth.change_user",  # names; nothing that lets anybody do more
    "auth.view_group",
    *(f"handover.{action}_accesschange" for action in ("view", "add", "change")),
    "handover.view_signinfailures",
    "handover.unlock_signinfailures",
    *(f"handover.{action}_{record}" for record in DESK_RECORDS for action in ACTIONS),
)
ROLES = {
    "agent": AGENT,
    "supervisor": SUPERVISOR,
    "editor": EDITOR,  # of the knowledge
    "auditor": AUDITOR,
    "administrator": ADMINISTRATOR,
}
NAMES = {
    "agent": pgettext_lazy("role", "Agent"),
    "supervisor": pgettext_lazy("role", "Supervisor"),
    "editor": pgettext_lazy("role", "Knowledge editor"),
    "auditor": pgettext_lazy("role", "Auditor"),
    "administrator": pgettext_lazy("role", "Administrator"),
}
DEFAULT_ACTIONS = {
    "view": pgettext_lazy("permission", "see"),
    "add": pgettext_lazy("permission", "add"),
    "change": pgettext_lazy("permission", "change"),
    "delete": pgettext_lazy("permission", "delete"),
}
DEMO_USERS = (("sam", "supervisor"), ("mei", "agent"))


def name_of(role: str) -> str:
    """What people call it; one that the bank made is called by its own name."""
    return str(NAMES.get(role, role))


def permission_label(permission: Permission) -> str:
    """What it allows, in the reader's language: Django keeps its names in English."""
    kind = permission.content_type
    model = kind.model_class()
    what = capfirst(str(model._meta.verbose_name)) if model else kind.model
    action = permission.codename.removesuffix(f"_{kind.model}")
    return f"{what}: {DEFAULT_ACTIONS.get(action) or gettext(permission.name)}"


def can_see_traces(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whoever may view reviews may read every conversation, and what the assistant thought."""
    return user.has_perm("chat.view_review")  # type: ignore[union-attr]


def make_roles(**_signal: object) -> None:
    """Give each role exactly its permissions; harmless to repeat. Also runs after each migrate,
    once the audit log is there to record it.
    """
    if AuditEvent._meta.db_table not in connection.introspection.table_names():
        return
    known = Permission.objects.values_list("content_type__app_label", "codename", "pk")
    keys = {f"{app}.{codename}": key for app, codename, key in known}
    given: dict[str, set[int]] = {}
    for role, key in Group.objects.filter(name__in=ROLES).values_list("name", "permissions"):
        given.setdefault(role, set()).update(filter(None, [key]))
    for role, names in ROLES.items():
        wanted = {keys[name] for name in names if name in keys}
        if given.get(role) != wanted:
            group, _ = Group.objects.get_or_create(name=role)
            group.permissions.set(wanted)


def demo_user(name: str, role: str) -> User:
    """The demonstration's person of this name, who cannot sign in before they get a password."""
    user, new = User.objects.get_or_create(
        username=name, defaults={"first_name": name.capitalize(), "is_staff": True}
    )
    if new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    user.groups.add(Group.objects.get(name=role))
    return user


def remove_demo_logins(path: Path) -> int:
    """Keep Sam and Mei, for what they wrote, without a way to sign in; how many could before.

    Only those whose passwords stand in `path` are the demonstration's: a bank may have a Sam.
    """
    if not path.exists():
        return 0
    written = [line.split()[0] for line in path.read_text().splitlines() if line.strip()]
    ended = 0
    for user in User.objects.filter(username__in=written, is_active=True):
        user.set_unusable_password()
        user.is_active = False
        user.save(update_fields=["password", "is_active"])
        ended += 1
    path.unlink()
    return ended


def make_demo_logins(path: Path) -> None:
    """Give Sam (supervisor) and Mei (agent) new passwords, and write them to `path`.

    The file is readable by its owner alone from its first byte.
    """
    lines = []
    with transaction.atomic():
        make_roles()
        for name, role in DEMO_USERS:
            user, password = demo_user(name, role), secrets.token_urlsafe(12)
            user.is_staff = user.is_active = True
            user.set_password(password)
            user.save(update_fields=["is_staff", "is_active", "password"])
            chosen_by_owner(user)  # of a trial, whose visitor is told it by the machine itself
            lines.append(f"{name}  {password}  ({role})\n")
        path.unlink(missing_ok=True)
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.writelines(lines)
