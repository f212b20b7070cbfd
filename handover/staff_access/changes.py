"""What staff may do is changed by two people: one administrator asks, another approves.

Taking a login away waits for nobody. The shell is the way round both, for whoever runs the
servers: a bank's first administrator, or its only one. Everything leaves an AccessChange.
"""

from collections.abc import Iterable

from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aicc.platform import events
from aicc.platform.errors import Invalid, NotAllowed
from chat.models import dual_control
from chat.pii import mask
from handover.models import AccessChange
from handover.single_sign_on import accounts
from handover.staff_access import password_links
from handover.staff_sessions import own_sessions, second_factor

State = AccessChange.State
ASKS = "handover.add_accesschange"
DECIDES = "handover.change_accesschange"
SHORTEST_REASON = 5  # characters


class SecondPerson(dual_control.SecondPerson):
    """Nobody decides about what they asked for, or about themselves."""

    message = _("Another administrator has to decide: you asked for it, or it is about you.")


class Outdated(dual_control.Outdated):
    """Of whoever asked, or of the roles that were then."""

    message = _(
        "This request no longer fits: the roles have changed since, or whoever asked may no "
        "longer ask. Refuse it, and let it be asked for anew."
    )


def name_of(user: User) -> str:
    return user.get_full_name() or user.get_username()


def roles_of(user: User) -> list[str]:
    return sorted(user.groups.values_list("name", flat=True))


def waiting_for(user: User) -> QuerySet[AccessChange]:
    """What this person may decide now."""
    rows = AccessChange.pending().exclude(requested_by=user).exclude(user=user)
    return rows if user.has_perm(DECIDES) else rows.none()


def may_touch(by: User, user: User) -> bool:
    """Nobody asks for anything of their own, and only a superuser touches a superuser."""
    return by.pk != user.pk and (by.is_superuser or not user.is_superuser)


def is_named_for_good(user: User) -> bool:
    """Whether access hangs on the login's name: it was used, or some was given or asked for.

    The bank's identity provider opens a login by its name the first time. Whoever could give a
    colleague's login another name would let in whose account is called so, with no second person.
    """
    return (
        user.last_login is not None
        or user.is_superuser
        or user.groups.exists()
        or user.user_permissions.exists()
        or AccessChange.objects.filter(user=user).exists()
    )


def check_reason(reason: str) -> str:
    """Masked. Raises Invalid."""
    reason = mask(reason.strip())
    if not SHORTEST_REASON <= len(reason) <= 500:
        raise Invalid(_("reason: 5 to 500 characters, which stay on record."))
    return reason


def wanted_roles(user: User, roles: Iterable[str] | None) -> list[str] | None:
    """The roles to be, None where they are the present ones. Raises Invalid for an unknown one."""
    if roles is None:
        return None
    wanted = sorted(set(roles))
    if Group.objects.filter(name__in=wanted).count() != len(wanted):
        raise Invalid(_("There is no such role."))
    return None if wanted == roles_of(user) else wanted


@transaction.atomic
def request(
    by: User,
    user: User,
    reason: str,
    *,
    roles: Iterable[str] | None = None,
    activates: bool = False,
    sends_link: bool = False,
    resets_factor: bool = False,
) -> tuple[AccessChange, str]:
    """Ask for exactly these roles, an open login, a link for a new password, a second factor
    that is set up anew, or several.

    Returns the request, and the code that opens the link beside it ("" without a link): it is
    told to whoever asked and to nobody else, the link to whoever approves.
    Raises NotAllowed, Invalid.
    """
    if not by.has_perm(ASKS) or not may_touch(by, user):
        raise NotAllowed
    after = wanted_roles(user, roles)
    opens = True if activates and not user.is_active else None
    if after is None and opens is None and not sends_link and not resets_factor:
        raise Invalid(_("Nothing would change."))
    code = password_links.new_code() if sends_link else ""
    row = AccessChange.objects.create(
        user=user,
        roles_before=roles_of(user),
        roles_after=after,
        activates=opens,
        sends_link=sends_link,
        resets_factor=resets_factor,
        reason=check_reason(reason),
        requested_by=by,
        requested_by_name=name_of(by),
        code_digest=password_links.digest(code) if code else "",
    )
    return row, code


