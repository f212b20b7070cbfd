"""The audit log: chained, signed each day, and out of the reach of those it tells of."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from aicc.audit import grants
from aicc.audit.models import AuditAnchor, AuditBatch, AuditEvent
from aicc.checks import is_mysql
from aicc.doctor.finding import Finding, ok, warning

CHAINED_WITHIN = timedelta(minutes=10)
SIGNED_WITHIN = timedelta(days=3)


def examine() -> Iterator[Finding]:
    yield chained()
    yield signed()
    yield key()
    yield rights()


def chained() -> Finding:
    last = AuditBatch.objects.order_by("-last").values_list("last", flat=True).first() or 0
    old = timezone.now() - CHAINED_WITHIN
    waiting = AuditEvent.objects.filter(pk__gt=last, at__lt=old)[:1]
    if waiting:
        return warning(
            _("The audit log has entries that no server has chained."),
            _("Start a server, which does so every ten seconds, or look into its log."),
        )
    return ok(_("The audit log is chained."))


def signed() -> Finding:
    newest = AuditAnchor.objects.order_by("-day").values_list("day", flat=True).first()
    first = AuditEvent.objects.order_by("pk").values_list("at", flat=True).first()
    since = timezone.now() - SIGNED_WITHIN
    if first and first < since and (newest is None or newest < since.date()):
        return warning(
            _("The audit log's head has not been signed for three days."),
            _("Run manage.py audit_anchor daily, and keep what it prints elsewhere."),
        )
    return ok(_("The audit log's head is signed daily."))


def key() -> Finding:
    if settings.AICC_AUDIT_KEYS:
        return ok(_("The audit log has a key of its own."))
    if not settings.AICC_PRODUCTION:
        return ok(
            _("The audit log is written with a key of the secret key's: enough for a trial.")
        )
    return warning(
        _("The audit log is written with a key of AICC_SECRET_KEY's, which changes with it."),
        _("Give AICC_AUDIT_KEYS a phrase of its own, known to few, and keep it for good."),
    )


def rights() -> Finding:
    if not is_mysql():
        return ok(_("Whoever can write to SQLite's file can change the log; verify_audit tells."))
    tables = grants.changeable()
    if tables:
        return warning(
            _("The database account may change the audit log: %(tables)s.")
            % {"tables": ", ".join(tables)},
            _("Let a database administrator run what manage.py audit_grants prints."),
        )
    return ok(_("The database account cannot change the audit log."))
