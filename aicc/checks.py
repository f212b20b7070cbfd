"""What must not go live: refused by every command and by the server, with the remedy.

`manage.py check --deploy` runs these beside Django's own. Numbers are never used twice.
"""

import logging
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

from aicc.environment import secret, unknown_names
from aicc.platform import passwords, tracing
from chat.sessions import customer_keys

log = logging.getLogger(__name__)

TAG = "aicc"
DEMO_LOGINS = "demo-logins"  # the file in the data folder that demo_login writes
# Of aicc.backoffice.roles, with which a test compares them, and who all are.
ROLES = {"agent", "supervisor", "editor", "auditor", "administrator", "all"}
NO_ROLE = "AICC_STAFF_NETWORKS names %(name)s, which is no role of ours."
HALF_A_PROVIDER = "The identity provider is half configured: %(names)s is missing."
NO_ROLE_OF_A_GROUP = "AICC_OIDC_ROLES names roles that nobody can have: %(names)s."
WHO_SEE_ALL = {"supervisor", "auditor", "administrator"}  # roles
# Those of docker-compose.yml and .env.example, of the first system, and the usual ones.
COMMON_PASSWORDS = {
    "", "aicc", "aicc-trial", "admin", "changeme", "mysql", "password", "root", "secret",
}  # fmt: skip
SAMPLE_PHONES = {"1500-0000", "1500-0001"}
NAME_CHECK = "aicc.W002"
NOT_A_SETTING = "%(name)s is no setting: nothing reads it."
DID_YOU_MEAN = "Did you mean %(near)s?"
SEE_THE_LIST = "Take it away; docs/configuration.md lists every setting."


@register(TAG)
def check_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Settings that contradict each other, in production or not."""
    found: list[CheckMessage] = []
    if settings.AICC_ENGINE == "model" and not (
        settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL
    ):
        found.append(
            Error(
                "AICC_ENGINE is model, and no model is named.",
                hint="Give OPENAI_API_KEY or OPENAI_BASE_URL, or set AICC_ENGINE=offline.",
                id="aicc.E001",
            )
        )
    try:
        if settings.AICC_CUSTOMER_KEY:
            customer_keys.keys_of(settings.AICC_CUSTOMER_KEY)
    except customer_keys.BadKeys as error:
        found.append(
            Error(
                f"AICC_CUSTOMER_KEY cannot be used: {error}.",
                hint="Give a public key in PEM, a secret of at least 32 characters, or a JSON Web "
                "Key Set.",
                id="aicc.E002",
            )
        )
    public = urlsplit(settings.AICC_PUBLIC_URL).hostname
    if public and not validate_host(public, settings.ALLOWED_HOSTS):
        found.append(
            Error(
                "AICC_PUBLIC_URL is an address under which nobody may call us.",
                hint="Name its host in AICC_ALLOWED_HOSTS too.",
                id="aicc.E003",
            )
        )
    found += [
        checks.Warning(
            NO_ROLE % {"name": name},
            hint="Where your own roles have none of that name, nobody is kept to its networks.",
            id="aicc.W003",
        )
        for name in sorted(set(settings.AICC_STAFF_NETWORKS) - ROLES)
    ]
    found += provider_errors()
    if settings.AICC_TRACES_URL and not tracing.is_installed():
        found.append(
            Error(
                "AICC_TRACES_URL is given, and OpenTelemetry is not installed.",
                hint="pip install -r deploy/requirements/tracing.txt",
                id="aicc.E007",
            )
        )
    model_seconds = settings.AICC_MODEL_TRIAGE_SECONDS + settings.AICC_MODEL_SECONDS
    if model_seconds >= settings.AICC_TURN_SECONDS:
        found.append(
            checks.Warning(
                "The model's time limits leave no time to answer without it.",
                hint="Set AICC_MODEL_TRIAGE_SECONDS and AICC_MODEL_SECONDS together lower than "
                "AICC_TURN_SECONDS.",
                id="aicc.W001",
            )
        )
    return found


def provider_errors() -> list[CheckMessage]:
    """Of the bank's identity provider: what is half configured, or shuts everybody out."""
    needed = ("AICC_OIDC_ISSUER", "AICC_OIDC_CLIENT_ID", "AICC_OIDC_CLIENT_SECRET")
    missing = [name for name in needed if not getattr(settings, name)]
    unknown = sorted(set(settings.AICC_OIDC_ROLES.values()) - (ROLES - {"all"}))
    refused = [
        (
            missing and len(missing) < len(needed),
            HALF_A_PROVIDER % {"names": ", ".join(missing)},
            "Give all three, as the provider registered this contact centre, or none of them.",
            "aicc.E004",
        ),
        (
            missing and "all" not in settings.AICC_PASSWORD_LOGINS,
            "AICC_PASSWORD_LOGINS switches passwords off, and there is no other way in.",
            "Configure the identity provider (AICC_OIDC_ISSUER and the next two) first.",
            "aicc.E005",
        ),
        (
            unknown,
            NO_ROLE_OF_A_GROUP % {"names": ", ".join(unknown)},
            "Write the roles as agent, supervisor, editor, auditor, administrator.",
            "aicc.E006",
        ),
    ]
    return [Error(told, hint=remedy, id=number) for bad, told, remedy, number in refused if bad]