@transaction.atomic
def approve(pk: int, by: User) -> AccessChange:
    """The second person's yes: what was asked for holds from now on.

    Raises NotAllowed, SecondPerson, NotFound, AlreadyDecided, and Outdated where the roles have
    changed since or whoever asked could not ask for it any more.
    """
    row = AccessChange.locked(pk)
    check_second_person(row, by)
    user = User.objects.select_for_update().get(pk=row.user_id)
    asker = row.requested_by
    if not may_touch(by, user):
        raise NotAllowed
    if asker is None or not asker.has_perm(ASKS) or not may_touch(asker, user):
        raise Outdated
    if row.roles_after is not None and roles_of(user) != row.roles_before:
        raise Outdated
    apply(row, user)
    return decide(row, State.APPROVED, by)


@transaction.atomic
def refuse(pk: int, by: User) -> AccessChange:
    """Raises as `approve`, less Outdated."""
    row = AccessChange.locked(pk)
    check_second_person(row, by)
    return decide(row, State.REFUSED, by)


@transaction.atomic
def withdraw(pk: int, by: User) -> AccessChange:
    """Whoever asked thinks better of it. Raises NotAllowed, NotFound, AlreadyDecided."""
    row = AccessChange.locked(pk)
    if row.requested_by_id != by.pk:
        raise NotAllowed
    return decide(row, State.WITHDRAWN, by)


def check_second_person(row: AccessChange, by: User) -> None:
    if not by.has_perm(DECIDES):
        raise NotAllowed
    if by.pk in (row.requested_by_id, row.user_id):
        raise SecondPerson


@transaction.atomic
def lock_login(by: User, user: User, reason: str) -> AccessChange:
    """Nobody signs in with it any more, and its open pages and desks end. Waits for nobody.

    Raises NotAllowed, Invalid.
    """
    if not by.has_perm(ASKS) or not may_touch(by, user):
        raise NotAllowed
    row = AccessChange(
        user=user,
        roles_before=roles_of(user),
        activates=False,
        reason=check_reason(reason),
        requested_by=by,
        requested_by_name=name_of(by),
    )
    apply(row, user)
    return decide(row, State.AT_ONCE, by)


@transaction.atomic
def by_shell(
    operator: str,
    user: User,
    reason: str,
    *,
    roles: Iterable[str] | None = None,
    activates: bool | None = None,
    sends_link: bool = False,
    resets_factor: bool = False,
) -> tuple[AccessChange, str]:
    """As `request` and `approve` in one, without a second person: break-glass, and recorded.

    operator: who did it, as the machine knows them.
    """
    code = password_links.new_code() if sends_link else ""
    row = AccessChange(
        user=user,
        roles_before=roles_of(user),
        roles_after=wanted_roles(user, roles),
        activates=None if activates == user.is_active else activates,
        sends_link=sends_link,
        resets_factor=resets_factor,
        reason=check_reason(reason),
        requested_by_name=operator,
        code_digest=password_links.digest(code) if code else "",
    )
    apply(row, user)
    row.decide(State.SHELL, operator)
    row.save()
    return row, code


@transaction.atomic
def approve_by_shell(operator: str, pk: int, reason: str) -> AccessChange:
    """A request that no second administrator is there to approve.

    Raises NotFound, AlreadyDecided, Invalid.
    """
    row = AccessChange.locked(pk)
    apply(row, User.objects.select_for_update().get(pk=row.user_id))
    row.decide(State.SHELL, operator)
    row.reason = f"{row.reason}\n{operator}: {check_reason(reason)}"[:500]
    row.save()
    return row


def apply(row: AccessChange, user: User) -> None:
    """Make it so. Open desks of theirs are told, and every page asks anew anyway."""
    if row.roles_after is not None:
        user.groups.set(Group.objects.filter(name__in=row.roles_after))
    if row.activates is not None:
        user.is_active, user.is_staff = row.activates, True
        user.save(update_fields=["is_active", "is_staff"])
    if row.resets_factor:
        second_factor.reset(user)
        accounts.forget(user)
        own_sessions.end_all(user)
    events.rights_changed(user.pk)


def decide(row: AccessChange, state: str, by: User) -> AccessChange:
    row.decide(state, name_of(by), by)
    row.save()
    return row
