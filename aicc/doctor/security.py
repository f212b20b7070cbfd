"""Django's checks and ours: what would be refused in production, and what is wrong anywhere."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.checks import CheckMessage, run_checks
from django.utils.translation import gettext as _

from aicc import checks
from aicc.doctor.finding import Finding, error, ok, warning
from aicc.environment import unknown_names
from aicc.platform import passwords
from handover.single_sign_on import provider, sign_out
from handover.staff_sessions.networks import EVERYBODY


def examine() -> Iterator[Finding]:
    found = run_checks(include_deployment_checks=settings.AICC_PRODUCTION)
    yield from misspelt()
    for message in found:
        if message.id == checks.NAME_CHECK:
            continue  # told above, in the reader's language
        yield told(message, is_error=message.is_serious())
    if settings.AICC_BASE_PATH != "/":
        yield ok(_("Served below %(base)s (AICC_BASE_PATH).") % {"base": settings.AICC_BASE_PATH})
    if settings.AICC_PUBLIC_URL:
        yield ok(_("Passkeys belong to %(url)s.") % {"url": settings.AICC_PUBLIC_URL})
    elif settings.AICC_PRODUCTION and len(settings.ALLOWED_HOSTS) > 1:
        yield warning(
            _("A passkey counts at that one of the allowed hosts alone where it was made."),
            _("Give AICC_PUBLIC_URL, the address under which staff open the office."),
        )
    if passwords.fits():
        yield ok(
            _("Hashing passwords takes at most %(needed)d MiB of %(all)d.")
            % {"needed": passwords.needed_mib(), "all": passwords.container_mib()}
        )
    if settings.AICC_PRODUCTION:
        if not found:
            yield ok(_("Nothing that a bank must not have."))
        return
    yield ok(_("A trial: AICC_PRODUCTION is off."))
    for message in checks.production_errors():
        yield told(message, is_error=False)


def of_provider() -> Iterator[Finding]:
    """Whether the bank's identity provider answers, where one is configured. Asks it."""
    if not provider.is_configured():
        yield ok(_("Staff sign in with passwords of this contact centre; no provider is named."))
        return
    try:
        provider.client()
    except provider.SignInRefused as refusal:
        yield error(
            _("The identity provider %(issuer)s cannot be used: %(why)s.")
            % {"issuer": settings.AICC_OIDC_ISSUER, "why": refusal.why},
            _("AICC_OIDC_ISSUER has to be what its own configuration says, to the letter."),
        )
        return
    if settings.AICC_OIDC_SIGN_OUT == "provider":
        try:
            sign_out.address_there("", "")
        except provider.SignInRefused:
            yield warning(
                _("The identity provider ends no sessions when staff sign out here."),
                _("Its configuration names no end_session_endpoint: AICC_OIDC_SIGN_OUT=ours."),
            )
    yield ok(_("Staff sign in at %(issuer)s.") % {"issuer": settings.AICC_OIDC_ISSUER})
    if "all" in settings.AICC_PASSWORD_LOGINS:
        yield ok(_("Passwords open every login beside it (AICC_PASSWORD_LOGINS)."))
    else:
        yield ok(
            _("Passwords open these logins alone: %(names)s.")
            % {"names": ", ".join(settings.AICC_PASSWORD_LOGINS)}
        )


def misspelt() -> Iterator[Finding]:
    for name, near in unknown_names():
        remedy = _(checks.DID_YOU_MEAN) % {"near": near} if near else _(checks.SEE_THE_LIST)
        yield warning(f"{_(checks.NOT_A_SETTING) % {'name': name}} ({checks.NAME_CHECK})", remedy)


def told(message: CheckMessage, *, is_error: bool) -> Finding:
    text, remedy = f"{_(message.msg)} ({message.id})", _(message.hint) if message.hint else ""
    return error(text, remedy) if is_error else warning(text, remedy)


def of_staff() -> Iterator[Finding]:
    """From where staff may work, by roles that there are. Reads the database."""
    named = set(settings.AICC_STAFF_NETWORKS)
    if not named:
        yield ok(_("Staff may work from every network."))
        return
    if settings.AICC_TLS != "off" and not settings.AICC_TRUSTED_PROXIES:
        yield error(
            _("Behind a proxy that is not trusted every address is the proxy's own."),
            _("Name the proxy in AICC_TRUSTED_PROXIES, or AICC_STAFF_NETWORKS means nothing."),
        )
    known = {EVERYBODY, *Group.objects.values_list("name", flat=True)}
    if unknown := sorted(named - known):
        yield error(
            _("AICC_STAFF_NETWORKS names roles that nobody can have: %(roles)s.")
            % {"roles": ", ".join(unknown)},
            _("Write the roles' names as the back office lists them, or all."),
        )
    else:
        yield ok(
            _("Staff are kept to networks by role: %(roles)s.")
            % {"roles": ", ".join(sorted(named))}
        )