@register(TAG)
def check_names(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A misspelt name would be without effect, and nobody would see it."""
    return [
        checks.Warning(
            NOT_A_SETTING % {"name": name},
            hint=DID_YOU_MEAN % {"near": near} if near else SEE_THE_LIST,
            id=NAME_CHECK,
        )
        for name, near in unknown_names()
    ]


@register(TAG)
def check_production(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """What suits a trial and not a bank's customers."""
    return [*production_errors(), *production_warnings()] if settings.AICC_PRODUCTION else []


def production_errors() -> list[CheckMessage]:
    """What production refuses, wherever it is found."""
    hosts = settings.ALLOWED_HOSTS
    phones = {settings.AICC_BANK_PHONE, settings.AICC_FRAUD_PHONE}
    refused = [
        (
            settings.AICC_OPEN_SESSIONS,
            "Anyone who guesses a session's name could read it.",
            "Set AICC_OPEN_SESSIONS=off.",
            "aicc.E010",
        ),
        (
            settings.DEBUG,
            "Error pages would show our insides.",
            "Set AICC_DEBUG=off.",
            "aicc.E011",
        ),
        (
            not settings.AICC_RATE_LIMITS,
            "One client could keep the server busy for all.",
            "Set AICC_RATE_LIMITS=on.",
            "aicc.E012",
        ),
        (
            not secret("AICC_SECRET_KEY"),
            "The secret key lies in the data folder, where other servers cannot share it.",
            "Give AICC_SECRET_KEY, at least 50 random characters, the same on every server.",
            "aicc.E013",
        ),
        (
            any(host.startswith(("*", ".")) for host in hosts),
            "Requests for any host would be answered.",
            "Name each host in AICC_ALLOWED_HOSTS.",
            "aicc.E014",
        ),
        (
            settings.AICC_SAMPLE_KNOWLEDGE,
            "Customers would be answered from a fictitious bank's articles.",
            "Set AICC_SAMPLE_KNOWLEDGE=off and import the bank's own.",
            "aicc.E015",
        ),
        (
            phones & SAMPLE_PHONES,
            "Customers in an emergency would be told a fictitious bank's numbers.",
            "Give AICC_BANK_PHONE and AICC_FRAUD_PHONE.",
            "aicc.E016",
        ),
        (
            settings.AICC_ENGINE == "canned",
            "Every question would get the same answer.",
            "Set AICC_ENGINE=auto; canned is for measurements.",
            "aicc.E017",
        ),
        (
            settings.AICC_TLS == "off",
            "Customers' words would cross the network in the clear.",
            "Set AICC_TLS=on, or elsewhere where another machine in front ends TLS.",
            "aicc.E018",
        ),
        (
            is_mysql() and settings.DATABASES["default"]["PASSWORD"] in COMMON_PASSWORDS,
            "The database's password is blank or one that everybody knows.",
            "Give the database's user another, and the same as MYSQL_PASSWORD.",
            "aicc.E019",
        ),
        (
            (settings.AICC_DATA_DIR / DEMO_LOGINS).exists(),
            "The demonstration's logins may still open the back office.",
            "Run manage.py demo_login --remove.",
            "aicc.E020",
        ),
        (
            not settings.AICC_CALL_BACK_KEYS,
            "Telephone numbers for call-backs would be encrypted under the secret key.",
            "Give AICC_CALL_BACK_KEYS, at least 32 random characters, the same on every server.",
            "aicc.E021",
        ),
        (
            not passwords.fits(),
            "Hashing passwords may take more than a quarter of the server's memory.",
            "Lower AICC_PASSWORD_MEMORY_MIB or AICC_PASSWORD_THREADS, or give the container more.",
            "aicc.E022",
        ),
        (
            not {"all"} & (roles := set(settings.AICC_SECOND_FACTOR_ROLES))
            and not roles >= WHO_SEE_ALL,
            "A password alone would open what supervisors, auditors and administrators may do.",
            "Leave AICC_SECOND_FACTOR_ROLES out, which asks everybody, or name those three too.",
            "aicc.E023",
        ),
    ]
    return [
        Error(message, hint=remedy, id=number) for bad, message, remedy, number in refused if bad
    ]


def is_mysql() -> bool:
    return "mysql" in settings.DATABASES["default"]["ENGINE"]


def production_warnings() -> list[CheckMessage]:
    """What a single server may do and several may not."""
    found: list[CheckMessage] = []
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        found.append(
            checks.Warning(
                "SQLite serves one server only.",
                hint="Give DATABASE_URL, a MySQL or MariaDB address.",
                id="aicc.W010",
            )
        )
    if "InMemory" in settings.CHANNEL_LAYERS["default"]["BACKEND"]:
        found.append(
            checks.Warning(
                "Without Redis, two servers do not hear of each other's messages at once.",
                hint="Give AICC_REDIS_URL.",
                id="aicc.W011",
            )
        )
    return found


def refuse_unsafe() -> None:
    """What commands do by themselves, for the server.

    Raises ImproperlyConfigured with every error, each on a line; warnings go to the log.
    """
    refused = []
    for message in checks.run_checks(tags=[TAG]):
        sentence = f"{message.msg} {message.hint} ({message.id})"
        if message.is_serious():
            refused.append(sentence)
        else:
            log.warning(sentence)
    if refused:
        raise ImproperlyConfigured("\n".join(refused))
