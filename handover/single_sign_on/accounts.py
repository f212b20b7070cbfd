"""Which of our logins an account of the bank's identity provider is.

The first sign-in finds the login by name and ties the account to it; from then on the provider's
own number counts, so that a name which passes to somebody else opens nobody's login. What a name
opens is up to whoever gives names at the provider, often its owner: so a superuser's login is
tied by the account's number alone, in the shell.
"""

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from aicc.audit.recording import Action, record
from handover.models import ProviderAccount
from handover.single_sign_on.provider import Identity, SignInRefused

UNKNOWN = _(
    "Nobody here is called as your account of the bank is. Ask an administrator of the contact "
    "centre to enter you under Staff."
)
UNVERIFIED = _("Your address is not verified at the bank's account service. Ask those who run it.")
TIED = _(
    "This login is tied to another account of the bank. Ask an administrator of the contact "
    "centre to have it set up anew."
)
SUPERUSER = _(
    "This login may do everything, so its name alone opens it to nobody. Sign in with its "
    "password, or have its account tied in the shell: manage.py staff_access tie"
)
LOCKED = _("Your login is locked. Ask an administrator of the contact centre.")
ROLELESS = _(
    "Your account of the bank is in no group that works here. Ask those who look after groups."
)


def person_of(identity: Identity) -> User:
    """Raises SignInRefused, with a sentence that says whom to ask."""
    try:
        with transaction.atomic():
            user = tied(identity) or tie(identity)
    except IntegrityError as collision:  # the same account came in twice at one moment
        raise SignInRefused("tied at the same moment") from collision
    if not user.is_active or not user.is_staff:
        raise SignInRefused("locked login", LOCKED)
    if settings.AICC_OIDC_ROLES and not give_roles(user, identity) and not user.is_superuser:
        raise SignInRefused("no role", ROLELESS)
    return user


def tied(identity: Identity) -> User | None:
    rows = ProviderAccount.objects.select_related("user")
    row = rows.filter(issuer=settings.AICC_OIDC_ISSUER, subject=identity.subject).first()
    return row.user if row else None


def tie(identity: Identity) -> User:
    """The login of this name, from now on this account's. Raises SignInRefused."""
    if not identity.is_verified:
        raise SignInRefused("unverified address", UNVERIFIED)
    user = User.objects.filter(username=identity.login).first()
    if user is None or user.username != identity.login:  # a database may not mind capitals
        user = entered(identity)
    if user.is_superuser:
        raise SignInRefused("a superuser's name", SUPERUSER)
    if ProviderAccount.objects.filter(user=user).exists():
        raise SignInRefused("tied to another account", TIED)
    tie_to(user, identity.subject)
    return user


def tie_to(user: User, subject: str, *, operator: str = "", reason: str = "") -> None:
    """This login is the account of this number from now on, and of no other.

    operator: who ties them in the shell, as the machine knows them, and what for.

    Raises IntegrityError where the account is another login's.
    """
    ProviderAccount.objects.filter(user=user).delete()
    issuer = settings.AICC_OIDC_ISSUER
    ProviderAccount.objects.create(user=user, issuer=issuer, subject=subject)
    noted(user, "tied to an account of the identity provider", operator, reason)


def entered(identity: Identity) -> User:
    """A new login, where the provider's people enter themselves. Raises SignInRefused."""
    if not settings.AICC_OIDC_CREATE_LOGINS:
        raise SignInRefused("unknown login", UNKNOWN)
    return User.objects.create_user(
        identity.login,
        email=identity.email,
        password=None,
        is_staff=True,
        first_name=identity.first_name,
        last_name=identity.last_name,
    )


def give_roles(user: User, identity: Identity) -> list[str]:
    """Exactly the roles that their groups mean; which these are."""
    roles = settings.AICC_OIDC_ROLES
    wanted = sorted({roles[group] for group in identity.groups if group in roles})
    if wanted != sorted(user.groups.values_list("name", flat=True)):
        user.groups.set(Group.objects.filter(name__in=wanted))  # recorded by aicc.audit.changes
    return wanted


def forget(user: User) -> None:
    """The next account of this login's name is tied to it."""
    if ProviderAccount.objects.filter(user=user).delete()[0]:
        noted(user, "untied from its account of the identity provider")


def noted(user: User, said: str, operator: str = "", reason: str = "") -> None:
    record(
        Action.CHANGE,
        "auth.user",
        user.pk,
        name=user.get_username(),
        details={"said": said},
        actor_name=operator,
        reason=reason,
    )
